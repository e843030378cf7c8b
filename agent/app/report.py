"""A batch's report and workbook: from the records of the store, and what the book of parcels knows now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.database import ready_database
from agent.evidence.archive import find_batch, jobs, lines
from agent.evidence.parcel import Parcels, Sent
from agent.evidence.report import write_report
from agent.evidence.workbook import write_workbook
from agent.flow import AnyFlow, ReadFlow, load_flows
from agent.ledger.place import database_address
from agent.model import JobRecord, mailed_fields
from agent.readings import KeptLine, Readings
from agent.settings import Settings

Flows = Mapping[str, type[AnyFlow]]
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Written:
    """The two files, and the parcels that they tell of."""

    report: Path
    workbook: Path
    parcels: Parcels


def write_reports(batch_folder: Path, settings: Settings) -> Written:
    """Write ``report.html`` and ``report.xlsx`` into a batch's folder, with what is known of its parcels now.

    Raises:
        InputError: The folder holds no batch.
        SetupError: A file cannot be written, or the database cannot be used.
    """
    folder = batch_folder.resolve()
    find_batch(folder.parent, folder.name)
    parcels = batch_parcels(folder, settings)
    return Written(write_report(folder, parcels), write_workbook(folder, parcels), parcels)


def batch_parcels(batch_folder: Path, settings: Settings) -> Parcels:
    """Return the parcels of a batch's jobs: those of their inputs, of what they read, and of what they brought about.

    Raises:
        SetupError: The database cannot be used.
    """
    flows, records = load_flows(), jobs(batch_folder.parent, batch_folder.name)
    since = _of_readings(records, flows, settings)
    of_jobs = {}
    for record in records:
        found = [*_of_input(record, flows), *_of_lines(batch_folder, record, flows)]
        found += since.get((record.site, record.uid, record.receipt.number if record.receipt else ""), ())
        if found:
            of_jobs[record.job] = list({sent.number: sent for sent in found}.values())
    parcels = Parcels(of_jobs)
    if not parcels.numbers:
        return parcels
    # Most batches have no parcel, and the book brings much with it.
    from agent.app.course import courses_of  # noqa: PLC0415

    return Parcels(of_jobs, courses_of(parcels.numbers, settings))


def _of_input(record: JobRecord, flows: Flows) -> Iterator[Sent]:
    if flow := flows.get(record.flow):
        yield from _sent(record.input, mailed_fields(flow.input))


def _of_lines(batch_folder: Path, record: JobRecord, flows: Flows) -> Iterator[Sent]:
    flow = flows.get(record.flow)
    if flow is not None and issubclass(flow, ReadFlow) and (fields := mailed_fields(flow.line)):
        for line in lines(batch_folder.parent, batch_folder.name, record):
            yield from _sent(line, fields)


def _of_readings(records: Sequence[JobRecord], flows: Flows, settings: Settings) -> dict[_Key, list[Sent]]:
    """Return the parcels of what jobs brought about, as a flow that reads was told of them since.

    By site, account and the number of the receipt. Nothing where two consoles of one name know such a number.
    """
    numbers = {record.receipt.number for record in records if record.receipt}
    fields = {name: mailed_fields(flow.line) for name, flow in flows.items() if issubclass(flow, ReadFlow)}
    readers = [name for name, mailed in fields.items() if mailed]
    found, sites = dict[_Key, list[Sent]](), dict[_Key, set[str]]()
    for flow, line in _read_since(readers, numbers, settings) if numbers and readers else ():
        key = line.site.partition(" ")[0], line.uid, line.key
        sites.setdefault(key, set()).add(line.site)
        found.setdefault(key, []).extend(_sent(line.line, fields[flow]))
    return {key: sent for key, sent in found.items() if len(sites[key]) == 1}


def _read_since(flows: Sequence[str], keys: set[str], settings: Settings) -> list[tuple[str, KeptLine]]:
    engine = ready_database(database_address(settings))
    try:
        readings = Readings(engine)
        return [(flow, line) for flow in flows for line in readings.by_keys(flow, keys)]
    finally:
        engine.dispose()


def _sent(values: Mapping[str, Any], fields: Mapping[str, str]) -> Iterator[Sent]:
    for name, of in fields.items():
        value = values.get(name)
        if isinstance(value, str) and (number := "".join(value.split()).upper()):
            yield Sent(number, name, str(values.get(of) or ""))
