"""Secrets never appear in what the program says, in whatever spelling."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import agent.log
from agent.log import MASK, Redactor, redacted, setup_logging
from agent.settings import LogSettings

SECRETS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="*"), min_size=4, max_size=30).filter(
    lambda text: not text.isdecimal()
)
CODES = st.text("0123456789", min_size=4, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="*"), max_size=30)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Keep what is registered and configured here away from other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agent.log.redact", Redactor())
        yield
    structlog.reset_defaults()


def logged(*, is_json: bool, level: str = "debug") -> io.StringIO:
    stream = io.StringIO()
    setup_logging(LogSettings.model_validate({"level": level, "is_json": is_json}), stream)
    return stream


@given(st.lists(SECRETS, min_size=1, max_size=4), TEXTS, TEXTS)
def test_no_registered_secret_survives_in_a_text(secrets: list[str], before: str, after: str) -> None:
    redactor = Redactor()
    for secret in secrets:
        redactor.add(SecretStr(secret))
    text = redactor.redacted(before + after.join(secrets) + after)
    assert not [secret for secret in secrets if secret in text]


@given(CODES, TEXTS.map(lambda text: f"{text}x"), TEXTS.map(lambda text: f"x{text}"))
def test_secret_of_digits_is_masked_where_it_is_a_number_of_its_own(code: str, before: str, after: str) -> None:
    redactor = Redactor()
    redactor.add(code)
    assert redactor.redacted(f"{before}{code}{after}") == redactor.redacted(before) + MASK + redactor.redacted(after)


@pytest.mark.parametrize("number", ["12345678", "01234567", "26332000000012345678"])
def test_secret_of_digits_leaves_longer_numbers_whole(number: str) -> None:
    redactor = Redactor()
    redactor.add("123456")
    assert redactor.redacted(f"invoice {number}") == f"invoice {number}"


@given(SECRETS)
def test_no_spelling_of_a_secret_survives(secret: str) -> None:
    redactor = Redactor()
    redactor.add(secret)
    for spelling in (repr(secret), json.dumps(secret), quote(secret, safe=""), quote_plus(secret)):
        assert redactor.redacted(f"<{spelling}>").strip("<'\">") == MASK


@given(TEXTS)
def test_text_without_secrets_stays_as_it_is(text: str) -> None:
    redactor = Redactor()
    redactor.add("correct horse battery staple")
    assert redactor.redacted(text) == text


@given(SECRETS, st.booleans())
def test_secret_stays_out_of_log_lines_values_and_tracebacks(secret: str, is_json: bool) -> None:
    agent.log.redact.add(secret)
    stream = logged(is_json=is_json)
    log = structlog.get_logger()
    try:
        raise ValueError(f"refused: <<{secret}>>")
    except ValueError:
        log.exception("sign-in", url=f"http://127.0.0.1/?p=<<{secret}>>", seen=[{"deep": (f"<<{secret}>>",)}])
    lines = stream.getvalue()
    assert f"<<{secret}>>" not in lines
    assert lines.count(f"<<{MASK}>>") >= 3


@pytest.mark.parametrize(
    "key", ["password", "Secret", "sec_token", "totp_code", "set-cookie", "Authorization", "api_key"]
)
def test_value_under_a_telling_key_is_masked_even_if_nobody_registered_it(key: str) -> None:
    stream = logged(is_json=True)
    structlog.get_logger().warning("answer", headers={key: "v4lue"}, **{key: "v4lue"})
    assert "v4lue" not in stream.getvalue()
    assert json.loads(stream.getvalue())["headers"] == {key: MASK}


def test_numbers_and_flags_stay_what_they_are() -> None:
    stream = logged(is_json=True)
    structlog.get_logger().info("counted", jobs=3, seconds=1.5, has_token=True, nothing=None)
    line = json.loads(stream.getvalue())
    assert (line["jobs"], line["seconds"], line["has_token"], line["nothing"]) == (3, 1.5, True, None)


def test_secret_made_of_digits_is_masked_as_a_number_too() -> None:
    redactor = Redactor()
    redactor.add("48151623")
    assert redactor.clean({"code": 48151623, "other": 42}) == {"code": MASK, "other": 42}


def test_user_and_password_of_an_address_are_masked() -> None:
    assert redacted("by http://clerk:pass@proxy:8080/x") == f"by http://{MASK}@proxy:8080/x"


def test_short_values_do_not_blank_out_sentences() -> None:
    redactor = Redactor()
    redactor.add("a")
    redactor.add(None)
    redactor.add("")
    assert redactor.redacted("a cat sat") == "a cat sat"


def test_lines_below_the_level_are_left_out() -> None:
    stream = logged(is_json=False, level="error")
    structlog.get_logger().warning("quiet")
    structlog.get_logger().error("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()


def test_lines_for_people_carry_no_colour_codes_into_files() -> None:
    stream = logged(is_json=False)
    structlog.get_logger().error("发票 refused", job="acc-0001")
    assert "\x1b" not in stream.getvalue()
    assert "发票 refused" in stream.getvalue()


@pytest.mark.parametrize("is_json", [False, True])
def test_line_that_cannot_be_written_breaks_nothing(is_json: bool) -> None:
    logged(is_json=is_json).close()
    structlog.get_logger().error("nobody reads this")
    setup_logging(LogSettings(), stream := io.StringIO())
    structlog.get_logger().error("somebody reads this")
    assert "somebody" in stream.getvalue()
