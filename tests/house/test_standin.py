"""The stand-in: its page lists every fault, every key and every endpoint, and no others."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from sandbox.control import Control
from sandbox.faults import ACTIONS, KNOWN, parse_fault
from sandbox.page import Origins
from sandbox.state import Options, State
from tests.house.tree import DOCS, ROOT, files, table, text

PAGE = DOCS / "standin.md"


def words(cell: str) -> list[str]:
    """Return what stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def places(cell: str) -> tuple[str, set[str]]:
    """Return the default place of a fault and all its places, as the page tells them."""
    told = words(cell)
    return told[0], {*told, *(ACTIONS if "an action" in cell else ())}


def test_page_lists_every_fault_with_where_it_acts() -> None:
    told = {words(row["fault"])[0]: places(row["at"]) for row in table(PAGE, "## Faults")}
    assert told == {fault: (known.at[0], set(known.at)) for fault, known in KNOWN.items()}


def test_page_lists_every_action() -> None:
    assert tuple(words(row["action"])[0] for row in table(PAGE, "### Actions")) == ACTIONS


def test_page_tells_what_every_fault_does_and_its_milliseconds() -> None:
    for row in table(PAGE, "## Faults"):
        assert row["what it does"], row["fault"]
        assert int(row["ms"] or 0) == KNOWN[words(row["fault"])[0]].ms, row["fault"]


def test_page_lists_every_key_of_a_fault() -> None:
    told = [words(row["key"])[0] for row in table(PAGE, "### Keys of a fault")]
    assert sorted(told) == sorted(parse_fault("slow").as_json().keys() - {"acted", "reused"})


def test_page_lists_every_endpoint() -> None:
    routes = Control(State(Options(accounts=1)), Origins("http://127.0.0.1:1", "http://127.0.0.1:2")).routes()
    real = {
        (method, f"/_sandbox{route.path}") for route in routes for method in (route.methods or ()) if method != "HEAD"
    }
    told = {tuple(words(row["call"])[0].split()) for row in table(PAGE, "## Endpoints")}
    assert all(isinstance(route, Route) for route in routes)
    assert told == real


def test_every_fault_in_the_documents_can_be_switched_on() -> None:
    shown = {spec for path in files(".md") for spec in re.findall(r"--fault[ =]([a-z0-9][\w.:=-]+)", text(path))}
    assert shown
    for spec in shown:
        parse_fault(spec)


@pytest.mark.parametrize("document", ["README.md", "docs/standin.md"])
def test_it_is_said_that_the_standin_is_modelled_and_not_captured(document: str) -> None:
    assert "modelled on documents, not captured" in text(ROOT / document)
