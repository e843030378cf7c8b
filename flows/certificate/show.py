"""``fapiao certificate``: make the certificates, and tell what was made and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from agent.command import Asked, Settings, check_chinese_font, print_json, print_line, print_table
from flows.certificate.issue import Made, Refused, check_folder, sorted_out, write_all
from flows.certificate.letter import printed_code
from flows.certificate.lookup import Found, find
from flows.certificate.parcel import Parcel, mailed_parcels
from flows.certificate.wanted import Wanted
from flows.rules import Law, Rules, load_rules

_REFUSED = 1


@dataclass(frozen=True)
class _Outcome:
    """What came of the numbers that were named."""

    made: Sequence[Made]
    refused: Sequence[Refused]
    parcels: Mapping[tuple[str, str], Parcel]
    rules: Rules

    def parcel(self, made: Made) -> Parcel | None:
        """Return the parcel in which it was mailed before, if it was."""
        return self.parcels.get((made.due.found.account, made.due.found.invoice.number))


def make(asked: Asked, settings: Settings, wanted: Wanted) -> int:
    """Make the certificates of lost invoices, tell what was made and refused, and return the exit code.

    Raises:
        InputErrors: No account has one of the numbers; nothing was made.
        SetupError: The machine has no Chinese font or no browser, or a file cannot be written.
    """
    check_chinese_font()
    check_folder(wanted.folder)
    rules = load_rules()
    found, exit_code = find(asked, wanted.numbers, settings, is_last=wanted.is_last)
    due, unfit = sorted_out(found, wanted.day, rules)
    made, kept_out = write_all(due, wanted.folder, settings, is_replacing=wanted.is_replacing)
    outcome = _Outcome(made, [*unfit, *kept_out], mailed_parcels(asked, settings), rules)
    if wanted.is_json:
        print_json(_data(outcome))
    else:
        _print(outcome)
    return exit_code or (_REFUSED if outcome.refused else 0)


def _data(outcome: _Outcome) -> dict[str, Any]:
    refused = [{**_which(one.found), "why": one.why, "notes": _texts(one.notes)} for one in outcome.refused]
    return {"certificates": [_made_data(made, outcome) for made in outcome.made], "refused": refused}


def _made_data(made: Made, outcome: _Outcome) -> dict[str, Any]:
    to, (docx, pdf) = outcome.rules.mail["certificate"], made.files
    mail_to = {"address": to.zh, "address_en": to.en, "contacts": list(to.contacts), "phone": to.phone}
    return {
        **_which(made.due.found),
        "code": printed_code(made.due.found.invoice, outcome.rules),
        "docx": docx,
        "pdf": pdf,
        "replaced": list(made.replaced),
        "mail_until": made.due.last_day,
        "mail_to": mail_to | {"postage": to.postage},
        "mailed": outcome.parcel(made),
        "notes": _texts(made.due.notes),
    }


def _which(found: Found) -> dict[str, str]:
    return {"account": found.account, "number": found.named}


def _print(outcome: _Outcome) -> None:
    if outcome.made:
        _print_made(outcome)
    for one in outcome.refused:
        print_line(f"refused: {one.found.account}, invoice {one.found.named}: {one.why}")
    told = [*(made.due.notes for made in outcome.made), *(one.notes for one in outcome.refused)]
    for text in _texts(chain.from_iterable(told)):
        print_line(f"note: {text}")
    print_line(f"certificates: {len(outcome.made)}, refused: {len(outcome.refused)}")


def _print_made(outcome: _Outcome) -> None:
    rows = [
        [made.due.found.account, made.due.found.named, "\n".join(path.name for path in made.files), made.due.last_day]
        for made in outcome.made
    ]
    print_table(["account", "number", "files", "mail until"], rows)
    to = outcome.rules.mail["certificate"]
    print_line("print it, and stamp it with the official seal of the company in the title")
    print_line(f"mail to: {to.zh} ({to.en}), {', '.join(to.contacts)}, phone {to.phone}. {to.postage}")
    for made in outcome.made:
        for line in _remarks(made, outcome):
            print_line(f"{made.due.found.named}: {line}")


def _remarks(made: Made, outcome: _Outcome) -> list[str]:
    code, parcel = made.due.found.invoice.code, outcome.parcel(made)
    lines = [f"replaced {path}" for path in made.replaced]
    if not printed_code(made.due.found.invoice, outcome.rules):
        shown = f"the console shows {code!r}, which is none of a special invoice" if code else "nobody knows it"
        lines.append(f"the invoice code is left empty: {shown}")
    return [*lines, f"a certificate was {parcel.told}"] if parcel else lines


def _texts(notes: Iterable[Law]) -> list[str]:
    """Return each note once, with its source."""
    return list(dict.fromkeys(f"{note.en} ({note.source})" for note in notes))
