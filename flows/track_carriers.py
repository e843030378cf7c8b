"""``fapiao track carriers`` and ``conformance``: who can be asked, and whether a carrier's code keeps the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.command import InputError, Settings, print_json, print_line, print_table
from agent.command.parcels import (
    Installed,
    Verdict,
    installed_carrier,
    installed_carriers,
    saved_answers,
    setting_names,
    verdicts,
)

BROKEN = 1
_PREFIX = "FAPIAO_TRACKING__"


def show_carriers(settings: Settings, *, is_json: bool) -> int:
    """List all carriers, and what is wrong with those that cannot be used; return the exit code."""
    found = [_facts(each, settings.tracking.carrier) for each in installed_carriers()]
    if is_json:
        print_json({"carriers": found})
    else:
        rows = [_row(each) for each in found]
        head = ("carrier", "from", "at once", f"needs {_PREFIX}...", "")
        print_table(head, rows, right=("at once",))
        for each in found:
            if each["fault"]:
                print_line(each["fault"])
    return BROKEN if any(each["fault"] for each in found) else 0


def show_conformance(name: str, folder: Path | None, *, is_json: bool) -> int:
    """Hold a carrier's code against all rules and say of each what came of it; return the exit code."""
    carrier = installed_carrier(name).load()
    found = verdicts(carrier, saved_answers(folder) if folder else ())
    if is_json:
        print_json({"carrier": name, "rules": found})
    else:
        print_table(("rule", "", "what must hold"), [(each.rule, _word(each), each.what) for each in found])
        for each in found:
            if each.fault:
                print_line(f"{each.rule}: {each.fault}")
        if not all(each.is_checked for each in found):
            print_line("what is not checked needs answers of the carrier: --answers FOLDER, see docs/carriers.md")
    return BROKEN if any(each.fault for each in found) else 0


def _word(verdict: Verdict) -> str:
    return "BROKEN" if verdict.fault else "kept" if verdict.is_checked else "not checked"


def _facts(found: Installed, chosen: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": found.name, "package": found.package, "is_chosen": found.name == chosen}
    try:
        carrier = found.load()
        needs = setting_names(found.name, carrier.needs)
        return facts | {"batch_size": carrier.batch_size, "needs": needs, "fault": ""}
    except InputError as error:
        return facts | {"batch_size": None, "needs": [], "fault": error.message}


def _row(facts: dict[str, Any]) -> tuple[str, ...]:
    note = "cannot be used" if facts["fault"] else "is asked" if facts["is_chosen"] else ""
    return (
        facts["name"],
        facts["package"],
        str(facts["batch_size"] or ""),
        "\n".join(name.removeprefix(_PREFIX) for name in facts["needs"]),
        note,
    )
