"""The writing actions about titles: apply for a change, take an application back, make a passed one active."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.api_read import Call
from sandbox.book import BusinessError
from sandbox.credit_code import is_credit_code
from sandbox.nouns import Title
from sandbox.title_profile import Adjust, TitleRecord, TitleStatus

_MAX_REMARK = 200
_NAME_LENGTHS = range(2, 101)
_FULL_WIDTH = str.maketrans("()", "（）")
_BANK_FIELDS = {
    "bank": "Bank",
    "bank_account": "BankNo",
    "address": "OperatingLicenseAddress",
    "phone": "OperatingLicensePhone",
}


def submit_title_change(call: Call) -> dict[str, Any]:
    """Take in a change of the active title: bank details at once, a name after its review."""
    title, adjust = call.profile.title, _adjust(call)
    if not title.is_company and adjust is not Adjust.REAL_NAME:
        raise BusinessError("TitleChangeNotAllowed")
    if len(call.text("Remark")) > _MAX_REMARK:
        raise BusinessError("RemarkTooLong")
    if call.profile.is_in_review and not call.is_unchecked:
        raise BusinessError("TitleInReview")
    changed = _changed(call, title, adjust)
    if adjust is Adjust.BANK:
        record = replace(_record(call, title.id), title=changed)
    else:
        changed = replace(changed, id=_new_id(call), status=int(TitleStatus.REVIEW))
        proof, statement = _papers(call, adjust)
        record = TitleRecord(changed, adjust, call.now, remark=call.text("Remark"), proof=proof, statement=statement)
    facts = {"type": adjust.name.lower().replace("_", "-"), "from": title.name, **_facts(call, record)}
    profile = call.profile.with_title(record)
    received = call.state.enter(call.account, "title-change", {"title": changed.name}, profile, **facts)
    return {"CustomerId": changed.id, "ApplicationId": received["id"]}


def withdraw_title_change(call: Call) -> dict[str, Any]:
    """Take an application back that is in review."""
    record = _record(call, call.text("CustomerId"))
    if record.status is not TitleStatus.REVIEW:
        raise BusinessError("TitleNotInReview")
    profile = call.profile.with_title(record.in_state(TitleStatus.WITHDRAWN))
    call.state.enter(call.account, "title-withdraw", {"title": record.title.name}, profile)
    return {"CustomerId": record.title.id}


def request_title(call: Call) -> dict[str, Any]:
    """Make a title that has passed its review the active one; the one before is replaced."""
    record = _record(call, call.text("CustomerId"))
    if record.title.id == call.profile.active_id and not call.is_unchecked:
        raise BusinessError("TitleUnchanged")
    if record.status is not TitleStatus.PASSED:
        raise BusinessError("TitleNotPassed")
    profile, before = call.profile.activated(record), call.profile.title.name
    call.state.enter(call.account, "title-request", {"title": record.title.name}, profile, **{"from": before})
    return {"CustomerId": record.title.id}


def full_width(name: str) -> str:
    """Return a title's name as the console keeps it: brackets of full width, blanks once and not at the ends."""
    return " ".join(name.split()).translate(_FULL_WIDTH)


def _record(call: Call, title_id: str) -> TitleRecord:
    record = call.profile.find_title(title_id)
    if record is None:
        raise BusinessError("TitleNotFound")
    return record


def _adjust(call: Call) -> Adjust:
    try:
        return Adjust(call.number("AdjustType", 0))
    except ValueError:
        raise BusinessError("InvalidParameter") from None


def _changed(call: Call, title: Title, adjust: Adjust) -> Title:
    """Return the title as it shall be."""
    if adjust is Adjust.BANK:
        details = {field: call.text(name) for field, name in _BANK_FIELDS.items()}
        if not all(details.values()):
            raise BusinessError("BankIncomplete")
        changed = replace(title, **details)  # type: ignore[arg-type] # all four are text
    else:
        changed = replace(title, name=_name(call) if adjust is Adjust.RENAME else call.profile.real_name)
    if changed == title and not call.is_unchecked:
        raise BusinessError("TitleUnchanged")
    return changed


def _name(call: Call) -> str:
    """Return the new name; the credit code that comes along must be the one that the title has."""
    name, code = full_width(call.text("InvoiceTitle")), call.text("RegisterNo").upper()
    if len(name) not in _NAME_LENGTHS:
        raise BusinessError("TitleNameInvalid")
    if not is_credit_code(code):
        raise BusinessError("CreditCodeInvalid")
    if code != call.profile.title.tax_no:
        raise BusinessError("CreditCodeMismatch")
    return name


def _papers(call: Call, adjust: Adjust) -> tuple[str, str]:
    """Return the keys of the files that come along: the proof of a new name, and a statement if there is one."""
    proof, statement = call.text("TaxationLicense"), call.text("TitleChangeInstructions")
    if adjust is Adjust.RENAME and not proof:
        raise BusinessError("ProofRequired")
    for key in filter(None, (proof, statement)):
        call.state.uploads.find(call.account.uid, "title", key)
    return proof, statement


def _facts(call: Call, record: TitleRecord) -> dict[str, Any]:
    """Return what the ground truth tells of the files and the remark."""

    def file(key: str) -> dict[str, Any] | None:
        if not key:
            return None
        kept = call.state.uploads.find(call.account.uid, "title", key)
        return {"name": kept.name, "size": kept.size, "sha256": kept.sha256}

    return {"remark": record.remark, "proof": file(record.proof), "statement": file(record.statement)}


def _new_id(call: Call) -> str:
    """Return an id that no seed makes: nine digits, counted up with every write."""
    return str(100_000_000 + len(call.state.received) + 1)
