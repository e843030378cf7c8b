"""``fapiao track notices``: what people were told of parcels, and what of it a person must see to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agent.command import Settings, local_time, print_json, print_line, print_table
from agent.command.parcels import NoticeDelivery, listed_notices, send_again, try_channels
from flows.track_table import NEED_A_PERSON, NO_ANSWER

NOTICES_LEFT = ("failed", "uncertain")
"""States of a notice that a person must see to."""
_HEADERS = ("number", "what", "label", "channel", "state", "since (+08:00)", "why")
_WORDS = {"waiting": "not sent yet", "uncertain": "uncertain whether sent"}
_HINT = "`fapiao track notices --again` sends what is uncertain or failed once more; look first whether it has arrived"


def show_notices(settings: Settings, *, is_all: bool, is_json: bool) -> int:
    """Show the notices that are not sent, or all of them; return the exit code."""
    deliveries = listed_notices(settings, is_all=is_all)
    is_left = any(each.state in NOTICES_LEFT for each in deliveries)
    if is_json:
        print_json({"notices": [_data(each) for each in deliveries]})
    elif not deliveries:
        print_line("no notices" if is_all else "nothing is left to be sent")
    else:
        print_table(
            ("number", "what", "label", "channel", "state", "since (+08:00)", "why"),
            [_row(each) for each in deliveries],
        )
        if is_left:
            print_line(_HINT)
    return NEED_A_PERSON if is_left else 0


def show_sent_again(settings: Settings, *, is_json: bool) -> int:
    """Send what is uncertain, failed or waits now, and show what came of it; return the exit code."""
    counts = send_again(settings)
    if is_json:
        print_json({"notices": counts})
    else:
        print_line(f"notices: {notice_counts(counts)}" if counts else "nothing was left to be sent")
    if any(counts[state] for state in NOTICES_LEFT):
        return NEED_A_PERSON
    return NO_ANSWER if counts["waiting"] else 0


def show_test(settings: Settings, *, is_json: bool) -> int:
    """Send a test message to each channel and show which took it; return the exit code."""
    results = try_channels(settings)
    if is_json:
        print_json({"channels": [{"channel": name, "state": sent.outcome, "why": sent.why} for name, sent in results]})
    else:
        print_table(("channel", "test message", "why"), [(name, sent.outcome, sent.why) for name, sent in results])
    return NO_ANSWER if any(sent.outcome != "sent" for _, sent in results) else 0


def notice_counts(counts: Mapping[str, int]) -> str:
    """Return how many notices are in each state, in words."""
    return ", ".join(f"{_WORDS.get(state, state)} {count}" for state, count in sorted(counts.items()))


def _row(each: NoticeDelivery) -> tuple[str, ...]:
    notice = each.notice
    what = notice.kind.replace("_", " ") + (f" ({notice.said})" if notice.said else "")
    state = each.state + (", not so any more" if each.is_taken_back and each.state in NOTICES_LEFT else "")
    return notice.number or notice.carrier, what, notice.label, each.channel, state, _time(each), each.why


def _time(each: NoticeDelivery) -> str:
    at: datetime = each.ended_at or each.created_at
    return f"{local_time(at):%Y-%m-%d %H:%M}"


def _data(each: NoticeDelivery) -> dict[str, Any]:
    notice = each.notice
    about: dict[str, Any] = {
        "carrier": notice.carrier,
        "number": notice.number,
        "kind": notice.kind,
        "said": notice.said,
    }
    about |= {"label": notice.label, "account": notice.account, "parcel_state": notice.state, "at": notice.at}
    how = {"channel": each.channel, "state": each.state, "tries": each.tries, "why": each.why}
    times = {"created_at": each.created_at, "next_try_at": each.next_try_at, "ended_at": each.ended_at}
    return {**about, "place": notice.place, "is_taken_back": each.is_taken_back, **how, **times}
