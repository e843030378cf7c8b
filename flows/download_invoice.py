"""Download the original files of digital invoices (下载发票), and hold each against its invoice.

Opens: invoice_records, invoice_download.
Writes: nothing; each file is kept once in the store, by its SHA-256.
Source: the vendor's help "download-invoice", read 2026-01-15.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from agent.flow import Column, Console, ConsoleDownError, DraftMismatchError, ReadFlow, RefusedError
from flows.invoice import Words
from flows.issued import InvoiceLine, read_lines
from flows.original import FileKind, NotReadableError, differences, text_of

_HAVE_FILES = ("issued", "returning", "reversed")


def _kinds(value: Any) -> Any:
    return tuple(value.lower().replace(",", " ").split()) if isinstance(value, str) else value


class FilesWanted(BaseModel):
    """Which files; the PDF of every digital invoice if nothing is said."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    number: Annotated[Words, Column("发票号码", "只下载这些发票，用逗号分隔。")] = ()
    """Only these invoice numbers, separated by commas."""
    kinds: Annotated[
        tuple[FileKind, ...], BeforeValidator(_kinds), Column("文件类型", "pdf、ofd、xml，用逗号分隔。", "pdf")
    ] = (FileKind.PDF,)
    """Which files: pdf, ofd, xml, separated by commas."""

    if_there: Annotated[bool, Column("允许缺少", "跳过账号没有的号码；否则有一个不存在就拒绝（是或否）。")] = False
    """Leave out numbers that the account does not have; otherwise one of them is refused."""

    def fits(self, file: InvoiceFile) -> bool:
        """Tell whether a file is meant."""
        return file.kind in self.kinds and (not self.number or file.number in self.number)


class InvoiceFile(BaseModel):
    """One file of one invoice, as it is kept in the store."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    """Invoice number and kind of file."""
    number: str
    """Invoice number."""
    kind: FileKind
    """pdf, ofd or xml."""
    name: str
    """As the console calls the file."""
    file: str
    """Where it lies, from the store's folder."""
    sha256: str
    """SHA-256 of its content."""
    bytes: int
    """Size."""
    fen: int
    """Amount of the invoice in fen, which the file holds too."""
    title: str
    """Title of the invoice, which the file holds too."""


class DownloadInvoice(ReadFlow[FilesWanted, InvoiceFile]):
    """Download the original files of digital invoices; a file that is not its invoice's is an error."""

    name = "download-invoice"
    line_key = "id"

    async def read(self, console: Console, job: FilesWanted) -> Sequence[InvoiceFile]:
        """Return the files of the invoices that are meant, newest first.

        Raises:
            RefusedError: The console does not list a number that was asked for, or the invoice is on paper.
            DraftMismatchError: A file is not that of its invoice.
        """
        lines = await read_lines(console)
        return [await _file(console, line, kind) for line in _meant(lines, job) for kind in job.kinds]


def _meant(lines: Sequence[InvoiceLine], job: FilesWanted) -> list[InvoiceLine]:
    for number in job.number:
        line = next((line for line in lines if line.number == number), None)
        if line is None and job.if_there:
            continue
        if line is None:
            raise RefusedError(f"this account has no invoice {number}")
        if line.kind is not None and line.kind.is_paper:
            raise RefusedError(f"invoice {number} is on paper: the console has no file of it")
    return [
        line
        for line in lines
        if line.state in _HAVE_FILES
        and line.kind is not None
        and not line.kind.is_paper
        and (not job.number or line.number in job.number)
    ]


async def _file(console: Console, line: InvoiceLine, kind: FileKind) -> InvoiceFile:
    await console.open("invoice_records")
    await console.click_row("invoice_records.table", line.application, "download")
    await console.ready("invoice_download")
    given = await console.download(f"invoice_download.{kind}")
    try:
        text = text_of(given.content, kind)
    except NotReadableError as error:
        raise ConsoleDownError(f"{given.name} of invoice {line.number}: {error}") from None
    if wrong := differences(text, number=line.number, fen=line.fen, title=line.title):
        raise DraftMismatchError(f"{', '.join(wrong)} in {given.name}", f"those of invoice {line.number}", "others")
    return InvoiceFile(
        id=f"{line.number}.{kind}",
        number=line.number,
        kind=kind,
        name=given.name,
        file=await console.keep_original(given.content, kind),
        sha256=hashlib.sha256(given.content).hexdigest(),
        bytes=len(given.content),
        fen=line.fen,
        title=line.title,
    )
