"""The stand-in's time: the real time plus an offset that tests may move."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


class Clock:
    """Tell the time in China; it runs on, wherever it has been set to."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self.offset_s = offset_s

    def now(self) -> datetime:
        """Return the stand-in's time, to the second."""
        return (datetime.now(CHINA) + timedelta(seconds=self.offset_s)).replace(microsecond=0)

    def advance(self, seconds: float) -> None:
        """Move the time on; a negative number moves it back."""
        self.offset_s += seconds

    def set(self, moment: datetime) -> None:
        """Let it be that moment now; a moment without a zone is taken as China's time."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
        self.offset_s = (aware - datetime.now(CHINA)).total_seconds()
