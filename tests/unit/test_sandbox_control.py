"""The stand-in's switches, and state that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.faults import parse_fault
from sandbox.nouns import StandInError
from sandbox.state import Options, State
from tests.unit.sandbox_site import Site, running_site


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def test_site_names_its_origins(site: Site) -> None:
    said = site.control("GET", "/site")
    assert (said["console"], said["passport"], said["api"]) == (site.console, site.passport, site.passport)
    assert datetime.fromisoformat(said["now"]).utcoffset() == timedelta(hours=8)


def test_clock_is_moved_and_set(site: Site) -> None:
    before = datetime.fromisoformat(site.control("GET", "/clock")["now"])
    after = datetime.fromisoformat(site.control("POST", "/clock", {"advance_s": 86_400})["now"])
    assert timedelta(days=1) <= after - before < timedelta(days=1, minutes=1)
    assert site.control("POST", "/clock", {"set": "2027-01-02T03:04:05+08:00"})["now"].startswith("2027-01-02T03:04")


def test_faults_are_replaced_added_and_removed(site: Site) -> None:
    site.control("PUT", "/faults", {"busy": {"rate": 0.5}})
    both = site.control("POST", "/faults", {"refuse": {"count": 2}})
    assert (both["busy"]["rate"], both["refuse"]["count"]) == (0.5, 2)
    assert list(site.control("PUT", "/faults", {"slow": {}})) == ["slow"]
    assert site.control("DELETE", "/faults") == {}


def test_mistyped_fault_changes_nothing(site: Site) -> None:
    site.faults(busy={})
    answer = site.http.put("/faults", json={"slow": {}, "nonsense": {}})
    assert (answer.status_code, "Known:" in answer.json()["error"]) == (400, True)
    assert list(site.control("GET", "/faults")) == ["busy"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/clock", {}),
        ("/clock", {"advance_s": 1, "set": "2027-01-01"}),
        ("/clock", {"set": "tomorrow"}),
        ("/clock", {"set": 5}),
        ("/clock", {"advance_s": 1e300}),
        ("/faults", {"busy": 1}),
        ("/faults", []),
        ("/settings", {"locale": "fr"}),
        ("/settings", {"latency_ms": -1}),
        ("/settings", {"seed": 2}),
        ("/reset", {"accounts": 0}),
        ("/reset", {"seed": "one"}),
        ("/reset", {"seed": 1.5}),
        ("/reset", {"faults": {}}),
        ("/orders", {}),
        ("/orders", {"order": "202611000000000", "fen": 100}),
        ("/orders", {"order": 5, "fen": 100}),
        ("/orders", {"order": "202611000000000"}),
        ("/orders", {"order": "202611000000000", "fen": 100, "uid": "1"}),
        ("/invoices", {"account": "acc-0001"}),
        ("/invoices", {"account": "acc-0001", "count": 0}),
        ("/invoices", {"account": "nobody", "count": 1}),
        ("/settings", {"return_after_s": -1}),
    ],
)
def test_wrong_body_is_refused_with_a_reason(site: Site, path: str, body: Any) -> None:
    answer = site.http.post(path, json=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)


def test_body_that_is_no_json_is_refused(site: Site) -> None:
    assert site.http.post("/settings", content=b"{").status_code == 400


def test_requests_are_counted_by_action(site: Site) -> None:
    visitor = site.signed_in()
    visitor.call("ListInvoices")
    visitor.refusal("GetInvoice", Id="A1")
    counts = site.control("GET", "/requests")
    assert counts["login"] == {"tries": 2, "accepted": 1}
    assert counts["ListInvoices"] == {"tries": 1, "accepted": 1}
    assert counts["GetInvoice"] == {"tries": 1, "accepted": 0}
    assert "ApplyInvoice" not in counts


def test_accounts_tell_what_can_be_invoiced_now(site: Site) -> None:
    visitor = site.signed_in()
    assert visitor.account["orders"]["invoiceable"]
    visitor.call("ApplyInvoice", **visitor.prepared())
    assert site.visitor().account["orders"]["invoiceable"] == []


def test_corrected_order_is_what_the_console_shows_and_takes(site: Site) -> None:
    visitor = site.signed_in()
    number = visitor.account["orders"]["invoiceable"][0]["order"]
    fen = sum(order["fen"] for order in visitor.account["orders"]["invoiceable"][1:]) + 12_345
    stale = visitor.prepared()
    assert site.control("POST", "/orders", {"order": number, "fen": 12_345})["fen"] == 12_345
    assert visitor.refusal("ApplyInvoice", **stale)
    prepared = visitor.prepared()
    assert prepared["InvoiceAmount"] == fen
    visitor.call("ApplyInvoice", **prepared)
    assert [write["fen"] for write in site.received()] == [fen]


def test_order_with_a_refund_is_corrected_to_what_is_left_of_it(site: Site) -> None:
    (many,) = [account for account in site.control("GET", "/accounts") if account["kind"] == "many-orders"]
    orders = [order["order"] for order in many["orders"]["invoiceable"]]
    assert len(orders) > 40
    corrected = [site.control("POST", "/orders", {"order": number, "fen": 700})["fen"] for number in orders]
    assert set(corrected) == {700}


@pytest.mark.parametrize("fen", [0, -1, 1.5, True, "100", None])
def test_order_is_not_corrected_to_an_amount_that_is_none(site: Site, fen: Any) -> None:
    order = site.visitor().account["orders"]["invoiceable"][0]
    answer = site.http.post("/orders", json={"order": order["order"], "fen": fen})
    assert (answer.status_code, "whole fen" in answer.json()["error"]) == (400, True)
    assert site.visitor().account["orders"]["invoiceable"][0] == order


def test_order_that_is_requested_already_is_not_corrected(site: Site) -> None:
    visitor = site.signed_in()
    number = visitor.account["orders"]["invoiceable"][0]["order"]
    visitor.call("ApplyInvoice", **visitor.prepared())
    answer = site.http.post("/orders", json={"order": number, "fen": 100})
    assert (answer.status_code, number in answer.json()["error"]) == (400, True)


def test_reset_goes_back_to_the_start(site: Site) -> None:
    visitor = site.signed_in()
    visitor.call("ApplyInvoice", **visitor.prepared())
    site.faults(busy={})
    site.control("POST", "/clock", {"advance_s": 86_400})
    site.control("POST", "/settings", {"ui": "old"})
    assert site.control("POST", "/reset", {"accounts": 3})["ui"] == "new"
    assert (site.received(), site.control("GET", "/faults"), site.control("GET", "/requests")) == ([], {}, {})
    assert len(site.control("GET", "/accounts")) == 3
    assert visitor.http.get(f"{site.console}/").status_code == 302


def test_reset_switches_the_faults_of_the_start_on_again() -> None:
    state = State(Options(accounts=1), [parse_fault("busy:count=1")])
    assert state.faults.hit("busy", None, "ListInvoices")
    state.reset()
    assert state.faults.hit("busy", None, "ListInvoices")
    state.store.close()


def test_kept_state_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with running_site(State(Options(accounts=2), path=path)) as site:
        visitor = site.signed_in()
        visitor.call("ApplyInvoice", **visitor.prepared())
        site.control("POST", "/clock", {"advance_s": 600})
        cookies, before = visitor.http.cookies, (site.received(), visitor.call("ListInvoices"))
    with running_site(State(Options(accounts=2), path=path)) as site:
        visitor = site.visitor()
        visitor.http.cookies = cookies
        visitor.open_page()
        assert (site.received(), visitor.call("ListInvoices")) == before
        assert visitor.open_ids() == []


def test_kept_state_of_another_seed_is_refused(tmp_path: Path) -> None:
    State(Options(seed=1), path=tmp_path / "state.db").store.close()
    with pytest.raises(StandInError, match="--seed 1"):
        State(Options(seed=2), path=tmp_path / "state.db")


def test_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("a letter to my bank, much longer than a header" * 20, encoding="utf-8")
    with pytest.raises(StandInError, match=r"state\.db"):
        State(Options(), path=tmp_path / "state.db")
