"""The workbook: a batch as a spreadsheet that people sort, filter and send on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from agent.evidence.archive import find_batch, jobs, write_whole
from agent.evidence.parcel import Parcels
from agent.evidence.parcel_sheet import fill_parcels, state_words
from agent.evidence.summary import Sum, Summary, fen_of, local_time, summarize, words
from agent.model import BatchRecord, JobRecord, yuan
from agent.table.cells import HEAD_HEIGHT, MONEY, NUMBER, TEXT, TIME, WHOLE, Value, fit, head, put

_NO_PARCELS = Parcels()
_FEW = 3
_LINE_HEIGHT = 15
_LINK = Font(color="1A56AD", underline="single")


@dataclass(frozen=True)
class Column:
    """One column of the jobs sheet."""

    head: str
    value: Callable[[JobRecord], Value]
    format: str = TEXT
    is_link: bool = False


def write_workbook(batch_folder: Path, parcels: Parcels = _NO_PARCELS) -> Path:
    """Write ``report.xlsx`` into a batch's folder and return its path.

    Raises:
        InputError: The folder holds no batch.
        SetupError: The file cannot be written, as when it is open in a spreadsheet program.
    """
    folder = batch_folder.resolve()
    batch, records = find_batch(folder.parent, folder.name), jobs(folder.parent, folder.name)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Jobs 任务"
    _fill_jobs(sheet, records, parcels)
    fill_parcels(book, records, parcels)
    _fill_summary(book.create_sheet("Summary 汇总"), batch, summarize(batch, records))
    content = BytesIO()
    book.save(content)
    return write_whole(folder / "report.xlsx", content.getvalue())


def _fill_jobs(sheet: Worksheet, records: Sequence[JobRecord], parcels: Parcels) -> None:
    columns = _columns(records, parcels)
    for at, column in enumerate(columns, start=1):
        head(put(sheet, 1, at, column.head))
    for row, job in enumerate(records, start=2):
        for at, column in enumerate(columns, start=1):
            cell = put(sheet, row, at, column.value(job), column.format)
            if column.is_link:
                cell.hyperlink, cell.font = quote(f"{job.folder}/"), _LINK
        # A cell of several lines is cut where a program does not measure it anew.
        lines = _parcels(job, parcels).count("\n") + 1
        sheet.row_dimensions[row].height = lines * _LINE_HEIGHT if lines > 1 else None
        _colour(sheet.cell(row, 2), job)
        _colour(sheet.cell(row, 3), job)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(records) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.row_dimensions[1].height = HEAD_HEIGHT
    fit(sheet, heads=1)


def _columns(records: Sequence[JobRecord], parcels: Parcels) -> list[Column]:
    """Return the fixed columns, and one for each field that any job of this batch has."""
    return [
        Column(_label("account"), lambda job: job.account),
        Column("State", lambda job: job.state.value),
        Column("状态", lambda job: words()["states"][job.state]["zh-CN"]),
        Column(_label("uid"), lambda job: job.uid),
        Column(_label("flow"), lambda job: job.flow),
        Column(_label("amount"), lambda job: _yuan(fen_of(job)), MONEY),
        Column(_label("number"), lambda job: job.receipt.number if job.receipt else None),
        Column(_label("receipt_state"), lambda job: job.receipt.state if job.receipt else None),
        Column(_label("already_there"), lambda job: "yes 是" if job.is_already_there else None),
        *[Column(_label("parcels"), lambda job: _parcels(job, parcels))] * bool(parcels.of_jobs),
        *_named("", _key, records),
        Column(_label("message"), lambda job: job.message),
        Column(_label("reason"), lambda job: job.reason),
        Column(_label("next_step"), lambda job: job.next_step),
        *_named("page 页面", _fields, records),
        *_named("input 输入", lambda job: job.input, records),
        Column(_label("started") + " UTC+8", lambda job: _time(job.started_at), TIME),
        Column(_label("ended") + " UTC+8", lambda job: _time(job.ended_at), TIME),
        Column(_label("seconds"), lambda job: job.seconds, NUMBER),
        Column(_label("attempts"), lambda job: job.attempts, WHOLE),
        Column(_label("drifts"), lambda job: len(job.drifts), WHOLE),
        Column(_label("site"), lambda job: job.site),
        Column(_label("job"), lambda job: job.job),
        Column(_label("evidence"), lambda job: job.folder, is_link=True),
    ]


def _named(group: str, take: Callable[[JobRecord], Mapping[str, Any]], records: Sequence[JobRecord]) -> list[Column]:
    names = dict.fromkeys(name for job in records for name, value in take(job).items() if value not in (None, "", []))
    return [Column(f"{group}: {name}".removeprefix(": "), _taker(take, name)) for name in names]


def _taker(take: Callable[[JobRecord], Mapping[str, Any]], name: str) -> Callable[[JobRecord], Value]:
    return lambda job: _text(take(job).get(name))


def _fill_summary(sheet: Worksheet, batch: BatchRecord, summary: Summary) -> None:
    facts: list[tuple[str, Value, str]] = [
        (_label("batch"), batch.batch, TEXT),
        (_label("flow"), batch.flow, TEXT),
        (_label("started") + " UTC+8", _time(batch.started_at), TIME),
        (_label("ended") + " UTC+8", _time(batch.ended_at) or _label("still_running"), TIME),
        (_label("duration") + " (s)", summary.seconds, NUMBER),
        (_label("accounts"), summary.accounts, WHOLE),
        (_label("jobs"), summary.jobs, WHOLE),
        (_label("not_begun"), summary.not_begun, WHOLE),
        (_label("drifted"), summary.drifted, WHOLE),
        (_label("total_planned" if batch.is_dry_run else "total"), _yuan(summary.fen), MONEY),
        (_label("version"), batch.version, TEXT),
        *((name, _text(value), TEXT) for name, value in batch.options.items()),
    ]
    for row, (name, value, number_format) in enumerate(facts, start=1):
        head(put(sheet, row, 1, name))
        put(sheet, row, 2, value, number_format).alignment = Alignment(
            horizontal="left", vertical="top", wrap_text=True
        )
    link = put(sheet, len(facts) + 1, 2, "report.html")
    head(put(sheet, len(facts) + 1, 1, _label("as_page")))
    link.hyperlink, link.font = "report.html", _LINK
    _fill_states(sheet, len(facts) + 3, summary)
    fit(sheet, heads=0)


def _fill_states(sheet: Worksheet, row: int, summary: Summary) -> None:
    for at, name in enumerate(("State", "状态", _label("jobs"), _label("amount"), _label("meaning")), start=1):
        head(put(sheet, row, at, name))
    rows = [(state.value, words()["states"][state], total) for state, total in summary.states.items()]
    for below, (state, word, total) in enumerate(rows, start=row + 1):
        _sum(sheet, below, (state, word["zh-CN"]), total)
        put(sheet, below, 5, f"{word['means']['en']} {word['means']['zh-CN']}")
        for at in (1, 2):
            _paint(sheet.cell(below, at), word)
    there = words()["labels"]["already_there"]
    _sum(sheet, row + len(rows) + 2, (f"of these: {there['en'].lower()}", there["zh-CN"]), summary.already_there)


def _sum(sheet: Worksheet, row: int, names: Iterable[str], total: Sum) -> None:
    for at, name in enumerate(names, start=1):
        put(sheet, row, at, name)
    put(sheet, row, 3, total.jobs, WHOLE)
    put(sheet, row, 4, _yuan(total.fen), MONEY)


def _colour(cell: Any, job: JobRecord) -> None:
    _paint(cell, words()["states"][job.state])


def _paint(cell: Any, word: Mapping[str, Any]) -> None:
    cell.fill = PatternFill("solid", fgColor=word["paper"].lstrip("#"))
    cell.font = Font(color=word["ink"].lstrip("#"), bold=True)


def _label(name: str) -> str:
    word = words()["labels"][name]
    return f"{word['en']} {word['zh-CN']}"


def _text(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return None if value is None else str(value)


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else yuan(fen)


def _time(at: datetime | None) -> datetime | None:
    return None if at is None else local_time(at).replace(tzinfo=None, microsecond=0)


def _parcels(job: JobRecord, parcels: Parcels) -> str:
    """Return the few parcels of a job with their states; of many, how many are in which state."""
    sent = parcels.of_jobs.get(job.job, ())
    states = [" ".join(state_words(parcels.courses.get(each.number))) for each in sent]
    if len(sent) > _FEW:
        return "\n".join(f"{count} × {state}" for state, count in Counter(states).items())
    return "\n".join(f"{each.number} {state}" for each, state in zip(sent, states, strict=True))


def _key(job: JobRecord) -> Mapping[str, Any]:
    return job.draft.key if job.draft else {}


def _fields(job: JobRecord) -> Mapping[str, Any]:
    return job.draft.fields if job.draft else {}
