"""``POST /data/api.json``: the console's own wire, with the faults that act on it.

The console's pages send it to the origin of the sign-in pages, as the vendor's may send to an API host of their own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from sandbox import (
    api_read,
    api_return,
    api_write,
    ticket_read,
    ticket_write,
    title_address,
    title_read,
    title_write,
)
from sandbox.api_read import Call
from sandbox.book import BusinessError
from sandbox.cut import LostAnswer
from sandbox.nouns import Language
from sandbox.risk import RiskError, check_risk
from sandbox.state import State
from sandbox.texts import ANSWERS
from sandbox.upload import SentFile, upload_file
from sandbox.visitor import LANGUAGE_COOKIE, Visitor, as_language, read_form, visitor_of
from sandbox.weather import weather

HANDLERS: dict[str, Callable[[Call], dict[str, Any]]] = {
    "GetInvoiceSummary": api_read.get_invoice_summary,
    "QueryEvaluateList": api_read.query_evaluate_list,
    "QueryBillList": api_read.query_bill_list,
    "QueryInvoicingCustomerList": title_read.query_invoicing_customer_list,
    "ListInvoiceTypes": api_read.list_invoice_types,
    "QueryCustomerAddressList": title_read.query_customer_address_list,
    "ListMailboxes": title_read.list_mailboxes,
    "PrepareInvoice": api_write.prepare_invoice,
    "ApplyInvoice": api_write.apply_invoice,
    "CancelInvoiceApply": api_write.cancel_invoice_apply,
    "ReturnInvoice": api_return.return_invoice,
    "ListInvoices": api_read.list_invoices,
    "GetInvoice": api_read.get_invoice,
    "ListRegions": title_read.list_regions,
    "UploadFile": upload_file,
    "SubmitTitleChange": title_write.submit_title_change,
    "WithdrawTitleChange": title_write.withdraw_title_change,
    "RequestTitle": title_write.request_title,
    "AddAddress": title_address.add_address,
    "ModifyAddress": title_address.modify_address,
    "SetDefaultAddress": title_address.set_default_address,
    "DeleteAddress": title_address.delete_address,
    "AddMailbox": title_address.add_mailbox,
    "ModifyMailbox": title_address.modify_mailbox,
    "SetDefaultMailbox": title_address.set_default_mailbox,
    "DeleteMailbox": title_address.delete_mailbox,
    "ListTicketCategories": ticket_read.list_ticket_categories,
    "GetTicketAdvice": ticket_read.get_ticket_advice,
    "CreateTicket": ticket_write.create_ticket,
    "ListTickets": ticket_read.list_tickets,
    "GetTicket": ticket_read.get_ticket,
    "ReplyTicket": ticket_write.reply_ticket,
}


class Api:
    """Answer the calls of the pages.

    Args:
        console_origin: The origin whose pages may call from elsewhere with their cookies.
    """

    def __init__(self, state: State, console_origin: str) -> None:
        self._state, self._console_origin = state, console_origin

    async def call(self, request: Request) -> Response:
        """Answer one call of an action."""
        return await self._answer(request, request.query_params.get("action", ""), await read_form(request))

    async def upload(self, request: Request) -> Response:
        """Take in the file of a form that is sent later (``multipart/form-data``)."""
        async with request.form() as fields:
            form = {name: value for name, value in fields.items() if isinstance(value, str)}
            sent = fields.get("file")
            file = SentFile(sent.filename or "", await sent.read()) if isinstance(sent, UploadFile) else None
        return await self._answer(request, "UploadFile", form, file)

    async def _answer(
        self, request: Request, action: str, form: Mapping[str, str], file: SentFile | None = None
    ) -> Response:
        visitor = visitor_of(request, self._state)
        response = await weather(self._state, action, visitor.account if visitor else None)
        if response is None:
            language = visitor.language if visitor else as_language(request.cookies.get(LANGUAGE_COOKIE)) or "zh"
            response = self._run(action, form, visitor, language, file)
        return self._shared(request, response)

    async def send_code(self, request: Request) -> Response:
        """Answer as if a verification code had been sent; see ``risk.SMS_CODE``."""
        return self._shared(request, _success({}))

    async def preflight(self, request: Request) -> Response:
        """Allow the console's pages to call from their origin."""
        response = self._shared(request, Response(status_code=204))
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = request.headers.get("access-control-request-headers", "")
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    def _shared(self, request: Request, response: Response) -> Response:
        if request.headers.get("origin") == self._console_origin:
            response.headers["Access-Control-Allow-Origin"] = self._console_origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Vary"] = "Origin"
        return response

    def _run(
        self, action: str, form: Mapping[str, str], visitor: Visitor | None, language: Language, file: SentFile | None
    ) -> Response:
        faults, account = self._state.faults, visitor.account if visitor else None
        try:
            checked = self._check(action, form, visitor)
            if lost := faults.hit("answer-lost-before", account, action):
                return LostAnswer(lost)
            call = Call(self._state, checked.account, language, _params(form), self._state.now(), action, file)
            data = HANDLERS[action](call)
        except BusinessError as refusal:
            return _refusal(refusal, language)
        self._state.count(action, accepted=True)
        lost = faults.hit("answer-lost-after", account, action)
        return LostAnswer(lost) if lost else _success(data)

    def _check(self, action: str, form: Mapping[str, str], visitor: Visitor | None) -> Visitor:
        """Return the caller if it may call; every reason why not is a business answer."""
        faults = self._state.faults
        if action not in HANDLERS:
            raise BusinessError("UnknownAction")
        if visitor is None:
            raise BusinessError("ConsoleNeedLogin")
        account = visitor.account
        if faults.hit("session-expired", account, action):
            self._state.sessions.end(visitor.session.ticket)
            raise BusinessError("ConsoleNeedLogin")
        if form.get("sec_token") != visitor.session.sec_token or faults.hit("token-expired", account, action):
            raise BusinessError("PostonlyOrTokenError")
        if faults.hit("busy", account, action):
            raise BusinessError("SystemBusy")
        check_risk(self._state, account, action, form)
        if faults.hit("refuse", account, action):
            raise BusinessError("InvoiceRefused" if action == "ApplyInvoice" else "OperationRefused")
        return visitor


def _params(form: Mapping[str, str]) -> dict[str, Any]:
    try:
        params = json.loads(form.get("params") or "{}")
    except json.JSONDecodeError:
        params = None
    if not isinstance(params, dict):
        raise BusinessError("InvalidParameter")
    return params


def _success(data: dict[str, Any]) -> Response:
    return _reply({"code": "200", "data": data, "successResponse": True})


def _refusal(refusal: BusinessError, language: Language) -> Response:
    message = ANSWERS[refusal.code].of(language)
    reply: dict[str, Any] = {"code": refusal.code, "message": message, "successResponse": False}
    if isinstance(refusal, RiskError):
        reply["data"] = refusal.data
    return _reply(reply)


def _reply(reply: dict[str, Any]) -> Response:
    reply |= {"httpStatusCode": "200", "requestId": str(uuid.uuid4()).upper()}
    return Response(json.dumps(reply, ensure_ascii=False), media_type="application/json")
