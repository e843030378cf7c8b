"""A carrier that answers in parts, twice, too late and with nothing: the parcel must come out as if it had not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent.tracking.carriers.ems_code import state_of_code, voided_by
from agent.tracking.event import Event, current, standing
from agent.tracking.parcel import CONFIRM_AFTER, Parcel
from agent.tracking.result import Tracked, tracked
from agent.tracking.state import ParcelState

NUMBER = "1012345678503"
START = datetime(2026, 1, 5, 2, tzinfo=UTC)
CODES = ("203", "207", "954", "306", "702", "742", "705", "744", "704", "743", "747", "741", "708", "711", "801", "Z9")


class AnsweringCarrier(RuleBasedStateMachine):
    """Tells what happened to one parcel, in any way that a network allows."""

    @initialize()
    def begin(self) -> None:
        self.happened: list[Event] = []
        self.known: set[Event] = set()
        self.parcel = Parcel(NUMBER)
        self.now = START

    @rule(code=st.sampled_from(CODES), minutes=st.integers(0, 600))
    def something_happens(self, code: str, minutes: int) -> None:
        at = (self.happened[-1].at if self.happened else START) + timedelta(minutes=minutes)
        self.happened.append(Event(at, code, code, "", state_of_code(code), voided_by(code)))

    @rule(data=st.data(), hours=st.integers(0, 30))
    def answer_comes(self, data: st.DataObject, hours: int) -> None:
        """Some of the events, in any sequence, some of them twice; perhaps fewer than the last time."""
        self.now += timedelta(hours=hours)
        chosen = data.draw(st.lists(st.sampled_from(self.happened), max_size=12)) if self.happened else []
        answer = tracked(NUMBER, chosen)
        self.known |= set(answer.events)
        self.parcel = self.parcel.after(answer, self.now)

    @rule(hours=st.integers(0, 30))
    def nothing_comes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        before = self.parcel
        self.parcel = before.after(Tracked(NUMBER), self.now)
        assert self.parcel == before

    @invariant()
    def state_is_that_of_all_events_told(self) -> None:
        assert self.parcel.state is current(self.known)
        assert set(self.parcel.events) == self.known

    @invariant()
    def delivered_stands_on_a_delivery_that_was_not_taken_back(self) -> None:
        if self.parcel.state is ParcelState.DELIVERED:
            assert "704" in {event.code for event in standing(self.known)}

    @invariant()
    def only_ends_end_and_are_confirmed_after_a_day(self) -> None:
        assert (self.parcel.ended_at is not None) == self.parcel.state.is_end
        if self.parcel.is_confirmed:
            assert self.parcel.ended_at
            assert self.now - self.parcel.ended_at >= CONFIRM_AFTER


TestAnsweringCarrier = AnsweringCarrier.TestCase
TestAnsweringCarrier.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
