"""The dialogs on issued invoices in a real Chromium: return and download, in both languages and generations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from sandbox.assets import Assets
from sandbox.bundle import built_pages
from tests.editions import EDITIONS
from tests.unit.sandbox_invoice import TRACKING_NO, issued, rows
from tests.unit.sandbox_site import Json, Site, running_site
from tests.unit.sandbox_title import PDF

LABELS = {
    "zh-CN": {
        "reason": "退票原因", "sales-return": "销货退回/服务中止", "courier": "快递公司", "tracking": "快递单号",
        "verified": "发票已认证", "posted": "已入账", "confirm": "红字确认单编号", "ok": "确 定", "cancel": "取 消",
        "text": "发票 {}，金额 ¥", "done": "退票申请已提交", "status": "退票中", "download": "下载",
        "address": "杭州市余杭区文一西路969号", "at": "退票时间",
    },
    "en": {
        "reason": "Reason for return", "sales-return": "Sales return / service suspension", "courier": "Courier",
        "tracking": "Tracking No.", "verified": "Invoice verified", "posted": "Recorded",
        "confirm": "Red-font Confirmation Form number", "ok": "OK", "cancel": "Cancel",
        "text": "Invoice {}, amount ¥", "done": "Return request submitted", "status": "Return in progress",
        "download": "Download", "address": "No. 969 West Wen'i Road", "at": "Returned at",
    },
}  # fmt: skip
ROW_ACTION = {("en", "new"): "Refund", ("en", "old"): "Return Invoice"}
REMARK = {("en", "new"): "Remarks", ("en", "old"): "Remark"}
Edition = tuple[Literal["zh-CN", "en"], Literal["old", "new"]]


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site(assets=Assets(built_pages())) as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


class Console:
    """The list of invoices, signed in as the first account."""

    def __init__(self, site: Site, context: BrowserContext, edition: Edition = ("zh-CN", "new")) -> None:
        site.control("POST", "/settings", {"locale": edition[0], "ui": edition[1]})
        self.site, self.words, self.visitor = site, LABELS[edition[0]], site.signed_in(0)
        self.action = ROW_ACTION.get(edition, "退票")
        self.remark = REMARK.get(edition, "备注")
        jar = self.visitor.http.cookies.jar
        context.add_cookies([{"name": c.name, "value": c.value or "", "url": site.console} for c in jar])
        self.page = context.new_page()
        self.page.goto(f"{site.console}/invoice/home/records")

    def hook(self, id_: str) -> Locator:
        return self.page.locator(f"#{id_}")

    def row(self, invoice: Json) -> Locator:
        place = [row["Id"] for row in rows(self.visitor)].index(invoice["Id"])
        # What lies on top and takes the click is the locked copy, which is hidden from roles.
        return self.page.locator("#records-table .next-table-lock-right tr.next-table-row").nth(place)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.words[name], exact=True)

    def text_box(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=self.words.get(name, name), exact=True)

    def choose_reason(self) -> None:
        self.page.get_by_role("combobox", name=self.words["reason"]).click()
        self.page.get_by_role("option", name=self.words["sales-return"], exact=True).click()


@pytest.mark.parametrize("edition", EDITIONS)
def test_special_invoice_on_paper_is_returned(site: Site, context: BrowserContext, edition: Edition) -> None:
    console = Console(site, context, edition)
    invoice = issued(console.visitor, "paper-special")
    expect(console.row(invoice).get_by_text(console.words["download"])).to_have_count(0)
    console.row(invoice).get_by_text(console.action).click()
    expect(console.hook("return-text")).to_contain_text(console.words["text"].format(invoice["InvoiceNo"]))
    expect(console.hook("return-address")).to_contain_text(console.words["address"])
    expect(console.hook("return-posted")).to_have_count(1 if edition[1] == "new" else 0)
    console.choose_reason()
    console.text_box("courier").fill("EMS")
    console.text_box("tracking").fill(TRACKING_NO)
    console.page.get_by_role("checkbox", name=console.words["verified"]).check(force=True)
    console.hook("return-form-file").set_input_files({"name": "form.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(console.page.locator(".next-upload-list-item-done")).to_contain_text("form.pdf")
    console.text_box(console.remark).fill("FP-9")
    console.button("ok").click()
    expect(console.page.get_by_role("alert").filter(has_text=console.words["done"])).to_be_visible()
    expect(console.hook("records-table")).to_contain_text(console.words["status"])
    (write,) = site.received()
    assert (write["key"], write["reason"]) == ({"invoice": invoice["InvoiceNo"]}, "sales-return")
    assert (write["tracking"], write["verified"], write["remark"]) == (TRACKING_NO, True, "FP-9")
    console.page.goto(f"{site.console}/invoice/home/detail?id={invoice['Id']}")
    expect(console.page.locator(".facts")).to_contain_text(console.words["at"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_digital_invoice_is_downloaded_and_returned(site: Site, context: BrowserContext, edition: Edition) -> None:
    console = Console(site, context, edition)
    invoice = issued(console.visitor, "digital-special")
    console.row(invoice).get_by_text(console.words["download"]).click()
    links = console.hook("download-dialog").get_by_role("link")
    expect(links).to_have_text(["PDF", "OFD", "XML"])
    with console.page.expect_download() as loaded:
        links.first.click()
    assert loaded.value.suggested_filename.startswith(f"dzfp_{invoice['InvoiceNo']}_{invoice['Title']}_")
    console.button("cancel").click()
    console.row(invoice).get_by_text(console.action).click()
    expect(console.hook("return-address")).to_have_count(0)
    console.choose_reason()
    if edition[1] == "new":
        console.page.get_by_role("radio", name=console.words["posted"], exact=True).check(force=True)
        console.text_box("confirm").fill("33012611000001")
    console.text_box(console.remark).fill(f"FP-9 {invoice['InvoiceNo']}")
    console.button("ok").click()
    expect(console.hook("records-table")).to_contain_text(console.words["status"])
    (write,) = site.received()
    posted = (True, "33012611000001") if edition[1] == "new" else (False, "")
    assert (write["posted"], write["red_confirm"], write["courier"]) == (*posted, "")


def test_what_the_console_lacks_is_told_in_its_dialog(site: Site, context: BrowserContext) -> None:
    console = Console(site, context)
    console.row(issued(console.visitor, "digital-special")).get_by_text(console.action).click()
    console.button("ok").click()
    expect(console.page.get_by_text("请选择退票原因。")).to_be_visible()
    assert site.received() == []


def test_labels_of_the_return_drift(site: Site, context: BrowserContext) -> None:
    site.faults(drift_text={"at": "fields"})
    console = Console(site, context)
    console.row(issued(console.visitor, "paper-special")).get_by_text(console.action).click()
    expect(console.page.get_by_role("combobox", name="退件缘由")).to_be_visible()
    expect(console.text_box("运单")).to_be_visible()
    site.faults(drift_text={"at": "submit"})
    console.page.reload()
    console.row(issued(console.visitor, "paper-special")).get_by_text(console.action).click()
    expect(console.page.get_by_role("button", name="就这样")).to_be_visible()


def test_verification_comes_between_the_click_and_the_return(site: Site, context: BrowserContext) -> None:
    console = Console(site, context)
    site.faults(risk={"at": "ReturnInvoice", "count": 1})
    console.row(issued(console.visitor, "digital-special")).get_by_text(console.action).click()
    console.choose_reason()
    console.button("ok").click()
    expect(console.page.get_by_role("dialog").filter(has_text="安全验证")).to_be_visible()
    assert site.received() == []
