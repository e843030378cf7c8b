"""Mailing addresses and mailboxes in the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.faults import TITLE_WRITES
from tests.unit.sandbox_site import Json, Site, Visitor, running_site
from tests.unit.sandbox_title import address, rename

TEXT = "王小明 13812345678 浙江省杭州市西湖区文三路 90 号"


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def addresses(visitor: Visitor) -> list[Json]:
    listed: list[Json] = visitor.call("QueryCustomerAddressList")["Address"]
    return listed


def mailboxes(visitor: Visitor) -> list[tuple[str, bool]]:
    return [(row["Email"], row["IsDefault"]) for row in visitor.call("ListMailboxes")["Mailbox"]]


@pytest.mark.parametrize(("index", "count"), [(13, {50}), (16, {0}), (0, {1, 2}), (1, {1, 2})])
def test_seeded_accounts_have_none_some_and_fifty_addresses(site: Site, index: int, count: set[int]) -> None:
    listed = addresses(site.signed_in(index))
    assert len(listed) in count
    assert [row["IsDefault"] for row in listed] == [place == 0 for place in range(len(listed))]
    assert len({row["Id"] for row in listed}) == len(listed)


def test_new_address_comes_last_and_is_in_the_ground_truth(site: Site) -> None:
    visitor = site.signed_in()
    before = addresses(visitor)
    added = visitor.call("AddAddress", **address())["Id"]
    assert [row["Id"] for row in addresses(visitor)] == [*(row["Id"] for row in before), added]
    (received,) = site.received()
    assert (received["kind"], received["key"], received["fen"]) == ("address", {"address": TEXT}, 0)
    assert (received["action"], received["postal_code"]) == ("AddAddress", "310012")


def test_blanks_at_the_ends_are_not_kept(site: Site) -> None:
    visitor = site.signed_in(16)
    visitor.call("AddAddress", **address(Addressee=" 王小明 ", DeliveryAddress="文三路  90 号 "))
    assert site.received()[0]["key"] == {"address": TEXT}


def test_same_address_twice_is_taken_twice(site: Site) -> None:
    visitor = site.signed_in(16)
    for _ in range(2):
        visitor.call("AddAddress", **address())
    assert len(addresses(visitor)) == 2


def test_paper_invoice_goes_to_an_address_that_was_added(site: Site) -> None:
    visitor = site.signed_in(16)
    request = visitor.prepared() | {"InvoicingType": "paper-general", "Emails": []}
    assert visitor.refusal("ApplyInvoice", **request) == "AddressRequired"
    added = visitor.call("AddAddress", **address())["Id"]
    visitor.call("ApplyInvoice", **request, AddressId=added)


def test_new_address_may_be_the_default_at_once(site: Site) -> None:
    visitor = site.signed_in()
    added = visitor.call("AddAddress", **address(IsDefault=True))["Id"]
    assert addresses(visitor)[0]["Id"] == added


def test_address_is_changed_made_the_default_and_deleted(site: Site) -> None:
    visitor = site.signed_in()
    added = visitor.call("AddAddress", **address())["Id"]
    visitor.call("ModifyAddress", Id=added, **address(Addressee="李芳"))
    assert addresses(visitor)[-1]["Addressee"] == "李芳"
    visitor.call("SetDefaultAddress", Id=added)
    assert addresses(visitor)[0]["Id"] == added
    visitor.call("DeleteAddress", Id=added)
    assert added not in {row["Id"] for row in addresses(visitor)}
    actions = [write["action"] for write in site.received()]
    assert actions == ["AddAddress", "ModifyAddress", "SetDefaultAddress", "DeleteAddress"]


def test_fifty_first_address_is_refused(site: Site) -> None:
    visitor = site.signed_in(13)
    assert visitor.refusal("AddAddress", **address()) == "AddressLimit"
    visitor.call("DeleteAddress", Id=addresses(visitor)[-1]["Id"])
    visitor.call("AddAddress", **address())
    assert visitor.refusal("AddAddress", **address()) == "AddressLimit"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Addressee": " "}, "AddresseeRequired"),
        ({"Addressee": "王" * 51}, "AddresseeRequired"),
        ({"Phone": "0571-87654321"}, "MobileInvalid"),
        ({"Phone": "12812345678"}, "MobileInvalid"),
        ({"Phone": "138123456789"}, "MobileInvalid"),
        ({"County": "西城区"}, "RegionRequired"),
        ({"Province": ""}, "RegionRequired"),
        ({"DeliveryAddress": ""}, "DetailRequired"),
        ({"PostalCode": "31001"}, "PostalCodeInvalid"),
    ],
)
def test_address_with_a_flaw_is_refused_and_does_not_land(site: Site, change: dict[str, Any], code: str) -> None:
    assert site.signed_in().refusal("AddAddress", **address(**change)) == code
    assert site.received() == []


@pytest.mark.parametrize("action", ["ModifyAddress", "SetDefaultAddress", "DeleteAddress"])
def test_unknown_address_is_not_found(site: Site, action: str) -> None:
    assert site.signed_in().refusal(action, **address(Id="1")) == "AddressNotFound"


def test_regions_hold_every_seeded_address(site: Site) -> None:
    visitor = site.signed_in(13)
    regions = visitor.call("ListRegions")["Region"]
    assert all(row["County"] in regions[row["Province"]][row["City"]] for row in addresses(visitor))


def test_mailbox_is_added_changed_made_the_default_and_deleted(site: Site) -> None:
    visitor = site.signed_in()
    kept = [(email, False) for email, _ in mailboxes(visitor)]
    visitor.call("AddMailbox", Email="new@example.com")
    visitor.call("ModifyMailbox", Id="new@example.com", Email="newer@example.com")
    assert mailboxes(visitor)[-1] == ("newer@example.com", False)
    visitor.call("SetDefaultMailbox", Id="newer@example.com")
    assert mailboxes(visitor) == [("newer@example.com", True), *kept]
    visitor.call("DeleteMailbox", Id="newer@example.com")
    assert mailboxes(visitor)[0][0] == kept[0][0]
    received = [(write["kind"], write["key"]["mailbox"]) for write in site.received()]
    assert received == [("mailbox", "new@example.com")] + [("mailbox", "newer@example.com")] * 3


def test_fifty_first_mailbox_is_refused(site: Site) -> None:
    visitor = site.signed_in()
    for number in range(50 - len(mailboxes(visitor))):
        visitor.call("AddMailbox", Email=f"box-{number}@example.com")
    assert visitor.refusal("AddMailbox", Email="one-more@example.com") == "MailboxLimit"


def test_mailbox_that_is_none_or_known_is_refused(site: Site) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("AddMailbox", Email="not an address") == "EmailInvalid"
    assert visitor.refusal("AddMailbox", Email=mailboxes(visitor)[0][0]) == "MailboxExists"
    for action in ("ModifyMailbox", "SetDefaultMailbox", "DeleteMailbox"):
        assert visitor.refusal(action, Id="who@example.com", Email="x@example.com") == "MailboxNotFound"


@pytest.mark.parametrize("action", TITLE_WRITES)
def test_every_write_can_be_refused_by_a_fault(site: Site, action: str) -> None:
    visitor = site.signed_in()
    site.faults(refuse={"at": action})
    assert visitor.refusal(action) == "OperationRefused"


def test_lost_answer_tells_before_from_after(site: Site) -> None:
    visitor = site.signed_in()
    form = rename(visitor)
    for fault, landed in (("answer-lost-before", 0), ("answer-lost-after", 1)):
        site.control("PUT", "/faults", {fault: {"at": "SubmitTitleChange", "count": 1}})
        with pytest.raises(httpx.TransportError):
            visitor.post("SubmitTitleChange", **form)
        assert len(site.received()) == landed
