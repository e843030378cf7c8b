"""A jobs file that fits a running stand-in: something for every flow, from the ground truth.

The lines of ``first`` hang on nothing; those of ``later`` go on with what these have begun; those
of ``mailed`` read where the invoices on paper are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sandbox.nouns import StandInError

_COLUMNS = (
    "account",
    "flow",
    "all_invoiceable",
    "number",
    "reason",
    "parcel",
    "type",
    "certificate_parcel",
    "reference",
    "subject",
    "description",
    "email",
    "recipient",
    "mobile",
    "province",
    "city",
    "district",
    "detail",
    "new_title",
    "proof",
    "title",
    "request",
    "if_there",
)
_YOUNG_DAYS = 31
_PARCEL = "1{:012d}"
_PAPER = {1: "paper-general", 2: "paper-special"}
"""Whose turn it is to get an invoice on paper, by mail."""
_TURN = 8
"""Every so many accounts the same is asked for again."""

Account = dict[str, Any]
Line = dict[str, str]


def write_jobs(
    accounts: list[Account], received: list[Account] | None, today: date, path: Path, *, is_mailed: bool = False
) -> int:
    """Write the jobs file, and return how many lines it has.

    Args:
        received: What the stand-in has received: the lines go on with that. None: the lines that begin.
        is_mailed: The lines that read where the invoices on paper are.

    Raises:
        StandInError: It cannot be written.
    """
    proof = path.with_name("proof.pdf").resolve()
    lines = []
    for place, account in enumerate(accounts):
        own = received and [write for write in received if write["account"] == account["uid"]]
        more = _first(account, place % _TURN, proof, today) if received is None else _later(place % _TURN, own or [])
        more = _mailed(account, place % _TURN, today) if is_mailed else more
        lines += [{"account": account["account"]} | line for line in more]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        proof.write_bytes(_PROOF)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, _COLUMNS)
            table.writeheader()
            table.writerows(lines)
    except OSError as error:
        raise StandInError(f"{path} cannot be written ({error.strerror}): choose another folder.") from error
    return len(lines)


def _first(account: Account, turn: int, proof: Path, today: date) -> Iterator[Line]:
    """Give a request of every account, and one thing more by its turn."""
    paper = _PAPER.get(turn, "")
    yield {"flow": "request-invoice", "all_invoiceable": "yes", "type": paper if paper in account["offers"] else ""}
    name = account["account"]
    match turn:
        case 0:
            yield from _return(account, "exchange-invoice", needs_orders=True)
        case 1:
            yield from _return(account, "return-invoice")
        case 2 | 3:
            yield from _lost(account, today)
        case 4:
            text = "Please send the statement of last month."
            yield {"flow": "submit-ticket", "reference": f"SSC-{name}", "subject": "Statement", "description": text}
        case 5:
            yield {"flow": "set-mailbox", "email": f"ap-{name}@example.com"}
            yield {"flow": "set-mailing-address", **_ADDRESS}
        case 6:
            if account["offers"] and account["title"].endswith("公司"):
                new = account["title"].removesuffix("有限公司") + "集团有限公司"
                yield {"flow": "change-invoice-title", "new_title": new, "proof": str(proof)}
        case _:
            yield {"flow": "list-invoices"}
            yield {"flow": "invoice-details"}
            yield {"flow": "download-invoice"}


def _return(account: Account, flow: str, *, needs_orders: bool = False) -> Iterator[Line]:
    """Give back the newest digital invoice; one whose orders can be invoiced again, if that is what is needed."""
    for invoice in account["invoices"]:
        is_digital = invoice["status"] == "issued" and invoice["kind"].startswith("digital")
        if is_digital and (invoice["has_orders"] or not needs_orders):
            line = {"flow": flow, "number": invoice["number"], "reason": "issue-error"}
            yield line | ({"type": "digital-general"} if needs_orders else {})
            return


def _lost(account: Account, today: date) -> Iterator[Line]:
    """Report the newest special invoice on paper as lost."""
    for invoice in account["invoices"]:
        if (invoice["kind"], invoice["status"]) == ("paper-special", "issued"):
            line = {"flow": "report-lost-invoice", "number": invoice["number"]}
            is_young = (today - date.fromisoformat(invoice["issued_on"])).days <= 180
            yield line | ({"certificate_parcel": _PARCEL.format(int(invoice["number"]))} if is_young else {})
            return


def _later(turn: int, received: list[Account]) -> Iterator[Line]:
    """Go on with a return and with a title, take a request back, and look at the tickets."""
    for write in received:
        match write["kind"], turn:
            case "return-invoice", 0:
                line = {"flow": "exchange-invoice", "number": write["key"]["invoice"], "reason": "issue-error"}
                yield line | {"type": "digital-general"}
            case "title-change", _:
                yield {"flow": "request-invoice-title", "title": write["key"]["title"]}
            case "request-invoice", 7:
                yield {"flow": "cancel-request", "request": write["id"]}
            case "submit-ticket", _:
                yield {"flow": "ticket-status"}


def _mailed(account: Account, turn: int, today: date) -> Iterator[Line]:
    """Read the details of what was issued on paper within a month, where some was requested."""
    paper = [each for each in account["invoices"] if each["kind"].startswith("paper") and each["status"] == "issued"]
    young = [each for each in paper if (today - date.fromisoformat(each["issued_on"])).days <= _YOUNG_DAYS]
    if turn in _PAPER and young:
        numbers = ",".join(each["application"] for each in young)
        yield {"flow": "invoice-details", "number": numbers, "if_there": "yes"}


_ADDRESS = {
    "recipient": "王小明",
    "mobile": "13800138000",
    "province": "浙江省",
    "city": "杭州市",
    "district": "余杭区",
    "detail": "文一西路 1 号",
}
_PROOF = b"%PDF-1.4\n% proof of a business name change, for the stand-in\n"
