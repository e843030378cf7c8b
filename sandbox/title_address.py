"""The writing actions about mailing addresses and recipient mailboxes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sandbox.api_read import Call
from sandbox.api_write import EMAIL
from sandbox.book import BusinessError
from sandbox.nouns import Address
from sandbox.regions import is_region
from sandbox.title_profile import MAX_KEPT, Profile, address_text

MOBILE = re.compile(r"1[3-9]\d{9}")
_POSTAL_CODE = re.compile(r"\d{6}|")
_ADDRESSEE_LENGTHS, _DETAIL_LENGTHS = range(1, 51), range(1, 201)


def add_address(call: Call) -> dict[str, Any]:
    """Keep one more address; the same one twice is not noticed."""
    if len(call.profile.addresses) >= MAX_KEPT:
        raise BusinessError("AddressLimit")
    address = _filled(call, Address(str(200_000_000 + len(call.state.received) + 1), *[""] * 8))
    return _enter_address(call, address, call.profile.with_address(address, is_default=_is_default(call)))


def modify_address(call: Call) -> dict[str, Any]:
    """Change an address in its place."""
    address = _filled(call, _address(call))
    return _enter_address(call, address, call.profile.with_address(address, is_default=_is_default(call)))


def set_default_address(call: Call) -> dict[str, Any]:
    """Put an address first."""
    address = _address(call)
    return _enter_address(call, address, call.profile.with_address(address, is_default=True))


def delete_address(call: Call) -> dict[str, Any]:
    """Forget an address."""
    address = _address(call)
    return _enter_address(call, address, call.profile.without_address(address))


def add_mailbox(call: Call) -> dict[str, Any]:
    """Keep one more mailbox."""
    mailboxes = call.profile.mailboxes
    if len(mailboxes) >= MAX_KEPT:
        raise BusinessError("MailboxLimit")
    return _enter_mailbox(call, email := _new_email(call), (*mailboxes, email))


def modify_mailbox(call: Call) -> dict[str, Any]:
    """Put another mailbox in the place of one."""
    old, email = _mailbox(call), _new_email(call)
    return _enter_mailbox(call, email, (email if other == old else other for other in call.profile.mailboxes))


def set_default_mailbox(call: Call) -> dict[str, Any]:
    """Put a mailbox first."""
    email = _mailbox(call)
    return _enter_mailbox(call, email, (email, *(other for other in call.profile.mailboxes if other != email)))


def delete_mailbox(call: Call) -> dict[str, Any]:
    """Forget a mailbox."""
    email = _mailbox(call)
    return _enter_mailbox(call, email, (other for other in call.profile.mailboxes if other != email))


def _is_default(call: Call) -> bool:
    return call.params.get("IsDefault") is True


def _address(call: Call) -> Address:
    address = call.profile.find_address(call.text("Id"))
    if address is None:
        raise BusinessError("AddressNotFound")
    return address


def _filled(call: Call, address: Address) -> Address:
    """Return an address with what was typed, blanks once and not at the ends."""

    def typed(name: str) -> str:
        return " ".join(call.text(name).split())

    filled = replace(
        address,
        addressee=typed("Addressee"),
        phone=typed("Phone"),
        province=typed("Province"),
        city=typed("City"),
        county=typed("County"),
        street=typed("Street"),
        detail=typed("DeliveryAddress"),
        postal_code=typed("PostalCode"),
    )
    for is_right, code in (
        (len(filled.addressee) in _ADDRESSEE_LENGTHS, "AddresseeRequired"),
        (MOBILE.fullmatch(filled.phone), "MobileInvalid"),
        (is_region(filled.province, filled.city, filled.county), "RegionRequired"),
        (len(filled.detail) in _DETAIL_LENGTHS, "DetailRequired"),
        (_POSTAL_CODE.fullmatch(filled.postal_code), "PostalCodeInvalid"),
    ):
        if not is_right:
            raise BusinessError(code)
    return filled


def _enter_address(call: Call, address: Address, profile: Profile) -> dict[str, Any]:
    key = {"address": address_text(address)}
    call.state.enter(call.account, "address", key, profile, action=call.action, postal_code=address.postal_code)
    return {"Id": address.id}


def _mailbox(call: Call) -> str:
    if (email := call.text("Id")) not in call.profile.mailboxes:
        raise BusinessError("MailboxNotFound")
    return email


def _new_email(call: Call) -> str:
    """Return a mailbox that is not there yet."""
    email = call.text("Email")
    if not EMAIL.fullmatch(email):
        raise BusinessError("EmailInvalid")
    if email in call.profile.mailboxes and not call.is_unchecked:
        raise BusinessError("MailboxExists")
    return email


def _enter_mailbox(call: Call, email: str, mailboxes: Any) -> dict[str, Any]:
    profile = call.profile.with_mailboxes(*mailboxes)
    call.state.enter(call.account, "mailbox", {"mailbox": email}, profile, action=call.action)
    return {"Id": email}
