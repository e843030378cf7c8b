"""The stand-in's frame, role by role and name by name, in the order in which a screen reader comes by them.

Source: accessibility dump of a page of the live console in a public repository, 2026; the frame is common to all pages.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.flows.standin import Standin

CATEGORIES = (
    "全部,人工智能与机器学习,计算,容器,存储,网络与CDN,安全,中间件,数据库,大数据计算,媒体服务,企业服务与云通信,"
    "域名与网站,终端用户计算,物联网,开发工具,迁移与运维管理,云市场,支持与服务"
)
NODES = [
    ("link", "跳转至主内容"),
    ("group", "展开产品面板"),
    ("group", "产品与服务"),
    *(("button", name) for name in CATEGORIES.split(",")),
    ("group", "我的资源"),
    ("link", "云服务器 ECS"),
    ("button", "收起产品面板"),
    ("button", "收起产品面板"),
    ("button", "展开产品面板"),
    ("link", "前往官网"),
    ("link", "前往控制台首页"),
    ("button", "搜索..."),
    ("link", "文档"),
    ("link", ""),
    ("button", "费用 (glyph)"),
    ("button", "备案 (glyph)"),
    ("button", "工单 (glyph)"),
    ("button", "(glyph)"),
    ("button", "(glyph)"),
    ("img", "avatar"),
    ("link", "配置清单"),
    ("button", "(glyph)"),
    ("button", "云命令行（Cloud Shell）"),
    ("button", "偏好设置"),
    ("button", "提交您的宝贵建议"),
    ("button", "联系我们"),
    ("link", "AI 助理"),
    ("button", "隐藏侧边栏"),
    ("group", "费用与成本"),
    ("heading", "费用与成本"),
    ("navigation", "Breadcrumb"),
    ("heading", "发票下载与退票"),
    ("button", "(glyph) 帮助文档"),
    ("button", "上一页，当前第1页"),
    ("button", "第1页，共1页"),
    ("button", "下一页，当前第1页"),
    ("iframe", ""),
]
FIRST_PAINT = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("#app")?.childElementCount) return;
  window.headingsAtFirst = document.querySelectorAll("h3").length;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
TEXTS = ("我的资源", "我的收藏", "产品与服务", "最近访问", "RAM 用户")


def snapshot(page: Page, standin: Standin) -> str:
    """Sign in by hand, as the first account, which has no one-time code, and return what a screen reader reads."""
    account = standin.accounts()[0]
    page.goto(f"{standin.url}/invoice/home/records")
    page.get_by_role("textbox").fill(account["user"])
    page.get_by_role("button", name="下一步").click()
    page.locator("input[type=password]").fill(account["password"])
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#records-table")).to_be_visible()
    expect(page.get_by_role("button", name="上一页")).to_be_visible()
    return page.locator("body").aria_snapshot()


def nodes(text: str) -> list[tuple[str, str]]:
    """Return role and name of each node, a glyph of the icon font written out."""
    found = re.findall(r"^ *- '?([a-z]+)(?: \"([^\"]*)\")?", text, re.MULTILINE)
    return [(role, re.sub("[\ue000-\uf8ff]", "(glyph)", name).strip()) for role, name in found]


def test_frame_has_the_roles_and_names_of_the_live_console_in_its_order(standin: Standin, page: Page) -> None:
    text = snapshot(page, standin)
    shown = iter(nodes(text))
    missing = [node for node in NODES if node not in shown]
    assert not missing, text
    assert all(word in text for word in TEXTS)


def test_page_is_a_skeleton_first_and_its_content_comes_later(standin: Standin, page: Page) -> None:
    page.add_init_script(FIRST_PAINT)
    snapshot(page, standin)
    assert page.evaluate("headingsAtFirst") == 0
    expect(page.get_by_role("heading", level=3)).to_have_text("发票下载与退票")
