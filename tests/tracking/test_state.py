"""States: which step is one forward, what takes another back, and when an end is certain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agent.tracking.carriers.ems_code import state_of_code, voided_by
from agent.tracking.event import Event, current, merged
from agent.tracking.keyword import state_of_text
from agent.tracking.parcel import Parcel
from agent.tracking.result import Tracked, tracked
from agent.tracking.state import ParcelState, raised, step

NUMBER = "1012345678503"
START = datetime(2026, 1, 5, 2, tzinfo=UTC)
S = ParcelState


def event(hour: float, code: str, text: str = "") -> Event:
    return Event(START + timedelta(hours=hour), code, text, "杭州市", state_of_code(code), voided_by(code))


def events(codes: str) -> list[Event]:
    return [event(hour, code) for hour, code in enumerate(codes.split())]


def told(codes: str) -> Tracked:
    return tracked(NUMBER, events(codes))


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ("", S.NO_RECORD),
        ("203", S.PICKED_UP),
        ("203 305 954 306 702", S.OUT_FOR_DELIVERY),
        ("203 702 704", S.DELIVERED),
        ("203 702 704 743", S.OUT_FOR_DELIVERY),
        ("203 702 704 743 704", S.DELIVERED),
        ("203 702 704 743 705", S.ATTEMPT_FAILED),
        ("203 702 705 744", S.OUT_FOR_DELIVERY),
        ("203 954 702 742", S.IN_TRANSIT),
        ("203 207", S.NO_RECORD),
        ("743 704", S.DELIVERED),
        ("203 704 954", S.DELIVERED),
        ("203 704 741 954 702", S.RETURNING),
        ("203 702 705 708 954 711", S.RETURNED),
        ("203 954 EXB EXBD", S.IN_TRANSIT),
        ("954 203 764", S.IN_TRANSIT),
        ("702 705 702", S.OUT_FOR_DELIVERY),
        ("702 705 702 742", S.ATTEMPT_FAILED),
        ("203 801", S.CANCELLED),
        ("987 704", S.DELIVERED),
    ],
)
def test_events_add_up_to_a_state(codes: str, state: ParcelState) -> None:
    assert current(events(codes)) is state
    assert current(reversed(events(codes))) is state


def test_delivery_told_twice_in_different_words_is_taken_back_whole() -> None:
    twice = [event(0, "702"), event(1, "704", "本人签收"), event(1, "704", "已签收"), event(2, "743")]
    assert current(twice) is S.OUT_FOR_DELIVERY


def test_within_one_second_the_further_step_counts() -> None:
    assert current([event(0, "704"), event(0, "702")]) is S.DELIVERED


def test_within_one_second_the_reversal_is_the_last() -> None:
    assert current([event(0, "743"), event(0, "704"), event(0, "702")]) is S.OUT_FOR_DELIVERY


def test_end_that_the_carrier_states_goes_before_the_code_of_the_newest_event() -> None:
    assert tracked(NUMBER, events("203 954"), S.DELIVERED).state is S.DELIVERED
    assert tracked(NUMBER, events("203 702"), S.IN_TRANSIT).state is S.OUT_FOR_DELIVERY


def test_carrier_that_states_no_record_beside_events_is_believed_in_its_events() -> None:
    assert tracked(NUMBER, [event(0, "Z99", "已揽收")], S.NO_RECORD).state is S.PICKED_UP


def test_same_event_is_kept_once() -> None:
    assert merged(events("203 702"), events("203 702 704")) == tuple(events("203 702 704"))


def test_no_event_ever_leads_to_no_record() -> None:
    assert all(step(state, S.NO_RECORD) is state for state in S)


def test_answer_without_events_never_leads_back() -> None:
    assert all(raised(before, said).rank >= before.rank for before in S for said in S)


@pytest.mark.parametrize("before", [S.DELIVERED, S.RETURNED, S.CANCELLED, S.LOST])
def test_scan_after_an_end_changes_nothing(before: ParcelState) -> None:
    assert step(before, S.IN_TRANSIT) is before


def test_event_text_is_not_in_the_repr() -> None:
    assert "13800000000" not in repr(event(0, "702", "投递员:张三,电话:13800000000"))


class TestParcel:
    def test_end_is_confirmed_by_a_second_answer_after_a_day(self) -> None:
        delivered = Parcel(NUMBER).after(told("203 704"), START)
        assert delivered.confirm_at == START + timedelta(hours=24)
        early = delivered.after(told("203 704"), START + timedelta(hours=23))
        assert not early.is_confirmed
        late = early.after(told("203 704"), START + timedelta(hours=24))
        assert late.is_confirmed
        assert late.confirm_at is None

    def test_delivery_taken_back_before_it_is_confirmed_is_on_its_way_again(self) -> None:
        delivered = Parcel(NUMBER).after(told("203 702 704"), START)
        back = delivered.after(told("203 702 704 743"), START + timedelta(hours=25))
        assert (back.state, back.ended_at, back.is_confirmed) == (S.OUT_FOR_DELIVERY, None, False)

    def test_empty_answer_takes_nothing_back_and_confirms_nothing(self) -> None:
        delivered = Parcel(NUMBER).after(told("203 704"), START)
        assert delivered.after(Tracked(NUMBER), START + timedelta(hours=30)) == delivered

    def test_older_answer_that_comes_late_takes_nothing_back(self) -> None:
        parcel = Parcel(NUMBER).after(told("203 702 704 743"), START)
        assert parcel.after(told("203 702 704"), START + timedelta(hours=1)) == parcel

    def test_carrier_that_gave_up_is_believed_until_something_new_happens(self) -> None:
        expired = Parcel(NUMBER).after(tracked(NUMBER, events("203 954"), S.EXPIRED), START)
        assert expired.state is S.EXPIRED
        assert expired.after(told("203 954"), START).state is S.EXPIRED
        assert expired.after(told("203 954 702"), START).state is S.OUT_FOR_DELIVERY

    def test_statement_without_events_is_kept(self) -> None:
        parcel = Parcel(NUMBER).after(Tracked(NUMBER, (), S.INFO_RECEIVED), START)
        assert parcel.after(Tracked(NUMBER), START).state is S.INFO_RECEIVED


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("已签收,本人签收", S.DELIVERED),
        ("您的邮件已妥投", S.DELIVERED),
        ("Delivered to recipient", S.DELIVERED),
        ("派件中，请保持电话畅通，准备签收", S.OUT_FOR_DELIVERY),
        ("投递员正在派送", S.OUT_FOR_DELIVERY),
        ("will be delivered today", S.OUT_FOR_DELIVERY),
        ("未妥投，收件人不在", S.ATTEMPT_FAILED),
        ("暂未能签收", S.ATTEMPT_FAILED),
        ("undelivered", S.ATTEMPT_FAILED),
        ("已到达包裹柜，待取", S.AWAITING_PICKUP),
        ("收件人拒收，退回中", S.RETURNING),
        ("退回妥投", S.RETURNED),
        ("邮件滞留", S.EXCEPTION),
        ("海关查验", S.CUSTOMS),
        ("已揽收", S.PICKED_UP),
        ("到达派件网点", S.ARRIVED),
        ("离开【杭州】处理中心", None),
    ],
)
def test_words_of_unlisted_codes_are_understood(text: str, state: ParcelState | None) -> None:
    assert state_of_text(text) is state


def test_unlisted_code_with_unknown_words_is_on_its_way_and_keeps_its_code() -> None:
    (read,) = tracked(NUMBER, [event(0, "Z99", "某某")]).events
    assert (read.code, read.state) == ("Z99", S.IN_TRANSIT)
