"""What messages say, in both languages; pure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.notice.text import MOST_LINES, Language, digest, fitting, put_together, trial_message
from agent.notice.text import words as words_of
from agent.tracking.occasion import Kind
from agent.tracking.outbox import Notice
from agent.tracking.state import ParcelState

AT = datetime(2026, 11, 3, 17, 5, tzinfo=UTC)

TAKEN_BACK = (
    "- 1012345678507 (papers): was told as “delivered”, 2026-11-04 01:05 +08:00; that is not so any more; "
    "now in transit"
)


def notice(kind: str, serial: int = 0, **other: str) -> Notice:
    values = {"account": "acc-1", "label": "papers", "state": kind, "place": "杭州市", "said": ""} | other
    about = (values["account"], values["label"], values["state"])
    return Notice(serial, kind, "ems", f"{1012345678503 + serial}", *about, AT, values["place"], values["said"])


MANY = [
    notice("delivered"),
    notice("delivered", 1),
    notice("attempt_failed", 2, state="out_for_delivery"),
    notice("stuck", 3, state="in_transit", said="5"),
    notice("taken_back", 4, state="in_transit", said="delivered"),
]


def test_english_digest() -> None:
    message = digest(MANY, "en", "acc-1")
    assert message.title == "Parcels of acc-1: 1 stuck, 1 not handed over, 1 taken back, 2 delivered"
    assert message.body.splitlines() == [
        "Stuck: 1 parcel",
        "- 1012345678506 (papers): in transit, nothing new for 5 days; last heard of 2026-11-04 01:05 +08:00, 杭州市",
        "",
        "Not handed over: 1 parcel",
        "- 1012345678505 (papers): not handed over, 2026-11-04 01:05 +08:00, 杭州市; now out for delivery",
        "",
        "Taken back: 1 parcel",
        TAKEN_BACK,
        "",
        "Delivered: 2 parcels",
        "- 1012345678503 (papers): delivered, 2026-11-04 01:05 +08:00, 杭州市",
        "- 1012345678504 (papers): delivered, 2026-11-04 01:05 +08:00, 杭州市",
    ]


def test_chinese_digest() -> None:
    message = digest(MANY, "zh", "acc-1")
    assert message.title == "acc-1 的包裹：滞留 1 件，未能投递 1 件，撤销通知 1 件，已签收 2 件"
    lines = [line for line in message.body.splitlines() if line.startswith("-")]
    assert lines[:3] == [
        "- 1012345678506（papers）：运输中，5 天没有新信息；最后一条 2026-11-04 01:05 +08:00，杭州市",
        "- 1012345678505（papers）：未能投递，2026-11-04 01:05 +08:00，杭州市；目前派送中",
        "- 1012345678507（papers）：曾通知“已签收”（2026-11-04 01:05 +08:00），现已不成立；目前运输中",
    ]


def test_what_is_not_known_is_left_out() -> None:
    bare = Notice(1, "lost", "ems", "1012345678503", "", "", "lost", None)
    assert digest([bare], "en").body == "Lost: 1 parcel\n- 1012345678503: lost"
    assert digest([bare], "zh").body == "丢失：1 件\n- 1012345678503：已丢失"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_watch_that_stands_still_says_what_to_do(language: Language) -> None:
    stop = Notice(1, "stopped", "ems", "", "", "", "", AT, "", "quota")
    message = digest([stop], language)
    assert {"en": "The watch of parcels stands still", "zh": "包裹跟踪已停止"}[language] == message.title
    assert "fapiao track" in message.body
    assert {"en": "the quota is used up", "zh": "查询额度已用完"}[language] in message.body
    both = digest([stop, notice("lost")], language)
    assert {"en": "Parcels: 1 lost, the watch stands still", "zh": "包裹：丢失 1 件，跟踪已停止"}[
        language
    ] == both.title


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_state_and_kind_has_words(language: Language) -> None:
    words = words_of()[language]
    assert set(words["states"]) == {state.value for state in ParcelState}
    assert set(words["heads"]) == set(words["counts"]) == {kind.value for kind in Kind} - {"stopped"}
    for kind in Kind:
        said = "auth" if kind is Kind.STOPPED else "delivered"
        assert digest([notice(kind, state="in_transit", said=said)], language).title


def test_texts_of_others_stay_in_their_line() -> None:
    hostile = notice("lost", label="a\n- 1: delivered\u202e {{ 7 * 7 }} <b>", place="x" * 500)
    (_, line) = digest([hostile], "en").body.splitlines()
    assert "(a - 1: delivered {{ 7 * 7 }} <b>)" in line
    assert line.endswith("x…")
    assert len(line) < 250


def test_notices_are_put_together_by_account_then_label() -> None:
    some = [
        notice("lost"),
        notice("lost", 1, account="", label="batch"),
        notice("lost", 2),
        notice("lost", 3, account="b"),
    ]
    assert [(about, len(group)) for about, group in put_together(some, "account")] == [
        ("acc-1", 2),
        ("batch", 1),
        ("b", 1),
    ]
    assert [len(group) for _, group in put_together(some, "all")] == [4]
    assert [len(group) for _, group in put_together(some, "each")] == [1] * 4
    assert put_together([], "all") == put_together([], "each") == put_together([], "account") == []


def test_message_is_no_longer_than_its_channel_takes() -> None:
    many = [notice("delivered", serial) for serial in range(200)]
    assert len(fitting(many, "en", "", 100_000)) == MOST_LINES
    part = fitting(many, "en", "", 1000)
    assert 1 < len(part) < MOST_LINES
    assert len(digest(part, "en", is_part=True).body) <= 1000
    assert len(fitting(many, "en", "", 10)) == 1


def test_test_message_says_that_it_is_one() -> None:
    assert "test" in trial_message("en").body
    assert "测试" in trial_message("zh").body
