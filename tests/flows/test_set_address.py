"""The flows set-mailing-address and set-mailbox: kept once, found again, refused early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import ValidationError

from agent.model import JobRecord, State
from flows.set_mailbox import Mailbox
from flows.set_mailing_address import MailingAddress, SetMailingAddress
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.standin import Standin

ADDRESS = {
    "recipient": "王芳",
    "mobile": "13800138000",
    "province": "浙江省",
    "city": "杭州市",
    "district": "余杭区",
    "detail": "文一西路 969 号 2 幢 301 室",
    "postcode": "311121",
}
MAILBOX = {"email": "invoices@example.com"}


@dataclass(frozen=True)
class Case:
    """One of the two flows."""

    flow: str
    given: dict[str, Any]
    action: str

    def do(self, engine: Engine) -> JobRecord:
        return engine.do(self.flow, 0, **self.given)[0]


both = pytest.mark.parametrize(
    "case",
    [Case("set-mailing-address", ADDRESS, "AddAddress"), Case("set-mailbox", MAILBOX, "AddMailbox")],
    ids=["address", "mailbox"],
)


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
@both
def test_it_is_kept_once_and_found_by_a_second_run(
    standin: Standin, engine: Engine, locale: str, ui: str, case: Case
) -> None:
    standin.reset(locale=locale, ui=ui)
    first, second = case.do(engine), case.do(engine)
    assert (first.state, first.is_already_there, first.drifts) == (State.SETTLED, False, []), first.message
    assert (second.state, second.is_already_there) == (State.SETTLED, True)
    assert [write["action"] for write in standin.received()] == [case.action]
    assert first.draft is not None
    assert {name: first.draft.fields[name] for name in case.given} == case.given


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_address_takes_the_place_of_another(standin: Standin, engine: Engine, locale: str, ui: str) -> None:
    standin.reset(locale=locale, ui=ui)
    engine.do("set-mailing-address", 0, **ADDRESS)
    moved = ADDRESS | {"detail": "文三路 478 号", "recipient": "李雷"}
    (record,) = engine.do("set-mailing-address", 0, **moved, replaces=ADDRESS["detail"])
    assert record.state is State.SETTLED, record.message
    assert [write["action"] for write in standin.received()] == ["AddAddress", "ModifyAddress"]


def test_address_to_be_replaced_that_is_not_there_is_refused(standin: Standin, engine: Engine) -> None:
    standin.reset()
    (record,) = engine.do("set-mailing-address", 0, **ADDRESS, replaces="nowhere 1")
    assert (record.state, standin.received()) == (State.REFUSED, [])
    assert record.message == "the console does not list nowhere 1"


def test_region_that_the_console_does_not_offer_is_refused(standin: Standin, engine: Engine) -> None:
    standin.reset()
    (record,) = engine.do("set-mailing-address", 0, **ADDRESS | {"district": "Nowhere"})
    assert (record.state, standin.received()) == (State.REFUSED, []), record.message


@pytest.mark.parametrize("mobile", ["12345678901", "1380013800", "0571-86238015", ""])
def test_mobile_number_that_is_none_is_told_before_anything_starts(mobile: str) -> None:
    with pytest.raises(ValidationError, match="no mobile number of mainland China"):
        MailingAddress(**ADDRESS | {"mobile": mobile})


@pytest.mark.parametrize("mobile", ["+86 138-0013-8000", "8613800138000", "138 0013 8000"])
def test_mobile_number_is_cleaned(mobile: str) -> None:
    assert MailingAddress(**ADDRESS | {"mobile": mobile}).mobile == "13800138000"


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@example.com"])
def test_mailbox_that_is_none_is_told_before_anything_starts(email: str) -> None:
    with pytest.raises(ValidationError, match="no e-mail address"):
        Mailbox(email=email)


def test_address_is_looked_for_by_its_key_alone() -> None:
    whole = MailingAddress(**ADDRESS)
    nothing = MailingAddress.model_construct()  # type: ignore[call-arg]
    found = SetMailingAddress.narrowed(nothing, {"address": [whole.line]})
    assert found.line == whole.line
