"""Flows: what writes is clicked by the engine alone, what is named exists, and each flow keeps its checklist."""

from __future__ import annotations

import re
import sys

import pytest

from agent.app.build import load_catalogs, load_sites
from agent.flow import check_flow, load_flows
from sandbox.faults import COURIER_FAULTS, KNOWN
from tests.house.targets import named, written_outside_submit
from tests.house.tree import DOCS, files, name, table, text

CATALOGS = load_catalogs()
TARGETS = {
    f"{page}.{target}": found for page in CATALOGS.pages for target, found in CATALOGS.page(page).targets.items()
}
WRITES = {target for target, found in TARGETS.items() if found.writes}
FLOWS = load_flows()
STATUS = re.compile(r"done|exempt: \S.+")


def test_writing_targets_are_named_by_submit_alone() -> None:
    assert WRITES
    sources = files(".py", "flows")
    found = [(name(path), *where) for path in sources for where in written_outside_submit(text(path), WRITES)]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('await console.click("a.send")', ["a.send"]),
        ('Submit(click="a.done", settled="a.send")', ["a.send"]),
        ('names = {"last": "a.send"}', ["a.send"]),
        ('submit = flow.Submit(click="a.send", settled="a.done")', []),
    ],
)
def test_every_place_that_names_a_writing_target_is_seen(source: str, found: list[str]) -> None:
    assert [target for target, _ in written_outside_submit(source, {"a.send"})] == found


def test_every_target_that_a_flow_names_is_in_its_catalog() -> None:
    found = {(name(path), target) for path in files(".py", "flows") for target in named(text(path), CATALOGS.pages)}
    assert len(found) > 20
    assert [(path, target) for path, target in sorted(found) if target not in TARGETS] == []


def test_every_target_that_a_site_names_is_in_its_catalog() -> None:
    for site in load_sites().values():
        guards = [target for guard in site.guards for target in (guard.target, guard.click, guard.text)]
        wanted = [*guards, *site.masks, site.identity.target, site.locale.target]
        assert [target for target in wanted if target and target not in TARGETS] == [], site.name


@pytest.mark.parametrize("flow", FLOWS)
def test_flow_submits_by_a_target_that_says_it_writes(flow: str) -> None:
    check_flow(FLOWS[flow], CATALOGS)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_input_of_a_flow_is_described(flow: str) -> None:
    silent = [field for field, info in FLOWS[flow].input.model_fields.items() if not info.description]
    assert silent == []


@pytest.mark.parametrize("flow", FLOWS)
def test_module_of_a_flow_says_what_it_opens_and_writes_and_after_what(flow: str) -> None:
    said = sys.modules[FLOWS[flow].__module__].__doc__ or ""
    told = dict(re.findall(r"^(Opens|Writes|Source): (.+)\.$", said, re.MULTILINE))
    assert sorted(told) == ["Opens", "Source", "Writes"]
    assert re.search(r"20\d\d-\d\d-\d\d", told["Source"])
    assert set(told["Opens"].split(", ")) <= set(CATALOGS.pages)


def test_every_fault_is_tried_on_a_flow() -> None:
    tried = "".join(text(path) for path in files(".py", "tests/flows"))
    # It only takes away the stand-in's own check, beside another fault. No flow asks a courier.
    faults = KNOWN.keys() - {"no-server-check"} - COURIER_FAULTS.keys()
    assert [fault for fault in sorted(faults) if f'"{fault}"' not in tried] == []


RULES = [row["rule"] for row in table(DOCS / "flows.md", "## The checklist")]


@pytest.mark.parametrize("flow", FLOWS)
def test_flow_has_a_checklist_with_every_rule(flow: str) -> None:
    path = DOCS / "flows" / f"{flow}.md"
    assert path.is_file(), f"{name(path)} is missing: copy the one of another flow"
    assert [row["rule"] for row in table(path, "## Checklist")] == RULES


@pytest.mark.parametrize("flow", FLOWS)
def test_every_rule_is_done_or_exempt_for_a_reason(flow: str) -> None:
    rows = table(DOCS / "flows" / f"{flow}.md", "## Checklist")
    assert [row["rule"] for row in rows if not STATUS.fullmatch(row["status"])] == []


@pytest.mark.parametrize("flow", FLOWS)
def test_every_rule_that_is_done_names_a_test_that_exists(flow: str) -> None:
    known = {
        test for path in files(".py", "tests") for test in re.findall(r"^def (test_\w+)", text(path), re.MULTILINE)
    }
    rows = [row for row in table(DOCS / "flows" / f"{flow}.md", "## Checklist") if row["status"] == "done"]
    for row in rows:
        tests = re.findall(r"`(test_\w+)`", row["held by"])
        assert tests, f"{row['rule']} names no test"
        assert [test for test in tests if test not in known] == [], row["rule"]
