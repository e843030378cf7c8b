"""The ledger under every order of events: two owners, crashes, a lagging list, a clock that jumps, a model console."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, event

from agent.database import ready_database
from tests.ledger.world import HOLD_S, LAG_S, Habits, World

TABLES = ("submission_item", "submission_event", "submission")
BOUNDS = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    print_blob=False,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)


class CalmMachine(RuleBasedStateMachine):
    """Two workers after one order; requests may be slow, and the list lags. Nothing else happens."""

    engine: ClassVar[Engine]
    habits: ClassVar[Habits] = Habits()
    orders: ClassVar[tuple[str, ...]] = ("1",)

    def __init__(self) -> None:
        super().__init__()
        with self.engine.begin() as connection:
            for table in TABLES:
                connection.exec_driver_sql(f"DELETE FROM {table}")
        self.world = World(self.engine, self.habits, list(self.orders))
        self.world.read()

    @precondition(lambda self: self.world.idle() and self.world.keys())
    @rule(data=st.data(), goes_on=st.booleans())
    def arm(self, data: st.DataObject, goes_on: bool) -> None:
        worker = data.draw(st.sampled_from(self.world.idle()))
        self.world.arm(worker, data.draw(st.sampled_from(self.world.keys())))
        if goes_on and worker.permit:
            self.world.send(worker)

    @precondition(lambda self: self.world.with_permit(is_used=False))
    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        self.world.send(data.draw(st.sampled_from(self.world.with_permit(is_used=False))))

    @precondition(lambda self: self.world.wire)
    @rule(data=st.data())
    def land(self, data: st.DataObject) -> None:
        self.world.land(data.draw(st.sampled_from(self.world.wire)), LAG_S)

    @precondition(lambda self: self.world.with_permit(is_used=True))
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        self.world.look(data.draw(st.sampled_from(self.world.with_permit(is_used=True))))

    @precondition(lambda self: self.world.open)
    @rule(data=st.data())
    def wait(self, data: st.DataObject) -> None:
        self.world.wait(data.draw(st.sampled_from(self.world.open)), HOLD_S / 2)

    @precondition(lambda self: self.world.ready_to_take_over())
    @rule(data=st.data(), goes_on=st.booleans())
    def take_over(self, data: st.DataObject, goes_on: bool) -> None:
        worker = data.draw(st.sampled_from(self.world.ready_to_take_over()))
        self.world.take_over(worker)
        if goes_on and worker.permit:
            self.world.send(worker)

    @invariant()
    def nothing_has_two_effects(self) -> None:
        assert max(self.world.effects.values(), default=0) <= 1, "doubled"

    @invariant()
    def no_permit_is_used_twice(self) -> None:
        assert max(self.world.uses.values(), default=0) <= 1, "a permit was used twice"

    @invariant()
    def nothing_that_arrived_is_lost(self) -> None:
        self.world.read()
        lost = set(self.world.effects) - self.world.taken
        assert not lost, f"{lost} arrived, and the ledger calls it free"


class StormMachine(CalmMachine):
    """Besides, keys overlap, workers crash and give up, the console says no, clocks jump, persons and looks decide."""

    orders = ("1", "2", "3")

    @precondition(lambda self: self.world.with_permit(is_used=True))
    @rule(data=st.data())
    def click_again(self, data: st.DataObject) -> None:
        self.world.send(data.draw(st.sampled_from(self.world.with_permit(is_used=True))))

    @precondition(lambda self: self.world.open)
    @rule(data=st.data(), seconds=st.sampled_from([1.0, HOLD_S - 1, HOLD_S + LAG_S]))
    def wait_long(self, data: st.DataObject, seconds: float) -> None:
        self.world.wait(data.draw(st.sampled_from(self.world.open)), seconds)

    @precondition(lambda self: self.world.wire)
    @rule(data=st.data(), lag_s=st.sampled_from([0.0, LAG_S / 2]))
    def land_early(self, data: st.DataObject, lag_s: float) -> None:
        self.world.land(data.draw(st.sampled_from(self.world.wire)), lag_s)

    @precondition(lambda self: self.world.wire)
    @rule(data=st.data(), is_business=st.booleans())
    def answer_no(self, data: st.DataObject, is_business: bool) -> None:
        self.world.answer_no(data.draw(st.sampled_from(self.world.wire)), is_business=is_business)

    @precondition(lambda self: self.world.with_permit(is_used=False))
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        self.world.give_back(data.draw(st.sampled_from(self.world.with_permit(is_used=False))))

    @precondition(lambda self: self.world.with_permit())
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.world.with_permit())).forget()

    @precondition(lambda self: self.world.open)
    @rule(seconds=st.sampled_from([-3600.0, -30.0, 30.0, 3600.0]))
    def jump(self, seconds: float) -> None:
        self.world.clock_shift_s += seconds

    @precondition(lambda self: any(self.world.is_listed(each.claim) for each in self.world.open))
    @rule()
    def reconcile(self) -> None:
        self.world.reconcile()

    @precondition(lambda self: self.world.unknown())
    @rule()
    def decide(self) -> None:
        for submission in self.world.unknown():
            self.world.decide(submission)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a file that no test takes the power from."""
    path: Path = tmp_path_factory.mktemp("machine") / "ledger.db"
    engine = ready_database(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
    engine.dispose()
    yield engine
    engine.dispose()


def test_nothing_is_doubled_and_nothing_is_lost_in_any_order_of_events(quick: Engine) -> None:
    careful = type("Careful", (StormMachine,), {"engine": quick})
    run_state_machine_as_test(careful, settings=settings(BOUNDS, max_examples=40))


@pytest.mark.parametrize(
    ("kind", "habit", "found"),
    [
        (CalmMachine, "waits_for_the_lag", "doubled"),
        (StormMachine, "obeys_the_ledger", "doubled|twice"),
        (CalmMachine, "doubts_a_lost_answer", "doubled|calls it free"),
    ],
)
def test_machine_sees_what_happens_without(quick: Engine, kind: type[CalmMachine], habit: str, found: str) -> None:
    careless = type("Careless", (kind,), {"engine": quick, "habits": Habits(**{habit: False})})
    with pytest.raises(AssertionError, match=found):
        run_state_machine_as_test(careless, settings=settings(BOUNDS, max_examples=2000, stateful_step_count=18))
