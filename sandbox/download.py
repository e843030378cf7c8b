"""``GET /invoice/file``: the original file of a digital invoice, as an attachment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.book import Book
from sandbox.clock import CHINA
from sandbox.faults import FILE
from sandbox.nouns import Invoice, Words
from sandbox.original import Original, Writer, original_of
from sandbox.original_ofd import write_ofd
from sandbox.original_pdf import write_pdf
from sandbox.original_xml import write_xml
from sandbox.page import NO_STORE, Origins, sign_in_first
from sandbox.state import State
from sandbox.visitor import Visitor, visitor_of
from sandbox.weather import weather
from sandbox.wire_forms import InvoiceForm

_WRITERS: dict[str, tuple[Writer, str]] = {
    "pdf": (write_pdf, "application/pdf"),
    "ofd": (write_ofd, "application/ofd"),
    "xml": (write_xml, "application/xml"),
}
_NO_FILE = Words("该发票没有此格式的文件。", "There is no such file of this invoice.")


class Download:
    """Send originals to those who are signed in."""

    def __init__(self, state: State, origins: Origins) -> None:
        self._state, self._origins = state, origins

    async def send(self, request: Request) -> Response:
        """Return the file, or send a stranger to sign in."""
        visitor = visitor_of(request, self._state)
        answer = await weather(self._state, FILE, visitor.account if visitor else None)
        if answer is not None:
            return answer
        if visitor is None:
            return sign_in_first(request, self._origins)
        id_, form = request.query_params.get("id", ""), request.query_params.get("format", "")
        original = self._original(visitor, id_, form)
        if original is None:
            return PlainTextResponse(_NO_FILE.of(visitor.language), 404)
        self._state.count(FILE, accepted=True)
        write, media_type = _WRITERS[form]
        plain, full = f"dzfp_{original.number}.{form}", quote(original.name(form), safe="")
        headers = {**NO_STORE, "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"}
        return Response(write(self._told(visitor, original)), headers=headers, media_type=media_type)

    def _original(self, visitor: Visitor, id_: str, form: str) -> Original | None:
        book = self._state.book(visitor.account)
        invoice = book.find(id_)
        if invoice is None or form not in self._form(visitor).files(invoice):
            return None
        return self._read(visitor, book, invoice)

    def _read(self, visitor: Visitor, book: Book, invoice: Invoice) -> Original:
        issued_at = self._form(visitor).issued_at(invoice).astimezone(CHINA)
        return original_of(invoice, book.entity_of(invoice.takes), issued_at)

    def _form(self, visitor: Visitor) -> InvoiceForm:
        issue_after = timedelta(seconds=self._state.options.issue_after_s)
        return InvoiceForm(visitor.language, self._state.now(), issue_after)

    def _told(self, visitor: Visitor, original: Original) -> Original:
        """Return what the file says: with the fault ``wrong-file`` another invoice."""
        if not self._state.faults.hit("wrong-file", visitor.account, FILE):
            return original
        book, form = self._state.book(visitor.account), self._form(visitor)
        digital = (self._read(visitor, book, invoice) for invoice in book.invoices if form.files(invoice))
        other = next((other for other in digital if other.number != original.number), None)
        return other or replace(original, number=str(int(original.number) + 1))
