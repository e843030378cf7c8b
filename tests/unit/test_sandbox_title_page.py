"""The stand-in's pages for titles, addresses and mailboxes in a real Chromium, in both languages and generations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from sandbox.assets import Assets
from sandbox.bundle import built_pages
from tests.editions import EDITIONS
from tests.unit.sandbox_site import Site, running_site
from tests.unit.sandbox_title import EXE, NAME, PDF, titles

LABELS = {
    ("zh-CN", "new"): {
        "modify": "修改发票信息", "rename": "公司更名", "name": "新抬头名称", "submit": "提交审核",
        "request": "更新为最新实名信息", "ok": "确 定", "active": "生效中", "review": "申请中", "passed": "通过",
        "replaced": "失效", "add": "添加地址", "set up": "立即设置", "address": "详细地址",
    },
    ("zh-CN", "old"): {
        "modify": "修改发票信息", "rename": "修改发票抬头-公司更名", "name": "发票抬头(新)", "submit": "提交审核",
        "request": "申请新抬头", "ok": "确 定", "active": "生效中", "review": "申请中", "passed": "通过",
        "replaced": "失效", "add": "新增地址", "set up": "立即设置", "address": "街道地址",
    },
    ("en", "new"): {
        "modify": "Modify Invoice Information", "rename": "Company Name Change", "name": "New title",
        "submit": "Submit", "request": "Update to latest real-name information", "ok": "OK", "active": "Active",
        "review": "In Review", "passed": "Approved", "replaced": "Replaced", "add": "Add Address",
        "set up": "Set Up Now", "address": "Detailed address",
    },
    ("en", "old"): {
        "modify": "Modify Invoice Information", "rename": "Modify Invoice Title - Company Name Change",
        "name": "Invoice title (new)", "submit": "Submit", "request": "Request a New Title", "ok": "OK",
        "active": "Active", "review": "In Review", "passed": "Approved", "replaced": "Replaced",
        "add": "Add New Address", "set up": "Set Up Now", "address": "Street address",
    },
}  # fmt: skip
Edition = tuple[Literal["zh-CN", "en"], Literal["old", "new"]]


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site(assets=Assets(built_pages())) as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


class Console:
    """A page of the console, signed in, with the labels of its edition."""

    def __init__(self, site: Site, context: BrowserContext, index: int, edition: Edition = ("zh-CN", "new")) -> None:
        site.control("POST", "/settings", {"locale": edition[0], "ui": edition[1]})
        self.site, self.words, self.visitor = site, LABELS[edition], site.signed_in(index)
        jar = self.visitor.http.cookies.jar
        context.add_cookies([{"name": c.name, "value": c.value or "", "url": site.console} for c in jar])
        self.page: Page = context.new_page()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site.console}/invoice/home/{path}")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.words[name], exact=True)

    def hook(self, id_: str) -> Locator:
        return self.page.locator(f"#{id_}")

    def send_file(self, field: str, name: str, content: bytes) -> None:
        files: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.hook(field).set_input_files(files)

    def fill_rename(self, name: str) -> None:
        self.open("title")
        self.button("modify").click()
        self.page.get_by_role("radio", name=self.words["rename"]).check(force=True)
        self.page.get_by_role("textbox", name=self.words["name"]).fill(name)

    def choose(self, id_: str, option: str) -> None:
        self.hook(id_).click()
        self.page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("edition", EDITIONS)
def test_name_is_changed_from_the_first_page_to_the_last(site: Site, context: BrowserContext, edition: Edition) -> None:
    console = Console(site, context, 0, edition)
    console.fill_rename("杭州长风(集团)有限公司")
    expect(console.hook("title-new-tax")).to_have_text(titles(console.visitor)[0]["RegisterNo"])
    expect(console.hook("title-uninvoiced")).to_contain_text("¥")
    console.send_file("title-proof", "证明.pdf", PDF)
    expect(console.page.locator(".next-upload-list-item-done")).to_contain_text("证明.pdf")
    console.button("submit").click()
    expect(console.hook("title-reviewing")).to_contain_text("杭州长风（集团）有限公司")
    expect(console.hook("titles-table")).to_contain_text(console.words["review"])
    (received,) = site.received()
    assert (received["key"], received["proof"]["name"]) == ({"title": "杭州长风（集团）有限公司"}, "证明.pdf")
    expect(console.button("request")).to_be_disabled()
    site.control("POST", "/clock", {"advance_s": 61})
    console.page.reload()
    console.button("request").click()
    expect(console.hook("title-request-text")).to_contain_text("杭州长风（集团）有限公司")
    console.button("ok").click()
    expect(console.hook("title-name")).to_have_text("杭州长风（集团）有限公司")
    expect(console.hook("title-status")).to_have_text(console.words["active"])
    expect(console.hook("titles-table")).to_contain_text(console.words["replaced"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_first_address_is_added_from_the_empty_page(site: Site, context: BrowserContext, edition: Edition) -> None:
    console = Console(site, context, 16, edition)
    console.open("address")
    console.button("set up").click()
    for field, text in (("addressee", "王小明"), ("mobile", "13812345678"), ("postcode", "310012")):
        console.hook(f"address-{field}").fill(text)
    for field, option in (("province", "浙江省"), ("city", "杭州市"), ("county", "西湖区")):
        console.choose(f"address-{field}", option)
    console.page.get_by_role("textbox", name=console.words["address"]).fill("文三路 90 号")
    console.button("ok").click()
    expect(console.hook("addresses-table")).to_contain_text("浙江省 杭州市 西湖区")
    expect(console.button("add")).to_be_visible()
    assert site.received()[0]["key"] == {"address": "王小明 13812345678 浙江省杭州市西湖区文三路 90 号"}


def test_address_is_modified_made_the_default_and_deleted(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 13)
    console.open("address")
    name = console.visitor.call("QueryCustomerAddressList")["Address"][1]["Addressee"]
    # What lies on top and takes the click is the locked copy, which is hidden from roles.
    actions = console.page.locator("#addresses-table .next-table-lock-right tr.next-table-row").nth(1)
    actions.get_by_text("设为默认").click()
    expect(console.page.locator("#addresses-table td").first).to_have_text(name)
    actions.get_by_text("修改").click()
    console.hook("address-addressee").fill("新收件人")
    console.button("ok").click()
    expect(console.hook("addresses-table")).to_contain_text("新收件人")
    actions.get_by_text("删除").click()
    console.button("ok").click()
    expect(console.hook("addresses-table")).not_to_contain_text("新收件人")
    done = [write["action"] for write in site.received()]
    assert done == ["SetDefaultAddress", "ModifyAddress", "DeleteAddress"]


def test_fifty_addresses_fill_three_pages_and_no_more_are_taken(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 13)
    console.open("address")
    expect(console.page.get_by_role("button", name="第3页，共3页")).to_be_visible()
    console.button("add").click()
    for field, text in (("addressee", "王小明"), ("mobile", "13812345678"), ("detail", "文三路 90 号")):
        console.hook(f"address-{field}").fill(text)
    for field, option in (("province", "北京市"), ("city", "北京市"), ("county", "海淀区")):
        console.choose(f"address-{field}", option)
    console.button("ok").click()
    expect(console.page.get_by_text("最多可添加 50 个邮寄地址。")).to_be_visible()
    assert site.received() == []


def test_mailbox_is_added_and_offered_as_the_default(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 0)
    console.open("title")
    console.page.get_by_role("button", name="添 加", exact=True).click()
    console.hook("mailbox-email").fill("new@example.com")
    console.button("ok").click()
    row = console.page.locator("#mailboxes-table tr.next-table-row", has_text="new@example.com")
    row.get_by_role("link", name="设为默认").click()
    expect(console.page.locator("#mailboxes-table td").first).to_have_text("new@example.com")
    console.open("issue")
    console.page.locator("#orders-table .next-table-lock-left tr.next-table-row .next-checkbox-wrapper").first.click()
    console.page.get_by_role("button", name="下一步").click()
    expect(console.hook("email")).to_have_value("new@example.com")


def test_file_that_only_says_it_is_a_pdf_is_refused_in_the_words_of_the_console(
    site: Site, context: BrowserContext
) -> None:
    console = Console(site, context, 0)
    console.fill_rename(NAME)
    console.send_file("title-proof", "证明.pdf", EXE)
    error = console.page.locator(".next-upload-list-item-error-msg")
    expect(error).to_have_text("文件内容与文件格式不符，请上传有效的 jpg、png、pdf 文件。")
    console.button("submit").click()
    expect(console.page.get_by_text("请上传工商变更证明。")).to_be_visible()
    console.page.get_by_role("button", name="关闭").last.click()
    console.send_file("title-proof", "证明.pdf", PDF)
    expect(console.page.locator(".next-upload-list-item-done")).to_contain_text("证明.pdf")
    expect(error).to_have_count(0)


def test_session_that_ended_during_an_upload_is_told_by_the_console(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 0)
    console.fill_rename(NAME)
    site.faults(session_expired={"at": "UploadFile"})
    console.send_file("title-proof", "证明.pdf", PDF)
    expect(console.page.get_by_role("dialog").filter(has_text="会话过期")).to_be_visible()


def test_application_is_withdrawn_from_its_row(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 7)
    console.open("title")
    console.page.locator("#titles-table .next-table-lock-right").get_by_text("撤回").click()
    console.button("ok").click()
    expect(console.hook("title-reviewing")).to_have_count(0)
    expect(console.hook("titles-table")).to_contain_text("撤回")
    assert [write["kind"] for write in site.received()] == ["title-withdraw"]


def test_faults_touch_the_new_tables(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 0)
    site.faults(empty_table={"at": "titles"}, double_row={"at": "mailboxes"}, drift_columns={"at": "all"})
    console.open("title")
    expect(console.hook("titles-table")).to_contain_text("没有数据")
    boxes = len(console.visitor.call("ListMailboxes")["Mailbox"])
    expect(console.page.locator("#mailboxes-table tbody tr.next-table-row")).to_have_count(boxes + 1)
    expect(console.hook("titles-table")).to_contain_text("受票方")


def test_labels_and_classes_drift(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 0)
    site.faults(drift_text={"at": "submit"}, drift_class={})
    console.open("title")
    console.button("modify").click()
    expect(console.page.get_by_role("button", name=re.compile("发起受理"))).to_be_visible()
    expect(console.page.locator(".xc-dialog")).to_be_visible()
    expect(console.page.locator(".next-dialog")).to_have_count(0)


def test_verification_comes_between_a_click_and_its_write(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 0)
    site.faults(risk={"at": "RequestTitle", "count": 1})
    console.fill_rename(NAME)
    console.send_file("title-proof", "证明.pdf", PDF)
    expect(console.page.locator(".next-upload-list-item-done")).to_be_visible()
    console.button("submit").click()
    expect(console.hook("title-reviewing")).to_be_visible()
    site.control("POST", "/clock", {"advance_s": 61})
    console.page.reload()
    console.button("request").click()
    console.button("ok").click()
    expect(console.page.get_by_role("dialog").filter(has_text="安全验证")).to_be_visible()
    assert [write["kind"] for write in site.received()] == ["title-change"]
