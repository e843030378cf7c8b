"""What tests of titles and addresses send: forms and files that the stand-in takes."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tests.unit.sandbox_site import Json, Visitor

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
JPG = b"\xff\xd8\xff\xe0" + bytes(64)
EXE = b"MZ\x90\x00" + bytes(64)
NAME = "杭州长风智能科技有限公司"


def upload(visitor: Visitor, name: str = "proof.pdf", content: bytes = PDF, use: str = "title") -> httpx.Response:
    """Send a file as the pages do."""
    form = {"params": json.dumps({"Use": use}), "sec_token": visitor.token}
    url = f"{visitor.site.passport}/data/upload.json"
    return visitor.http.post(url, data=form, files={"file": (name, content)}, headers={"Origin": visitor.site.console})


def uploaded(visitor: Visitor, name: str = "proof.pdf", content: bytes = PDF, use: str = "title") -> str:
    """Send a file that must be taken; return its key."""
    reply = upload(visitor, name, content, use).json()
    assert reply["code"] == "200", reply
    return str(reply["data"]["ObjectKey"])


def titles(visitor: Visitor) -> list[Json]:
    """Return the account's titles as the page gets them."""
    listed: list[Json] = visitor.call("QueryInvoicingCustomerList")["Customer"]
    return listed


def rename(visitor: Visitor, name: str = NAME, **changes: Any) -> Json:
    """Return the parameters of a change of the company's name that the console takes."""
    form = {
        "AdjustType": 4,
        "InvoiceTitle": name,
        "RegisterNo": titles(visitor)[0]["RegisterNo"],
        "TaxationLicense": uploaded(visitor),
        "Remark": "FP-7",
    }
    return form | changes


def address(**changes: Any) -> Json:
    """Return the parameters of an address that the console takes."""
    form = {
        "Addressee": "王小明",
        "Phone": "13812345678",
        "Province": "浙江省",
        "City": "杭州市",
        "County": "西湖区",
        "DeliveryAddress": "文三路 90 号",
        "PostalCode": "310012",
    }
    return form | changes


def statuses(visitor: Visitor) -> list[tuple[str, int, bool]]:
    """Return name, state and whether it is active of each title, in the order of the list."""
    return [(row["InvoiceTitle"], row["Status"], row["IsActive"]) for row in titles(visitor)]
