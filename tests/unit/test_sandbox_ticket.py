"""Tickets in the stand-in: submitted, answered by the clock, replied to; refusals, and what the ground truth tells."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.seed import make_account
from sandbox.state import Options, State
from sandbox.texts import ANSWERS
from tests.unit.sandbox_site import Site, Visitor, running_site
from tests.unit.sandbox_ticket import DESCRIPTION, asked, form, listed, submitted, ticket
from tests.unit.sandbox_title import EXE, PDF, PNG, upload, uploaded


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def later(site: Site, seconds: float) -> None:
    site.control("POST", "/clock", {"advance_s": seconds})


def by_whom(visitor: Visitor, id_: str) -> list[str]:
    return [message["By"] for message in ticket(visitor, id_)["Messages"]]


@pytest.mark.parametrize(
    ("locale", "product", "issues"),
    [
        ("zh-CN", "财务", ["账单", "发票管理", "合同"]),
        ("en", "Financial", ["Bills", "Invoice Management", "Contracts"]),
    ],
)
def test_categories_are_told_in_the_language_of_the_console(
    site: Site, locale: str, product: str, issues: list[str]
) -> None:
    site.control("POST", "/settings", {"locale": locale})
    products = site.signed_in().call("ListTicketCategories")["Products"]
    finance = {each["Code"]: each for each in products}["finance"]
    assert (finance["Name"], [issue["Name"] for issue in finance["Issues"]]) == (product, issues)


def test_every_issue_type_has_recommended_answers(site: Site) -> None:
    visitor = site.signed_in()
    for product in visitor.call("ListTicketCategories")["Products"]:
        for issue in product["Issues"]:
            advice = visitor.call("GetTicketAdvice", Product=product["Code"], Issue=issue["Code"])["Advice"]
            assert all(each["Title"] and each["Url"] for each in advice)
            assert advice


def test_ground_truth_tells_what_was_submitted(site: Site) -> None:
    visitor = site.signed_in()
    files = [uploaded(visitor, "发票.pdf", PDF, "ticket"), uploaded(visitor, "截图.png", PNG, "ticket")]
    id_ = submitted(visitor, Attachments=files, Priority="urgent")
    (received,) = site.received()
    told = {name: received[name] for name in ("account", "kind", "key", "fen", "product", "issue", "title")}
    assert told == {
        "account": visitor.account["uid"],
        "kind": "submit-ticket",
        "key": {"ticket": id_},
        "fen": 0,
        "product": "finance",
        "issue": "invoice",
        "title": "发票遗失",
    }
    assert received["files"] == [hashlib.sha256(content).hexdigest() for content in (PDF, PNG)]
    assert (received["description"], received["priority"]) == (DESCRIPTION, "urgent")
    assert (received["confidential"], received["mobile"]) == ("王小明 13812345678", "13812345678")


def test_id_looks_like_the_consoles(site: Site) -> None:
    assert re.fullmatch(r"000[0-9A-Z]{6}", submitted(site.signed_in()))


def test_ticket_without_a_title_is_called_after_its_description(site: Site) -> None:
    visitor = site.signed_in()
    submitted(visitor, Title="")
    assert listed(visitor)[0]["Title"] == DESCRIPTION[:30]


def test_same_ticket_twice_is_taken_twice(site: Site) -> None:
    visitor = site.signed_in()
    ids = [submitted(visitor), submitted(visitor)]
    assert [row["Id"] for row in listed(visitor)[:2]] == [ids[1], ids[0]]
    assert len(set(ids)) == len(site.received()) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Product": "nonsense"}, "CategoryInvalid"),
        ({"Product": "ecs"}, "CategoryInvalid"),
        ({"Description": "  "}, "DescriptionRequired"),
        ({"Description": "字" * 2001}, "DescriptionTooLong"),
        ({"Confidential": "字" * 501}, "ConfidentialTooLong"),
        ({"Attachments": ["a", "b", "c", "d"]}, "AttachmentsTooMany"),
        ({"Attachments": ["ticket/none"]}, "FileNotFound"),
        ({"Mobile": "12345"}, "MobileInvalid"),
        ({"Email": "ap.example.com"}, "EmailInvalid"),
        ({"Priority": "soon"}, "PriorityInvalid"),
    ],
)
def test_ticket_that_is_not_right_is_refused(site: Site, changes: dict[str, Any], code: str) -> None:
    assert site.signed_in().refusal("CreateTicket", **form(**changes)) == code
    assert all(ANSWERS[code])
    assert site.received() == []


def test_longest_texts_are_taken_and_contacts_may_be_left_out(site: Site) -> None:
    submitted(site.signed_in(), Description="字" * 2000, Confidential="字" * 500, Mobile="", Email="")
    assert len(site.received()) == 1


def test_file_of_another_form_is_no_attachment(site: Site) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("CreateTicket", **form(Attachments=[uploaded(visitor)])) == "FileNotFound"


def test_attachment_that_is_no_document_is_refused(site: Site) -> None:
    reply = upload(site.signed_in(), "发票.pdf", EXE, "ticket").json()
    assert reply["code"] == "FileContentMismatch"


def test_ticket_of_another_account_is_not_found(site: Site) -> None:
    id_ = submitted(site.signed_in(0))
    other = site.signed_in(1)
    assert other.refusal("GetTicket", Id=id_) == other.refusal("ReplyTicket", Id=id_, Text="?") == "TicketNotFound"


def test_confidential_text_is_never_sent_back(site: Site) -> None:
    visitor = site.signed_in()
    id_ = submitted(visitor, Confidential="SECRET-4711")
    told = [visitor.post("ListTickets").text, visitor.post("GetTicket", Id=id_).text]
    assert "SECRET-4711" not in json.dumps(told)
    assert [ticket(visitor, each)["HasConfidential"] for each in (id_, submitted(visitor, Confidential=""))] == [1, 0]


def test_ticket_is_answered_by_the_clock(site: Site) -> None:
    visitor = site.signed_in()
    site.control("POST", "/settings", {"ticket_after_s": 100})
    id_ = submitted(visitor)
    states = []
    for seconds in (0, 101, 100, 200, 100):
        later(site, seconds)
        states.append(ticket(visitor, id_)["StatusText"])
    assert states == ["待响应", "处理中", "待确认", "待确认", "已完成"]
    assert by_whom(visitor, id_) == ["me", "support", "support"]


def test_question_waits_for_its_answer_however_long(site: Site) -> None:
    visitor = site.signed_in()
    id_ = asked(visitor)
    later(site, 20_000)
    assert (ticket(visitor, id_)["Status"], by_whom(visitor, id_)) == ("wait-feedback", ["me", "support", "support"])


def test_answered_question_goes_on_by_the_clock(site: Site) -> None:
    visitor = site.signed_in()
    id_ = asked(visitor)
    later(site, 121)
    visitor.call("ReplyTicket", Id=id_, Text="发票号码 12345678")
    states = [ticket(visitor, id_)["Status"]]
    for seconds in (61, 180):
        later(site, seconds)
        states.append(ticket(visitor, id_)["Status"])
    assert states == ["feedback", "wait-confirm", "confirmed"]
    assert by_whom(visitor, id_) == ["me", "support", "support", "me", "support"]
    reply = site.received()[-1]
    assert (reply["kind"], reply["key"], reply["text"]) == ("reply-ticket", {"ticket": id_}, "发票号码 12345678")


def test_reply_needs_a_question_and_a_text(site: Site) -> None:
    visitor = site.signed_in()
    id_ = asked(visitor)
    assert visitor.refusal("ReplyTicket", Id=id_, Text="早") == "TicketNotWaiting"
    later(site, 121)
    assert visitor.refusal("ReplyTicket", Id=id_, Text=" ") == "ReplyRequired"
    assert visitor.refusal("ReplyTicket", Id=id_, Text="字" * 2001) == "DescriptionTooLong"


def test_list_is_searched_by_keyword_and_state(site: Site) -> None:
    visitor = site.signed_in()
    id_ = submitted(visitor, Title="遗失 FP-7")
    later(site, 61)
    submitted(visitor)
    assert [row["Id"] for row in listed(visitor, Keyword="FP-7")] == [id_]
    assert [row["Id"] for row in listed(visitor, Status="dealing", Keyword="遗失")] == [id_]
    assert visitor.refusal("ListTickets", Status="nonsense") == "InvalidParameter"


def test_long_list_has_pages(site: Site) -> None:
    visitor = site.signed_in()
    ids = [submitted(visitor) for _ in range(23)]
    assert [row["Id"] for row in listed(visitor, PageNum=2)[:3]] == [ids[2], ids[1], ids[0]]


def test_seeded_tickets_are_in_every_state_and_none_to_three_for_each(site: Site) -> None:
    rows = [listed(site.signed_in(index)) for index in range(20)]
    assert {len(each) for each in rows} == {0, 1, 2, 3}
    seen = {row["Status"] for each in rows for row in each}
    assert seen == {"dealing", "wait-feedback", "feedback", "wait-confirm", "confirmed"}


def test_seeded_question_can_be_answered(site: Site) -> None:
    visitor = site.signed_in(5)
    (waiting,) = listed(visitor, Status="wait-feedback")
    visitor.call("ReplyTicket", Id=waiting["Id"], Text="已补充")
    assert ticket(visitor, waiting["Id"])["Status"] == "feedback"


def test_restart_keeps_tickets_and_replies(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with running_site(State(Options(), path=path)) as site:
        visitor = site.signed_in()
        id_ = asked(visitor)
        later(site, 121)
        visitor.call("ReplyTicket", Id=id_, Text="已补充")
        before, rows = site.received(), listed(visitor)
    with running_site(State(Options(), path=path)) as site:
        visitor = site.signed_in()
        assert (site.received(), listed(visitor)) == (before, rows)
        assert ticket(visitor, id_)["Messages"][3]["Text"] == "已补充"


@pytest.mark.parametrize("action", ["CreateTicket", "ReplyTicket"])
def test_write_can_be_refused_by_a_fault(site: Site, action: str) -> None:
    visitor = site.signed_in(5)
    (waiting,) = listed(visitor, Status="wait-feedback")
    site.faults(refuse={"at": action})
    parameters = form() if action == "CreateTicket" else {"Id": waiting["Id"], "Text": "已补充"}
    assert visitor.refusal(action, **parameters) == "OperationRefused"


def test_ids_differ_between_accounts() -> None:
    state = State(Options())
    ids = [each.id for index in range(200) for each in state.tickets.of(make_account(1, index))]
    state.store.close()
    assert len(ids) == len(set(ids)) > 200
