"""A server whose certificate only the company's own authority vouches for: refused without its file, served with it."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from anyio.from_thread import BlockingPortal
from playwright.sync_api import BrowserType
from playwright.sync_api import Error as PlaywrightError

from agent.browser import Browser
from agent.errors import InputError, SetupError
from agent.network import Way, browser_env, browser_proxy, http_client, reachable
from agent.settings import BrowserSettings, NetworkSettings
from tests.local_server import TEXT, local_proxy, page_server


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Company")


@pytest.fixture(scope="module")
def port(authority: trustme.CA) -> Iterator[int]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(tls)
    with page_server(tls) as port:
        yield port


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """Return a file as companies hand it round: a remark, another authority, then the one that counts."""
    other = trustme.CA(organization_name="Other").cert_pem.bytes().decode()
    path = tmp_path / "company-ca.pem"
    path.write_text(f"# from IT\n{other}\n{authority.cert_pem.bytes().decode()}", encoding="utf-8")
    return path


def read_by_browser(browser_type: BrowserType, options: dict[str, Any], way: Way, home: Path, url: str) -> str:
    browser = browser_type.launch(**options, env=dict(browser_env(way, home)), proxy=browser_proxy(way))  # type: ignore[arg-type]
    try:
        page = browser.new_page()
        page.goto(url)
        return page.inner_text("body")
    finally:
        browser.close()


def read_by_httpx(portal: BlockingPortal, way: Way, url: str) -> None:
    async def ask() -> None:
        async with http_client(way, 5) as client:
            await reachable(client, url)

    portal.call(ask)


def test_browser_refuses_the_company_certificate_until_told_of_it(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], ca_file: Path, tmp_path: Path, port: int
) -> None:
    url = f"https://127.0.0.1:{port}/"
    with pytest.raises(PlaywrightError, match="ERR_CERT_AUTHORITY_INVALID"):
        read_by_browser(browser_type, browser_type_launch_args, Way(), tmp_path / "a", url)
    told = Way(ca_file=ca_file)
    assert read_by_browser(browser_type, browser_type_launch_args, told, tmp_path / "b", url) == TEXT
    assert read_by_browser(browser_type, browser_type_launch_args, told, tmp_path / "b", url) == TEXT


def test_client_that_the_gate_sends_by_trusts_the_company_once_told_of_it(
    portal: BlockingPortal, chromium: Path, ca_file: Path, port: int
) -> None:
    async def send(way: Way) -> str:
        async with (
            Browser(BrowserSettings(executable=chromium), way, ["127.0.0.1"]) as browser,
            browser.context(None) as context,
        ):
            return await (await context.request.get(f"https://127.0.0.1:{port}/")).text()

    with pytest.raises(PlaywrightError, match="certificate"):
        portal.call(send, Way())
    assert portal.call(send, Way(ca_file=ca_file)) == TEXT


def test_httpx_refuses_the_company_certificate_until_told_of_it(
    portal: BlockingPortal, ca_file: Path, port: int
) -> None:
    url = f"https://localhost:{port}/"
    with pytest.raises(SetupError, match="not trusted") as caught:
        read_by_httpx(portal, Way(), url)
    assert "FAPIAO_NETWORK__CA_FILE" in caught.value.next_step
    read_by_httpx(portal, Way(ca_file=ca_file), url)


def test_tls_goes_through_a_tunnel_of_the_proxy(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    portal: BlockingPortal,
    ca_file: Path,
    tmp_path: Path,
    port: int,
) -> None:
    with portal.wrap_async_context_manager(local_proxy()) as proxy:
        way = Way(f"http://127.0.0.1:{proxy.port}", bypass="<-loopback>", ca_file=ca_file)
        read_by_httpx(portal, way, f"https://localhost:{port}/")
        assert proxy.seen == [f"localhost:{port}"]
        text = read_by_browser(
            browser_type, browser_type_launch_args, way, tmp_path / "home", f"https://127.0.0.1:{port}/"
        )
        assert text == TEXT
        assert f"127.0.0.1:{port}" in proxy.seen


def test_environment_stays_as_it_is_without_a_company_certificate(tmp_path: Path) -> None:
    assert browser_env(Way(), tmp_path, {"HOME": "/home/clerk"}) == {"HOME": "/home/clerk"}
    assert list(tmp_path.iterdir()) == []


def test_missing_certutil_is_named_with_its_package(
    ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(SetupError, match="certutil") as caught:
        browser_env(Way(ca_file=ca_file), tmp_path / "home")
    assert "libnss3-tools" in caught.value.next_step


@pytest.mark.parametrize("text", ["", "no certificate at all", "-----BEGIN CERTIFICATE-----"])
def test_file_without_a_certificate_is_refused_before_anything_starts(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"CA_FILE.*ca\.pem holds no certificate"):
        Way.from_settings(NetworkSettings(ca_file=path), {})


def test_missing_certificate_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.pem cannot be read: No such file"):
        Way.from_settings(NetworkSettings(ca_file=tmp_path / "nowhere.pem"), {})


def test_broken_certificate_is_refused_by_browser_and_httpx(portal: BlockingPortal, tmp_path: Path) -> None:
    path = tmp_path / "broken.pem"
    path.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", encoding="utf-8")
    with pytest.raises(SetupError, match=r"certutil refuses .*broken\.pem"):
        browser_env(Way(ca_file=path), tmp_path / "home")
    with pytest.raises(InputError, match=r"broken\.pem holds a certificate that cannot be read"):
        read_by_httpx(portal, Way(ca_file=path), "https://localhost:1/")
