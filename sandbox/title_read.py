"""The reading actions about titles, addresses and mailboxes."""

from __future__ import annotations

from typing import Any

from sandbox.api_read import Call
from sandbox.nouns import Address
from sandbox.regions import REGIONS
from sandbox.title_profile import TitleRecord, TitleStatus
from sandbox.title_texts import REVIEW_FAILED


def query_invoicing_customer_list(call: Call) -> dict[str, Any]:
    """Return the account's titles: the active one first, then the others, newest first."""
    profile = call.profile
    records = sorted(profile.titles, key=lambda record: record.title.id != profile.active_id)
    return {
        "RealName": profile.real_name,
        "Customer": [_customer(call, record, is_active=record.title.id == profile.active_id) for record in records],
    }


def _customer(call: Call, record: TitleRecord, *, is_active: bool) -> dict[str, Any]:
    title = record.title
    return {
        "Id": title.id,
        "InvoiceTitle": title.name,
        "CustomerType": 2 if title.is_company else 1,
        "Status": title.status,
        "IsActive": is_active,
        "AdjustType": int(record.adjust),
        "GmtCreate": record.applied_at.isoformat(),
        "Reason": _reason(call, record),
        "DefaultRemark": record.remark,
        "RegisterNo": title.tax_no,
        "Bank": title.bank,
        "BankNo": title.bank_account,
        "OperatingLicenseAddress": title.address,
        "OperatingLicensePhone": title.phone,
    }


def _reason(call: Call, record: TitleRecord) -> str:
    """Return what the reviewer says about a rejected title."""
    return (record.reason or REVIEW_FAILED.of(call.language)) if record.status is TitleStatus.REJECTED else ""


def query_customer_address_list(call: Call) -> dict[str, Any]:
    """Return the mailing addresses; the first is the default."""
    addresses = call.profile.addresses
    return {"Address": [{**_address(address), "IsDefault": address is addresses[0]} for address in addresses]}


def _address(address: Address) -> dict[str, Any]:
    return {
        "Id": address.id,
        "Addressee": address.addressee,
        "Phone": address.phone,
        "Province": address.province,
        "City": address.city,
        "County": address.county,
        "Street": address.street,
        "DeliveryAddress": address.detail,
        "PostalCode": address.postal_code,
    }


def list_regions(_: Call) -> dict[str, Any]:
    """Return the provinces, cities and districts that an address may lie in."""
    return {"Region": REGIONS}


def list_mailboxes(call: Call) -> dict[str, Any]:
    """Return the recipient mailboxes; the first is the default. A mailbox is its own id."""
    mailboxes = call.profile.mailboxes
    return {"Mailbox": [{"Id": email, "Email": email, "IsDefault": email == mailboxes[0]} for email in mailboxes]}
