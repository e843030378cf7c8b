"""The workbook's sheets of parcels: where each stands, and all that its carrier has told, event by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from agent.evidence.parcel import Course, CourseEvent, Parcels, Sent
from agent.evidence.summary import local_time, words
from agent.model import LOCALES, JobRecord
from agent.table.cells import HEAD_HEIGHT, TEXT, TIME, Value, fit, head, put

_PERSON = PatternFill("solid", fgColor="FDE6E9")
_BOTH, _NEXT = ("state", "状态"), ("what to do next", "下一步")
_PARCELS = (
    *("account", "job", "parcel_field", "parcel_of", "parcel", *_BOTH, "needs_person", *_NEXT),
    *("last_event", "place", "time", "asked"),
)
_EVENTS = ("parcel", "account", "parcel_of", "time", *_BOTH, "event", "place", "taken_back")


@dataclass(frozen=True)
class _Line:
    """A parcel of a job, with its course if it is followed."""

    job: JobRecord
    sent: Sent
    course: Course | None


def fill_parcels(book: Workbook, records: Sequence[JobRecord], parcels: Parcels) -> None:
    """Add two sheets, one line for each parcel of a job and one for each event; none if no job has a parcel."""
    lines = [
        _Line(job, sent, parcels.courses.get(sent.number))
        for job in records
        for sent in parcels.of_jobs.get(job.job, ())
    ]
    if not lines:
        return
    sheet = _sheet(book, "Parcels 快递", _PARCELS)
    for row, line in enumerate(lines, start=2):
        _put_parcel(sheet, row, line)
    _finish(sheet, len(lines))
    followed = {line.sent.number: line for line in lines if line.course}
    events = [(line, event) for line in followed.values() for event in (line.course.events if line.course else ())]
    sheet = _sheet(book, "Events 物流轨迹", _EVENTS)
    for row, (line, event) in enumerate(events, start=2):
        _put_event(sheet, row, line, event)
    _finish(sheet, len(events))


def state_words(course: Course | None) -> tuple[str, str]:
    """Return where a parcel stands, in English and in Chinese."""
    labels, states = words()["labels"], words()["parcels"]
    word = labels["not_followed"] if course is None else states.get(course.state, _plain(course.state))
    return word["en"], word["zh-CN"]


def _put_parcel(sheet: Worksheet, row: int, line: _Line) -> None:
    course = line.course or Course("")
    concern = words()["concerns"].get(course.concern, _plain(course.concern))
    advice = concern.get("advice") or (words()["labels"]["not_followed_long"] if line.course is None else _plain(""))
    last = course.last
    values: list[tuple[Value, str]] = [
        *((text, TEXT) for text in (line.job.account, line.job.job, line.sent.field, line.sent.of, line.sent.number)),
        *((text, TEXT) for text in state_words(line.course)),
        (_two(concern), TEXT),
        *((advice[language], TEXT) for language in LOCALES[::-1]),
        (last.text if last else None, TEXT),
        (last.place if last else None, TEXT),
        (_time(last.at) if last else None, TIME),
        (_time(course.asked_at), TIME),
    ]
    for at, (value, number_format) in enumerate(values, start=1):
        put(sheet, row, at, value, number_format)
    _paint(sheet, row, _PARCELS.index("state") + 1, course.state)
    if course.concern:
        sheet.cell(row, _PARCELS.index("needs_person") + 1).fill = _PERSON


def _put_event(sheet: Worksheet, row: int, line: _Line, event: CourseEvent) -> None:
    label = "taken_back" if event.is_taken_back else "takes_back" if event.is_reversal else ""
    state = words()["parcels"].get(event.state, _plain(event.state))
    values: list[tuple[Value, str]] = [
        (line.sent.number, TEXT),
        (line.job.account, TEXT),
        (line.sent.of, TEXT),
        (_time(event.at), TIME),
        (state["en"], TEXT),
        (state["zh-CN"], TEXT),
        (event.text, TEXT),
        (event.place, TEXT),
        (_two(words()["labels"][label]) if label else None, TEXT),
    ]
    for at, (value, number_format) in enumerate(values, start=1):
        cell = put(sheet, row, at, value, number_format)
        if event.is_taken_back and at > 3:
            cell.font = Font(strike=True, color="7A8694")
    if not label:
        _paint(sheet, row, _EVENTS.index("state") + 1, event.state)


def _sheet(book: Workbook, title: str, names: Sequence[str]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    for at, name in enumerate(names, start=1):
        head(put(sheet, 1, at, _head(name)))
    return sheet


def _finish(sheet: Worksheet, rows: int) -> None:
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{rows + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.row_dimensions[1].height = HEAD_HEIGHT
    fit(sheet, heads=1)


def _paint(sheet: Worksheet, row: int, column: int, state: str) -> None:
    word = words()["parcels"].get(state)
    for at in (column, column + 1) if word else ():
        cell = sheet.cell(row, at)
        cell.fill = PatternFill("solid", fgColor=word["paper"].lstrip("#"))
        cell.font = Font(color=word["ink"].lstrip("#"), bold=True)


def _head(name: str) -> str:
    if name in (*_BOTH, *_NEXT):
        return name.capitalize()
    return _two(words()["labels"][name]) + (" UTC+8" if name in ("time", "asked") else "")


def _two(word: Mapping[str, Any]) -> str:
    return " ".join(dict.fromkeys(filter(None, (word["en"], word["zh-CN"]))))


def _plain(name: str) -> dict[str, Any]:
    """Return a word that nobody has words for, as itself."""
    said = name.replace("_", " ")
    return {"en": said, "zh-CN": said}


def _time(at: datetime | None) -> datetime | None:
    return None if at is None else local_time(at).replace(tzinfo=None, microsecond=0)
