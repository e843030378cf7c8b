"""Parcels of jobs as reports get them: one that arrived and was taken back, one stuck, one lost, one not followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent.evidence.parcel import Course, CourseEvent, Parcels, Sent
from tests.evidence_store import HOSTILE, START

REVERSED, STUCK, LOST, STRANGE, UNKNOWN = "1012345678503", "EA123456785CN", "1100000001403", "1000000000001", "9999"


def event(hours: int, state: str, text: str, place: str = "杭州", **more: Any) -> CourseEvent:
    """Return an event some hours after the batch's start."""
    return CourseEvent(START + timedelta(hours=hours), state, text, place, **more)


WAY = (
    event(0, "picked_up", "已收取邮件"),
    event(5, "in_transit", "离开处理中心"),
    event(40, "out_for_delivery", "安排投递"),
)
COURSES = {
    REVERSED: Course(
        "out_for_delivery",
        asked_at=START,
        events=(
            *WAY,
            event(44, "delivered", "已签收", is_taken_back=True),
            event(45, "out_for_delivery", "妥投信息撤销", is_reversal=True),
        ),
    ),
    STUCK: Course("in_transit", "stuck", events=WAY[:2]),
    LOST: Course("lost", "lost", missed_by="王芳", events=(*WAY[:1], event(200, "lost", HOSTILE, "=1+1"))),
    STRANGE: Course("some_new_state", "some_new_reason"),
}
PARCELS = Parcels(
    {
        "acc-0001.request.1": [Sent(REVERSED, "tracking", "02186773"), Sent(STUCK, "tracking", "44365416")],
        "acc-0002.request.1": [Sent(LOST, "tracking", "1"), Sent(UNKNOWN, "certificate", "777")],
        "acc-0004.request.1": [
            Sent(STRANGE, "tracking", "2"),
            *(Sent(f"100000000001{at}", "tracking", "") for at in range(4)),
        ],
    },
    COURSES,
)
