"""Signing in as a RAM user: password, one-time code, kept session."""

from __future__ import annotations

import pytest

from agent.model import State
from tests.flows.engine import Engine
from tests.flows.standin import Standin


@pytest.mark.parametrize(("locale", "needs_code"), [("zh-CN", True), ("en", False)])
def test_account_is_signed_in_with_and_without_a_code(
    standin: Standin, engine: Engine, locale: str, needs_code: bool
) -> None:
    standin.reset(locale=locale)
    accounts = standin.accounts()
    index = next(place for place, account in enumerate(accounts[:6]) if bool(account["totp"]) is needs_code)
    (record,) = engine.run(index)
    assert record.state is State.SETTLED, record.message


def test_kept_session_needs_no_new_sign_in(standin: Standin, engine: Engine) -> None:
    engine.run(0)
    before = standin.requests()
    engine.run(0)
    after = standin.requests()
    assert after.get("login", 0) == before.get("login", 0)
    (kept,) = (engine.folder / "sessions").rglob("*.json")
    assert kept.stat().st_mode & 0o077 == 0


def test_ended_session_is_signed_in_anew(standin: Standin, engine: Engine) -> None:
    engine.run(0, is_dry_run=True)
    standin.advance(7 * 3600)
    (record,) = engine.run(0)
    assert record.state is State.SETTLED, record.message


def test_wrong_password_parks_and_names_the_secret_as_the_cause(standin: Standin, engine: Engine) -> None:
    wrong = engine.folder / "wrong"
    wrong.write_text("not-the-password", encoding="utf-8")
    wrong.chmod(0o600)
    (record,) = engine.run(engine.account(0, secret=f"file:{wrong}"))
    assert (record.state, record.reason) == (State.PARKED, "password"), record.message
    assert "not-the-password" not in record.model_dump_json()


def test_missing_seed_for_the_code_parks(standin: Standin, engine: Engine) -> None:
    accounts = standin.accounts()
    index = next(place for place, account in enumerate(accounts) if account["totp"])
    (record,) = engine.run(engine.account(index, totp=""))
    assert (record.state, record.reason) == (State.PARKED, "one-time-code"), record.message


def test_roster_with_another_accounts_uid_parks_with_nothing_sent(standin: Standin, engine: Engine) -> None:
    (record,) = engine.run(engine.account(0, uid="1999999999999999"))
    assert (record.state, record.reason) == (State.PARKED, "wrong-account"), record.message
    assert standin.received() == []


def test_broken_sign_in_page_is_tried_again(standin: Standin, engine: Engine) -> None:
    standin.fault("http-500", count=1, at="login")
    (record,) = engine.run(0)
    assert (record.state, record.attempts) == (State.SETTLED, 2), record.message


def test_sign_in_page_that_stays_broken_is_the_consoles_trouble_and_no_drift(standin: Standin, engine: Engine) -> None:
    standin.fault("http-500", at="login")
    (record,) = engine.run(0)
    assert (record.state, record.reason) == (State.FAILED, "console-down"), record.message
    assert standin.received() == []
