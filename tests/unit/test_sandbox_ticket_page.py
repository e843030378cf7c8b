"""The stand-in's pages for tickets in a real Chromium, in both languages and generations."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, Request, expect

from sandbox.assets import Assets
from sandbox.bundle import built_pages
from tests.editions import EDITIONS
from tests.unit.sandbox_site import Site, running_site
from tests.unit.sandbox_ticket import DESCRIPTION, asked, listed, submitted
from tests.unit.sandbox_title import EXE, PDF, PNG

Edition = tuple[Literal["zh-CN", "en"], Literal["old", "new"]]
LABELS = {
    "zh-CN": {
        "menu": "工单", "submit a ticket": "提交工单", "my tickets": "我的工单", "finance": "财务",
        "invoice": "发票管理", "create": "创建工单", "heading": "自助服务", "title": "标题", "urgent": "紧急",
        "submit": "提 交", "toast": "工单提交成功", "done": "工单提交成功，工单编号：{id}", "view": "查看",
        "reply": "回 复", "me": "我", "support": "客服", "waiting": "待反馈", "replied": "已反馈",
        "category": "财务 / 发票管理", "search": "查 询",
    },
    "en": {
        "menu": "Tickets", "submit a ticket": "Submit Ticket", "my tickets": "My Tickets", "finance": "Financial",
        "invoice": "Invoice Management", "create": "Create Ticket", "heading": "Self-service", "title": "Title",
        "urgent": "Urgent", "submit": "Submit", "toast": "Ticket submitted",
        "done": "Ticket submitted. Ticket No.: {id}", "view": "View", "reply": "Reply", "me": "Me",
        "support": "Support", "waiting": "Awaiting your reply", "replied": "Replied by you",
        "category": "Financial / Invoice Management", "search": "Search",
    },
}  # fmt: skip
OWN_LABELS = {
    ("zh-CN", "new"): {"product": "产品", "issue": "问题类型", "description": "问题描述", "go on": "未解决，继续提单"},
    ("zh-CN", "old"): {"product": "产品", "issue": "问题分类", "description": "问题详情", "go on": "仍需提交工单"},
    ("en", "new"): {
        "product": "Product", "issue": "Issue Type", "description": "Description", "go on": "Not solved, continue",
    },
    ("en", "old"): {
        "product": "Product Type", "issue": "Issue Category", "description": "Description",
        "go on": "Still submit a ticket",
    },
}  # fmt: skip
PATHS = {
    "new": {"create": "/service/create-ticket", "list": "/service/list", "ticket": "/service/chat"},
    "old": {"create": "/ticket/createIndex", "list": "/ticket/list", "ticket": "/ticket/detail"},
}


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
        self.site, self.words, self.visitor = site, LABELS[edition[0]] | OWN_LABELS[edition], site.signed_in(index)
        self.paths = PATHS[edition[1]]
        jar = self.visitor.http.cookies.jar
        context.add_cookies([{"name": c.name, "value": c.value or "", "url": site.console} for c in jar])
        self.page: Page = context.new_page()

    def open(self, page: str, query: str = "") -> None:
        self.page.goto(f"{self.site.console}{self.paths[page]}{query}")

    def from_the_bar(self, entry: str) -> None:
        self.page.get_by_role("button", name=re.compile(f"^{self.words['menu']}")).click()
        self.page.get_by_role("menuitem", name=self.words[entry]).click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.words[name], exact=True)

    def field(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=self.words[name], exact=True)

    def hook(self, id_: str) -> Locator:
        return self.page.locator(f"#{id_}")

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_role("combobox", name=self.words[label], exact=True).click()
        self.page.get_by_role("option", name=self.words[option], exact=True).click()

    def to_the_form(self) -> None:
        self.choose("product", "finance")
        self.choose("issue", "invoice")
        self.button("create").click()
        expect(self.page.get_by_role("heading", name=self.words["heading"])).to_be_visible()
        self.button("go on").click()

    def send_files(self, **files: bytes) -> None:
        payload = [
            FilePayload(name=name.replace("_", "."), mimeType="application/octet-stream", buffer=content)
            for name, content in files.items()
        ]
        self.hook("ticket-files").set_input_files(payload)


@pytest.mark.parametrize("edition", EDITIONS)
def test_ticket_is_submitted_from_the_top_bar_to_its_page(
    site: Site, context: BrowserContext, edition: Edition
) -> None:
    console = Console(site, context, 2, edition)
    console.page.goto(f"{site.console}/invoice/home/main")
    console.from_the_bar("submit a ticket")
    console.to_the_form()
    expect(console.hook("ticket-category")).to_have_text(console.words["category"])
    console.field("title").fill("发票遗失")
    console.field("description").fill(DESCRIPTION)
    console.page.get_by_role("radio", name=console.words["urgent"]).check(force=True)
    console.send_files(a_pdf=PDF, b_png=PNG)
    expect(console.page.locator(".next-upload-list-item-done")).to_have_count(2)
    console.hook("ticket-confidential").fill("王小明 13812345678")
    console.button("submit").click()
    expect(console.page.get_by_role("alert").get_by_text(console.words["toast"], exact=True)).to_be_visible()
    (received,) = site.received()
    expect(console.hook("ticket-done")).to_contain_text(console.words["done"].format(id=received["key"]["ticket"]))
    assert (received["title"], received["priority"]) == ("发票遗失", "urgent")
    assert (received["confidential"], received["description"]) == ("王小明 13812345678", DESCRIPTION)
    assert received["files"] == [hashlib.sha256(content).hexdigest() for content in (PDF, PNG)]
    console.hook("ticket-done").get_by_role("link").click()
    expect(console.hook("ticket-facts")).to_contain_text("******")
    expect(console.hook("ticket-facts")).to_contain_text("a.pdf, b.png")
    assert console.paths["ticket"] in console.page.url


@pytest.mark.parametrize("edition", EDITIONS)
def test_question_is_found_in_the_list_and_answered(site: Site, context: BrowserContext, edition: Edition) -> None:
    console = Console(site, context, 2, edition)
    id_ = asked(console.visitor)
    site.control("POST", "/clock", {"advance_s": 121})
    console.page.goto(f"{site.console}/invoice/home/main")
    console.from_the_bar("my tickets")
    console.hook("keyword").fill(id_)
    console.button("search").click()
    expect(console.page.locator("#tickets-table .next-table-lock-right tr.next-table-row")).to_have_count(1)
    expect(console.hook("tickets-table")).to_contain_text(console.words["waiting"])
    console.page.locator("#tickets-table .next-table-lock-right").get_by_text(console.words["view"]).click()
    console.hook("ticket-reply").fill("发票号码 12345678")
    console.button("reply").click()
    expect(console.hook("ticket-status")).to_have_text(console.words["replied"])
    expect(console.hook("ticket-reply")).to_have_count(0)
    rows = console.page.locator("#ticket-messages tbody tr.next-table-row")
    whom = [console.words[by] for by in ("me", "support", "support", "me")]
    expect(rows.locator("td:nth-child(2)")).to_have_text(whom)
    assert site.received()[-1]["text"] == "发票号码 12345678"


def test_bad_file_is_refused_in_the_words_of_the_console_and_the_good_one_goes_along(
    site: Site, context: BrowserContext
) -> None:
    console = Console(site, context, 2)
    console.open("create")
    console.to_the_form()
    console.send_files(a_pdf=PDF, b_pdf=EXE)
    error = console.page.locator(".next-upload-list-item-error-msg")
    expect(error).to_have_text("文件内容与文件格式不符，请上传有效的 jpg、png、pdf 文件。")
    expect(console.page.locator(".next-upload-list-item-done")).to_contain_text("a.pdf")
    console.field("description").fill(DESCRIPTION)
    console.button("submit").click()
    expect(console.hook("ticket-done")).to_be_visible()
    assert len(site.received()[0]["files"]) == 1


def test_no_more_than_three_files_can_be_chosen(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 2)
    console.open("create")
    console.to_the_form()
    console.send_files(a_pdf=PDF, b_pdf=PDF, c_pdf=PDF, d_pdf=PDF)
    expect(console.page.locator(".next-upload-list-item-done")).to_have_count(3)
    expect(console.page.locator(".next-upload-list-item-error-msg")).to_contain_text("最多 3 个附件")
    console.field("description").fill(DESCRIPTION)
    console.button("submit").click()
    expect(console.hook("ticket-done")).to_be_visible()
    assert len(site.received()[0]["files"]) == 3


def test_missing_description_is_told_by_the_console(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 2)
    console.open("create")
    console.to_the_form()
    console.button("submit").click()
    expect(console.page.get_by_text("请填写问题描述。")).to_be_visible()
    assert site.received() == []


def test_second_click_while_waiting_submits_again(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 2)
    console.open("create")
    console.to_the_form()
    console.field("description").fill(DESCRIPTION)
    site.faults(slow={"at": "CreateTicket", "ms": 500})
    finished: list[Request] = []

    def is_second(request: Request) -> bool:
        finished.extend([request] if "action=CreateTicket" in request.url else [])
        return len(finished) == 2

    with console.page.expect_event("requestfinished", is_second):
        console.button("submit").dblclick()
    expect(console.hook("ticket-done")).to_be_visible()
    assert len(site.received()) == 2


def test_another_ticket_is_begun_from_the_bar_after_one(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 2)
    console.open("create")
    console.to_the_form()
    console.field("description").fill(DESCRIPTION)
    console.button("submit").click()
    expect(console.hook("ticket-done")).to_be_visible()
    console.from_the_bar("submit a ticket")
    expect(console.button("create")).to_be_disabled()
    expect(console.hook("ticket-done")).to_have_count(0)


def test_list_has_pages(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 2)
    ids = [submitted(console.visitor) for _ in range(21)]
    console.open("list")
    console.page.get_by_role("button", name="第2页，共2页").click()
    expect(console.page.locator("#tickets-table td").first).to_have_text(ids[0])


def test_faults_touch_the_table(site: Site, context: BrowserContext) -> None:
    console = Console(site, context, 9)
    count = len(listed(console.visitor))
    site.faults(double_row={"at": "tickets"}, drift_columns={"at": "all"})
    console.open("list")
    expect(console.page.locator("#tickets-table .next-table-lock-right tr.next-table-row")).to_have_count(count + 1)
    expect(console.hook("tickets-table")).to_contain_text("受理流水")
    site.faults(empty_table={"at": "tickets"})
    console.page.reload()
    expect(console.hook("tickets-table")).to_contain_text("没有数据")


@pytest.mark.parametrize(
    ("touched", "field", "button"), [("fields", "情况说明", "提 交"), ("submit", "问题描述", "发起受理")]
)
def test_labels_drift(site: Site, context: BrowserContext, touched: str, field: str, button: str) -> None:
    console = Console(site, context, 2)
    console.open("create")
    console.to_the_form()
    site.faults(drift_text={"at": touched})
    console.page.reload()
    for id_, option in (("ticket-product", "finance"), ("ticket-issue", "invoice")):
        console.hook(id_).click()
        console.page.get_by_role("option", name=console.words[option], exact=True).click()
    console.hook("ticket-create").click()
    console.hook("ticket-go-on").click()
    expect(console.page.get_by_role("textbox", name=field, exact=True)).to_be_visible()
    expect(console.page.get_by_role("button", name=button, exact=True)).to_be_visible()
