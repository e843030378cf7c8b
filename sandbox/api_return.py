"""The writing action that returns an issued invoice (退票)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.api_read import Call
from sandbox.book import BusinessError
from sandbox.clock import CHINA
from sandbox.nouns import Invoice
from sandbox.return_period import last_return_day
from sandbox.wire_forms import code_and_number

REASONS = ("issue-error", "sales-return", "discount", "other")
# Source: numbers of EMS have 13 characters, digits or two letters at each end.
_TRACKING_NO = re.compile(r"\d{13}|[A-Z]{2}\d{9}CN", re.ASCII)
_MAX_REMARK = 200


def return_invoice(call: Call) -> dict[str, Any]:
    """Take the return of an invoice in; it is reversed (红冲) some time later."""
    invoice = call.book.find(call.text("Id"))
    if invoice is None:
        raise BusinessError("InvoiceNotFound")
    _check_state(call, invoice)
    _, number = code_and_number(invoice)
    facts = {**_reason(call), **_posting(call, number), **_parcel(call, invoice), **_verification(call, invoice)}
    return {"InvoiceApplyId": call.state.give_back(call.account, invoice, number, facts)}


def _check_state(call: Call, invoice: Invoice) -> None:
    status = call.invoice_form.status(invoice)
    if status == "returning":
        if not call.is_unchecked:
            raise BusinessError("AlreadyReturning")
    elif status != "issued":
        raise BusinessError("NotReturnable")


def _reason(call: Call) -> dict[str, Any]:
    reason, remark = call.text("Reason"), call.text("Remark")
    if reason not in REASONS:
        raise BusinessError("InvalidParameter" if reason else "ReasonRequired")
    if len(remark) > _MAX_REMARK:
        raise BusinessError("RemarkTooLong")
    return {"reason": reason, "remark": remark}


def _posting(call: Call, number: str) -> dict[str, Any]:
    """Return whether the buyer has posted the invoice (入账), and then the tax bureau's confirmation of the red one."""
    is_posted = call.flag("Posted")
    red_confirm = call.text("RedConfirmNo") if is_posted else ""
    if is_posted and not red_confirm:
        raise BusinessError("RedConfirmRequired")
    if is_posted and number not in call.text("Remark"):
        raise BusinessError("OriginalNumberRequired")
    return {"posted": is_posted, "red_confirm": red_confirm}


def _parcel(call: Call, invoice: Invoice) -> dict[str, Any]:
    """Return how a paper invoice is mailed back."""
    if not invoice.is_paper:
        return {"courier": "", "tracking": ""}
    courier, tracking = call.text("Courier"), call.text("TrackingNo")
    if not courier or not tracking:
        raise BusinessError("TrackingNumberRequired")
    if not _TRACKING_NO.fullmatch(tracking):
        raise BusinessError("TrackingNumberInvalid")
    return {"courier": courier, "tracking": tracking}


def _verification(call: Call, invoice: Invoice) -> dict[str, Any]:
    """Return whether a special paper invoice is verified (认证): then a form is needed, else there is a last day."""
    if invoice.kind != "paper-special":
        return {"verified": False, "red_form": None}
    if call.flag("Verified"):
        return {"verified": True, "red_form": _red_form(call)}
    if call.now.date() > last_return_day(call.invoice_form.issued_at(invoice).astimezone(CHINA).date()):
        raise BusinessError("ReturnPeriodOver")
    return {"verified": False, "red_form": None}


def _red_form(call: Call) -> dict[str, Any]:
    key = call.text("RedFormKey")
    if not key:
        raise BusinessError("RedFormRequired")
    kept = call.state.uploads.find(call.account.uid, "red-form", key)
    return {"name": kept.name, "size": kept.size, "sha256": kept.sha256}
