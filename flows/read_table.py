"""What consoles show of many accounts as a table: on the screen, as JSON, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from agent.command import (
    Asked,
    InputError,
    KeptLine,
    Settings,
    Sheet,
    check_ending,
    input_of,
    last_lines,
    local_time,
    print_json,
    print_line,
    print_table,
    read_lines,
    write_bytes,
    write_table,
)
from flows.download_invoice import FilesWanted, InvoiceFile
from flows.issued import InvoiceFacts, InvoiceFilter, InvoiceLine
from flows.parcel_facts import PARCEL_COLUMNS, Look, ParcelFacts, no_parcels
from flows.rules import load_rules
from flows.ticket_status import TicketFilter, TicketLine


@dataclass(frozen=True)
class Kind:
    """How the lines of one flow are shown."""

    what: str
    line: type[BaseModel]
    meant: type[BaseModel]
    """The flow's input, whose ``fits`` tells which lines are meant."""
    newest: str
    """Field by which they are put in order, newest first."""
    columns: Sequence[str]
    """What fits beside the account into 80 columns; a file has all of it."""


KINDS = {
    "list-invoices": Kind(
        "invoices", InvoiceLine, InvoiceFilter, "requested_at", ("application", "number", "kind", "fen", "state")
    ),
    "invoice-details": Kind(
        "invoices",
        InvoiceFacts,
        InvoiceFilter,
        "requested_at",
        ("number", "kind", "fen", "state", "issued_on", "tracking"),
    ),
    "download-invoice": Kind("files", InvoiceFile, FilesWanted, "number", ("number", "kind", "fen", "bytes", "sha256")),
    "ticket-status": Kind("tickets", TicketLine, TicketFilter, "created", ("number", "title", "state", "updated")),
}


@dataclass(frozen=True)
class Shown:
    """How what was read is to be shown."""

    is_last: bool = False
    """What was read last, in place of reading now."""
    output: Path | None = None
    is_json: bool = False
    folder: Path | None = None
    """Where the files that lines name are copied to."""
    parcels: Look = no_parcels
    """Gives what is known of the parcels of invoices; called only if there are any."""


def show(asked: Asked, settings: Settings, how: Shown) -> int:
    """Read, or take what was read last, show it, and return the exit code."""
    if how.output is not None:
        check_ending(how.output)
    kind = KINDS[asked.flow]
    meant: Any = input_of(asked, kind.meant)
    reading = last_lines(asked, settings) if how.is_last else read_lines(asked, settings)
    lines = [line for line in (_read(kept, kind) for kept in reading.lines) if meant.fits(line.of)]
    lines.sort(key=lambda line: str(getattr(line.of, kind.newest)), reverse=True)
    lines.sort(key=lambda line: line.account)
    lines = _with_parcels(lines, asked, settings, how.parcels)
    if how.output is not None:
        write_table(how.output, _sheet(lines, kind))
    if how.folder is not None:
        _copy(lines, settings.evidence.store, how.folder)
    missing = [number for number in _numbers(meant) if not any(number in _numbers(line.of) for line in lines)]
    if how.is_json:
        print_json({"batch": reading.batch, "missing": missing, "lines": [line.data() for line in lines]})
    else:
        _print(lines, kind, how)
        for number in missing:
            print_line(f"no account of these has {number}")
    return reading.exit_code or int(bool(missing))


def _numbers(of: BaseModel) -> tuple[str, ...]:
    """Return the numbers that are asked for, or that a line is known by."""
    found: list[str] = []
    for name in ("number", "application", "ticket"):
        value = getattr(of, name, ())
        found += [value] if isinstance(value, str) else value
    return tuple(found)


@dataclass(frozen=True)
class _Line:
    """One thing of one account, and when it was read."""

    account: str
    read_at: Any
    of: BaseModel
    parcel: ParcelFacts | None = None

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        parcel = {"parcel": self.parcel and self.parcel.data()} if isinstance(self.of, InvoiceLine) else {}
        return {"account": self.account, "read_at": self.read_at} | self.of.model_dump(mode="json") | parcel

    def cells(self, columns: Sequence[str]) -> list[Any]:
        """Return it as a row; amounts in yuan."""
        values = {name: _cell(name, value) for name, value in self.of}
        if self.parcel is not None:
            values |= {"tracking": self.parcel.number, **dict(zip(PARCEL_COLUMNS, self.parcel.cells(), strict=True))}
        return [self.account, *(values.get(name) for name in columns), self.read_at]


def _read(kept: KeptLine, kind: Kind) -> _Line:
    read_at = local_time(kept.at).replace(tzinfo=None, microsecond=0)
    return _Line(kept.account, read_at, kind.line.model_validate(kept.line))


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name.endswith("fen"):
        return Decimal(value).scaleb(-2)
    return ", ".join(value) if isinstance(value, tuple) else value


def _print(lines: Sequence[_Line], kind: Kind, how: Shown) -> None:
    headings = ["account", *(name.replace("fen", "yuan").replace("_", " ") for name in kind.columns)]
    rows = [["" if cell is None else str(cell) for cell in line.cells(kind.columns)[:-1]] for line in lines]
    print_table(headings, rows, right=("yuan",))
    times = sorted(line.read_at for line in lines)
    read = f", read {times[0]} to {times[-1]} +08:00" if times else ""
    print_line(f"{kind.what}: {len(lines)}, accounts: {len({line.account for line in lines})}{read}")
    if how.is_last and not lines:
        print_line("nothing of these accounts was read before into this database; leave out --last")
    for written in filter(None, (how.output, how.folder)):
        print_line(f"written: {written}")
    _print_parcels(lines)
    for line in _parcels(lines):
        print_line(line)


def _print_parcels(lines: Sequence[_Line]) -> None:
    """Print where the parcels stand that are followed."""
    parcels = [line.parcel for line in lines if line.parcel is not None and line.parcel.state]
    if not parcels:
        return
    rows = [(each.number, each.state, f"{each.event} {each.place}".strip(), each.at or "") for each in parcels]
    print_table(("parcel", "state", "last event", "at (+08:00)"), rows)
    for each in parcels:
        if each.needs_person:
            print_line(f"{each.number}: a person must see to it: {each.needs_person.replace('_', ' ')}")


def _with_parcels(lines: Sequence[_Line], asked: Asked, settings: Settings, look: Look) -> list[_Line]:
    """Return lines with what is known of their parcels; a list of invoices has the numbers from their details."""
    numbers = [getattr(line.of, "tracking", "") for line in lines]
    if asked.flow == "list-invoices" and any(_is_mailed(line.of) for line in lines):
        details = last_lines(replace(asked, flow="invoice-details", options=()), settings).lines
        known = {(line.account, line.key): str(line.line.get("tracking", "")) for line in details}
        numbers = [known.get((line.account, getattr(line.of, "application", "")), "") for line in lines]
    if not any(numbers):
        return list(lines)
    facts = look([number for number in numbers if number], settings)
    return [replace(line, parcel=facts.get(number)) for line, number in zip(lines, numbers, strict=True)]


def _is_mailed(of: BaseModel) -> bool:
    return isinstance(of, InvoiceLine) and of.kind is not None and of.kind.is_paper and bool(of.number)


def _parcels(lines: Sequence[_Line]) -> list[str]:
    """Return where a person follows each parcel among the lines, and whom to call if one is lost."""
    invoices = [line.of for line in lines if isinstance(line.of, InvoiceFacts) and line.of.tracking]
    couriers = load_rules().courier if invoices else {}
    said = []
    for invoice in invoices:
        courier = couriers.get(invoice.courier.casefold())
        if courier is not None:
            said.append(f"invoice {invoice.number}: {courier.page.format(number=invoice.tracking)}")
    phones = sorted({f"{each.name} {each.phone}" for each in couriers.values()}) if said else []
    return said + [f"delivered, but not received: call {phone}" for phone in phones]


def _sheet(lines: Sequence[_Line], kind: Kind) -> Sheet:
    columns = list(kind.line.model_fields)
    if issubclass(kind.line, InvoiceLine):
        columns += [] if "tracking" in columns else ["tracking"]
        at = columns.index("tracking") + 1
        columns[at:at] = PARCEL_COLUMNS
    headings = ("account", *(name.replace("fen", "yuan") for name in columns), "read_at")
    return Sheet(kind.what, headings, [line.cells(columns) for line in lines])


def _copy(lines: Sequence[_Line], store: Path, folder: Path) -> None:
    """Copy the files that lines name from the store, called by account and number.

    Raises:
        InputError: The store does not hold one any more.
        SetupError: One cannot be written.
    """
    for line in lines:
        if isinstance(line.of, InvoiceFile):
            source = store / line.of.file
            if not source.is_file():
                raise InputError(str(source), "is not in the store any more", "download it again, without --last")
            folder.mkdir(parents=True, exist_ok=True)
            write_bytes(folder / f"{line.account}-{line.of.id}", source.read_bytes())
