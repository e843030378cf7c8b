"""Differences of drafts, requests and plans, in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model import Draft, State
from agent.plan import Difference, compare_plans, differences, request_differences, words
from tests.plan.plans import draft, plan, record, refusal, request

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-1, 1) | st.sampled_from(["", "a", "1", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


def said(was: Draft, now: Draft) -> str:
    return words(differences(was, now))


def told(was: Any, now: Any) -> str:
    return words(request_differences(request(was), request(now)))


def test_amount_is_told_in_yuan_and_once() -> None:
    assert said(draft(10_000), draft(12_000)) == "amount was 100.00, is 120.00"
    assert said(draft(10_000, title="A"), draft(12_000, title="B")) == "amount was 100.00, is 120.00; title was A, is B"


def test_equal_drafts_differ_in_nothing() -> None:
    assert differences(draft(), draft()) == []
    assert words([]) == ""


def test_field_that_is_gone_or_new_is_told_as_such() -> None:
    assert said(draft(email="a@b.c"), draft(remark="")) == "email is gone: a@b.c; remark is new: (empty)"
    assert differences(draft(1), draft(None)) == [Difference("amount", "0.01", None)]


def test_keys_tell_what_was_lost_and_gained_whatever_the_order() -> None:
    was, now = (Draft(fields={}, key={"orders": orders}) for orders in (["1", "2", "3"], ["4", "3", "2"]))
    assert said(was, now) == "orders was 1, is 4"
    assert said(was, Draft(fields={}, key={"orders": ["3", "1"]})) == "orders is gone: 2"
    assert said(was, Draft(fields={}, key={"orders": ["3", "1", "2", "2"]})) == "orders is new: 2"
    assert said(was, Draft(fields={}, key={"orders": ["3", "2", "1"]})) == ""
    assert said(was, Draft(fields={})) == "orders is gone: 1, 2, 3"


def test_request_names_the_dotted_path() -> None:
    assert told({"params": {"Amount": 100}}, {"params": {"Amount": 120}}) == "body.params.Amount was 100, is 120"
    assert told({"a": [{"b": 1}]}, {"a": [{"b": 2}, {"b": 3}]}) == 'body.a.0.b was 1, is 2; body.a.1 is new: {"b": 3}'
    assert told({"ids": ["1", "2"]}, {"ids": ["2", "3"]}) == "body.ids was 1, is 3"
    assert words(request_differences(request(page=1), request(host="b.test"))) == (
        "host was api.test, is b.test; query.page is gone: 1"
    )


def test_values_that_look_alike_are_told_apart() -> None:
    assert told({"a": "1"}, {"a": 1}) == 'body.a was "1", is 1'
    assert told({"a": True}, {"a": 1}) == "body.a was true, is 1"
    assert told({"a": ["1"]}, {"a": [1]}) == 'body.a was "1", is 1'
    assert told({"a": [1, 2]}, {"a": [2, 1]}) == "body.a was [1, 2], is [2, 1]"
    assert told({"a": None}, {}) == "body.a is gone: null"


@settings(max_examples=150, deadline=None)
@given(was=JSON, now=JSON)
def test_requests_differ_where_their_digests_do(was: Any, now: Any) -> None:
    before, after = request({"x": was}), request({"x": now})
    found = request_differences(before, after)
    assert bool(found) == (before.digest != after.digest)
    assert all(difference.was != difference.now for difference in found)


def test_long_values_are_shortened_to_where_they_differ() -> None:
    was, now = "x" * 100 + "A" + "y" * 100, "x" * 100 + "B" + "y" * 100
    said = words([Difference("title", was, now)])
    assert said == f"title was …{'x' * 10}A{'y' * 29}…, is …{'x' * 10}B{'y' * 29}…"
    assert words([Difference("a", "x" * 90, None)]) == f"a is gone: {'x' * 40}…"
    assert words([Difference("a", "b\nc\u202e", "b c")]) == "a was b\\nc\\u202e, is b c"


def test_at_most_five_are_told() -> None:
    many = [Difference(f"f{at}", "1", "2") for at in range(8)]
    assert words(many).count(" was ") == 5
    assert words(many).endswith("; and 3 more")
    assert "more" not in words(many[:5])


def test_plans_tell_added_removed_and_changed_jobs() -> None:
    old = plan(record(), record("b"), record("c"))
    new = plan(record(draft=draft(12_000)), record("c"), record("d"))
    change = compare_plans(old, new)
    assert ([job.account for job in change.added], [job.account for job in change.removed]) == (["d"], ["b"])
    assert [(job.account, job.words) for job in change.changed] == [("acc-0001", "amount was 100.00, is 120.00")]
    assert not change.is_empty


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (
            record(state=State.PARKED, message="captcha"),
            "state was planned, is parked; message was (empty), is captcha",
        ),
        (record(input={"orders": ["1"]}), "input.orders was 202611000000123, is 1"),
        (record(request=request({"a": 1})), 'body.params is gone: {"Emails": ["a@example.com"], "InvoiceAm…; body.a'),
        (record(uid="1"), "uid was 1009876543210987, is 1"),
    ],
)
def test_changed_job_says_what_is_otherwise(now: Any, what: str) -> None:
    (change,) = compare_plans(plan(record()), plan(now)).changed
    assert change.words.startswith(what)


def test_job_of_another_site_is_another_job_and_a_moved_console_is_told() -> None:
    change = compare_plans(plan(record()), plan(record(site="other"), sites={"sandbox": "http://x"}))
    assert (len(change.added), len(change.removed)) == (1, 1)
    assert change.sites == "sandbox was http://127.0.0.1:8765, is http://x"


def test_same_plan_changed_in_nothing_and_plans_of_two_flows_are_not_compared() -> None:
    assert compare_plans(plan(), plan()).is_empty
    assert "--diff: is a plan of other, this one is of request" in refusal(
        lambda: compare_plans(plan(flow="other"), plan())
    )
