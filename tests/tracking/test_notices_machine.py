"""Events in any sequence, in parts and twice, with messages between: nothing is told twice, nothing kept wrong."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent.database import ready_database
from agent.tracking.carriers.ems_code import state_of_code, voided_by
from agent.tracking.event import Event
from agent.tracking.notices import Notices
from agent.tracking.occasion import STATE_KINDS, stays
from agent.tracking.outbox import Delivery, Outcome, Sent
from agent.tracking.result import tracked
from tests.tracking.shelf import NUMBER, START, Shelf, entry, look

CODES = ("203", "954", "702", "705", "704", "743", "741", "708", "711", "Z9")
OUTCOMES = (Outcome.SENT, Outcome.SENT, Outcome.FAILED, Outcome.UNCERTAIN)


class ToldParcel(RuleBasedStateMachine):
    """One parcel, one channel, and a carrier that tells of it as it likes."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.shelf = Shelf(ready_database(f"sqlite:///{Path(self.folder.name)}/book.db"))
        self.book = self.shelf.book(notices=Notices(("env:A",), stuck_days=2))
        self.book.follow({NUMBER: ""})
        look(self.book, tracked(NUMBER, [Event(START, "203", "203", "", state_of_code("203"))]))
        self.happened: list[Event] = []
        self.sent: Counter[tuple[str, str, str]] = Counter()

    @rule(code=st.sampled_from(CODES), minutes=st.integers(0, 2000))
    def something_happens(self, code: str, minutes: int) -> None:
        at = (self.happened[-1].at if self.happened else START) + timedelta(minutes=minutes)
        self.happened.append(Event(at, code, code, "", state_of_code(code), voided_by(code)))

    @rule(data=st.data(), hours=st.integers(0, 30))
    def answer_comes(self, data: st.DataObject, hours: int) -> None:
        self.shelf.later(hours=hours)
        chosen = data.draw(st.lists(st.sampled_from(self.happened), max_size=8)) if self.happened else []
        look(self.book, tracked(NUMBER, chosen))
        self.book.notices.note_stuck(self.book.engine, "ems", self.book.clock)

    @rule(outcome=st.sampled_from(OUTCOMES))
    def message_goes(self, outcome: Outcome) -> None:
        claim = self.shelf.outbox().claim([notice.id for notice in self.shelf.outbox().due("env:A", None)], 60)
        self.shelf.outbox().settle(claim, Sent(outcome))
        if outcome is not Outcome.FAILED:
            self.sent.update((str(notice.id), notice.kind, notice.number) for notice in claim.notices)

    @invariant()
    def each_notice_goes_once(self) -> None:
        assert not [notice for notice, count in self.sent.items() if count > 1]

    @invariant()
    def what_stands_in_the_outbox_is_how_it_is(self) -> None:
        if not hasattr(self, "book"):
            return
        parcel = entry(self.book).parcel
        told = Counter(each.notice.kind for each in self._deliveries() if not each.is_taken_back)
        so = Counter(stay.kind for stay in stays(parcel))
        assert all(told[kind] <= so[kind] for kind in STATE_KINDS.values())
        if parcel.state.is_end and (kind := STATE_KINDS.get(parcel.state)):
            assert told[kind] >= 1

    @invariant()
    def what_was_told_and_is_not_so_is_taken_back_once(self) -> None:
        every = self._deliveries()
        told = [each for each in every if each.is_taken_back and each.state in ("sent", "uncertain")]
        told = [each for each in told if each.notice.kind not in ("stuck", "taken_back")]
        back = [each for each in every if each.notice.kind == "taken_back" and each.state != "dropped"]
        assert Counter(each.notice.said for each in back) == Counter(each.notice.kind for each in told)

    def teardown(self) -> None:
        if hasattr(self, "shelf"):
            self.shelf.engine.dispose()
            self.folder.cleanup()

    def _deliveries(self) -> list[Delivery]:
        return self.shelf.outbox().deliveries(is_all=True) if hasattr(self, "shelf") else []


TestToldParcel = ToldParcel.TestCase
TestToldParcel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
