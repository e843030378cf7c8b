"""Signing in at the stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest

from tests.unit.sandbox_site import Site, alert_of, running_site


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def test_stranger_is_sent_to_sign_in_and_back(site: Site) -> None:
    asked = f"{site.console}/invoice/home/records?page=2"
    sent = site.visitor().http.get(asked)
    assert sent.status_code == 302
    assert sent.headers["location"].startswith(f"{site.passport}/login.htm?callback=http%3A%2F%2F127.0.0.1")
    visitor = site.visitor()
    page = visitor.give_password(visitor.give_user(callback=asked))
    assert (page.status_code, page.headers["location"]) == (302, asked)


def test_password_alone_signs_in_where_no_code_is_asked_for(site: Site) -> None:
    visitor = site.visitor(0)
    assert visitor.give_password(visitor.give_user()).status_code == 302
    visitor.open_page()


def test_short_form_of_the_user_name_works(site: Site) -> None:
    visitor = site.visitor(0)
    user = visitor.account["user"].removesuffix(".onaliyun.com")
    assert visitor.give_password(visitor.give_user(user)).status_code == 302


@pytest.mark.parametrize("wrong", ["user", "password"])
def test_wrong_user_and_wrong_password_read_the_same(site: Site, wrong: str) -> None:
    visitor = site.visitor(0)
    page = visitor.give_user("nobody@example.onaliyun.com" if wrong == "user" else None)
    page = visitor.give_password(page, "wrong" if wrong == "password" else None)
    assert (page.status_code, alert_of(page)) == (200, "用户名或密码不正确。")


def test_password_may_be_corrected(site: Site) -> None:
    visitor = site.visitor(0)
    assert visitor.give_password(visitor.give_password(visitor.give_user(), "wrong")).status_code == 302


def test_missing_user_name_is_asked_for_again(site: Site) -> None:
    page = site.visitor().give_user(" ")
    assert alert_of(page) == "请输入用户名。"


def test_code_is_asked_for_and_signs_in(site: Site) -> None:
    visitor = site.visitor(1)
    page = visitor.give_password(visitor.give_user())
    assert "虚拟 MFA 验证" in page.text
    assert visitor.give_code(page).status_code == 302


@pytest.mark.parametrize(
    ("code", "alert"),
    [
        ("12345", "校验码必须为 6 位数字。"),
        ("abcdef", "校验码必须为 6 位数字。"),
        ("000000", "校验码不正确，请重新输入。"),
    ],
)
def test_wrong_code_is_refused(site: Site, code: str, alert: str) -> None:
    visitor = site.visitor(1)
    page = visitor.give_code(visitor.give_password(visitor.give_user()), code)
    assert (page.status_code, alert_of(page)) == (200, alert)


def test_code_is_good_once(site: Site) -> None:
    first, second = site.visitor(1), site.visitor(1)
    code = pyotp.TOTP(first.account["totp"]).now()
    assert first.give_code(first.give_password(first.give_user()), code).status_code == 302
    page = second.give_code(second.give_password(second.give_user()), code)
    assert alert_of(page) == "校验码不正确，请重新输入。"


def test_foreign_callback_is_refused(site: Site) -> None:
    for address in ("https://example.com/", f"{site.console}.example.com/", f"{site.console}@example.com/", "//x/"):
        assert site.visitor().start(address).status_code == 400
        assert site.visitor().give_user(callback=address).status_code == 400


def test_session_ends_after_six_hours_of_the_stand_ins_clock(site: Site) -> None:
    visitor = site.signed_in()
    site.control("POST", "/clock", {"advance_s": 6 * 3600 - 60})
    visitor.open_page()
    site.control("POST", "/clock", {"advance_s": 61})
    assert visitor.http.get(f"{site.console}/").status_code == 302
    assert visitor.refusal("ListInvoices") == "ConsoleNeedLogin"


def test_sign_out_ends_the_session(site: Site) -> None:
    visitor = site.signed_in()
    ticket = visitor.http.cookies["login_aliyunid_ticket"]
    visitor.http.get(f"{site.passport}/logout.htm")
    visitor.http.cookies.set("login_aliyunid_ticket", ticket)
    assert visitor.http.get(f"{site.console}/").status_code == 302


def test_cookies_say_who_is_signed_in(site: Site) -> None:
    visitor = site.signed_in()
    cookies = visitor.http.cookies
    assert cookies["login_aliyunid_pk"] == visitor.account["uid"]
    assert {"login_current_pk", "login_aliyunid_csrf", "aliyun_site", "cna"} <= set(cookies)


def test_english_is_chosen_by_the_address_and_kept(site: Site) -> None:
    visitor = site.visitor(0)
    assert "Next</button>" in visitor.start(lang="en").text
    page = visitor.give_user()
    assert "Login</button>" in page.text
    visitor.give_password(page)
    assert visitor.open_page()[1]["locale"] == "en"


def test_language_of_the_account_is_used_once_it_is_known(site: Site) -> None:
    site.control("POST", "/settings", {"locale": "mixed"})
    visitor = site.visitor(1)
    assert "下一步" in visitor.start().text
    assert "Login</button>" in visitor.give_user().text


def test_captcha_holds_the_sign_in_up_until_it_is_used_up(site: Site) -> None:
    site.faults(captcha={"count": 1})
    visitor = site.visitor(0)
    page = visitor.give_password(visitor.give_user())
    assert 'id="baxia-dialog-content"' in page.text
    assert 'id="nc_1_n1z"' in visitor.http.get(f"{site.passport}/slider.htm").text
    assert visitor.give_password(page).status_code == 302


def test_broken_sign_in_page_is_a_server_error(site: Site) -> None:
    site.faults(http_500={"at": "login"})
    assert site.visitor().start().status_code == 500


def test_sign_in_begun_before_a_reset_starts_over(site: Site) -> None:
    visitor = site.visitor(0)
    page = visitor.give_user()
    site.control("POST", "/reset", {"seed": 2})
    assert "下一步" in visitor.give_password(page).text
