"""The machine's way out, from settings and environment; and what is said when it leads nowhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from anyio.from_thread import BlockingPortal
from pydantic import SecretStr

from agent.errors import ConsoleDownError, InputError, SetupError
from agent.log import redacted
from agent.network import Way, browser_proxy, get_json, http_client, reachable
from agent.settings import NetworkSettings
from tests.local_server import page_server


def way(environ: dict[str, str] | None = None, **settings: str) -> Way:
    return Way.from_settings(NetworkSettings.model_validate(settings), environ or {})


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with page_server() as port:
        yield f"http://127.0.0.1:{port}"


def asked(portal: BlockingPortal, url: str, hint: str = "", timeout_s: float = 5) -> object:
    async def ask() -> object:
        async with http_client(Way(), timeout_s) as client:
            return await get_json(client, url, hint)

    return portal.call(ask)


def test_setting_wins_over_the_environment() -> None:
    environ = {"HTTPS_PROXY": "http://other:1", "NO_PROXY": "other.example"}
    chosen = way(environ, proxy="http://proxy:8080", proxy_bypass=".corp.example")
    assert (chosen.proxy, chosen.bypass) == ("http://proxy:8080", ".corp.example")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"])
def test_proxy_comes_from_the_environment_if_no_setting_names_one(name: str) -> None:
    assert way({name: "proxy.example:3128"}).proxy == "http://proxy.example:3128"


def test_proxy_for_https_is_preferred_to_the_one_for_http() -> None:
    assert way({"HTTP_PROXY": "http://plain:1", "HTTPS_PROXY": "http://secure:2"}).proxy == "http://secure:2"


def test_no_proxy_means_subdomains_too_as_everywhere_else() -> None:
    chosen = way({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "corp.example, 10.0.0.0/8,.lan"})
    assert chosen.is_direct("corp.example", 443)
    assert chosen.is_direct("billing.corp.example", 443)
    assert chosen.is_direct("10.1.2.3", 80)
    assert chosen.is_direct("printer.lan", 80)
    assert not chosen.is_direct("notcorp.example", 443)
    assert not chosen.is_direct("11.1.2.3", 80)


def test_credentials_are_split_off_the_address_and_never_shown() -> None:
    chosen = way(proxy="http://clerk:p%40ss%3Aword@proxy:8080")
    assert chosen.proxy == "http://proxy:8080"
    assert chosen.credentials == ("clerk", "p@ss:word")
    assert "p@ss" not in repr(chosen)
    assert "p@ss:word" not in redacted("it was p@ss:word")


def test_resolved_credentials_win_over_those_in_the_address() -> None:
    settings = NetworkSettings(proxy="http://old:pw-from-url@proxy:8080")
    assert Way.from_settings(settings, {}, SecretStr("new"), SecretStr("pw-from-file")).credentials == (
        "new",
        "pw-from-file",
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("socks5://proxy:1080", "socks5:// is not supported"),
        ("http://proxy:no-port", "no address of a proxy"),
        ("http://:8080", "no host"),
        ("http://user:secret@proxy:99999", "no address"),
    ],
)
def test_what_is_no_proxy_is_refused_without_showing_it(text: str, what: str) -> None:
    with pytest.raises(InputError, match="FAPIAO_NETWORK__PROXY") as caught:
        way(proxy=text)
    assert what in caught.value.message
    assert "secret" not in caught.value.message


def test_wrong_proxy_from_the_environment_is_blamed_on_its_variable() -> None:
    with pytest.raises(InputError) as caught:
        way({"HTTPS_PROXY": "ftp://proxy"})
    assert caught.value.message.startswith("HTTPS_PROXY: ftp:// is not supported")


def test_address_of_version_six_keeps_its_brackets() -> None:
    assert way(proxy="http://[fd00::1]:3128").proxy == "http://[fd00::1]:3128"


def test_browser_gets_no_proxy_option_without_a_proxy() -> None:
    assert browser_proxy(way()) is None
    assert way().is_direct("anywhere.example", 443)


def test_browser_gets_the_list_as_written_and_loopback_kept_out() -> None:
    option = browser_proxy(way(proxy="http://proxy:8080", proxy_bypass="*.corp.example,<local>"))
    assert option == {
        "server": "http://proxy:8080",
        "bypass": "*.corp.example,<local>,localhost,127.0.0.1,[::1]",
    }


def test_browser_gets_loopback_through_the_proxy_only_if_asked() -> None:
    option = browser_proxy(way(proxy="http://u:p@proxy:8080", proxy_bypass="<-loopback>"))
    assert option == {"server": "http://proxy:8080", "bypass": "<-loopback>", "username": "u", "password": "p"}


@pytest.mark.parametrize(
    ("bypass", "host", "port", "is_direct"),
    [
        ("<local>", "intranet", 80, True),
        ("<local>", "intranet.example", 80, False),
        ("*.example.com", "a.example.com", 80, True),
        ("*.example.com", "example.com", 80, False),
        ("EXAMPLE.com", "example.COM", 80, True),
        ("example.com", "sub.example.com", 80, False),
        ("example.com:8443", "example.com", 8443, True),
        ("example.com:8443", "example.com", 443, False),
        (".example.com:8443", "a.example.com", 8443, True),
        ("[2001:db8::1]", "2001:db8::1", 80, True),
        ("2001:db8::/32", "2001:db8::7", 80, True),
        ("no/block", "no", 80, False),
        ("", "::1", 80, True),
        ("", "shop.localhost", 80, True),
        ("<-loopback>", "127.0.0.1", 80, False),
        ("<-loopback>,<loopback>", "127.0.0.1", 80, True),
    ],
)
def test_rule_decides_who_passes_the_proxy_by(bypass: str, host: str, port: int, is_direct: bool) -> None:
    assert way(proxy="http://proxy:1", proxy_bypass=bypass).is_direct(host, port) is is_direct


def test_answer_is_given_as_json(portal: BlockingPortal, site: str) -> None:
    assert asked(portal, f"{site}/200/[1,2]") == [1, 2]


def test_closed_port_is_named_with_the_hint_of_the_caller(portal: BlockingPortal) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(SetupError, match=f"nothing answers at {url}") as caught:
            asked(portal, url, "start it with `fapiao sandbox serve`")
        assert caught.value.next_step == "start it with `fapiao sandbox serve`"
        with pytest.raises(SetupError) as caught:
            asked(portal, url)
        assert "fapiao doctor" in caught.value.next_step


@pytest.mark.parametrize("status", [500, 503, 429])
def test_site_that_is_down_is_told_from_a_wrong_address(portal: BlockingPortal, site: str, status: int) -> None:
    with pytest.raises(ConsoleDownError, match=str(status)):
        asked(portal, f"{site}/{status}/")


@pytest.mark.parametrize(("path", "said"), [("404/", "answered 404"), ("200/hello", "something else than JSON")])
def test_other_program_on_the_port_is_told(portal: BlockingPortal, site: str, path: str, said: str) -> None:
    with pytest.raises(SetupError, match=said):
        asked(portal, f"{site}/{path}")


def test_server_that_says_nothing_is_down(portal: BlockingPortal) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(ConsoleDownError, match="did not answer in time"):
            asked(portal, url, timeout_s=0.1)


def test_site_is_reachable_whatever_it_says_below_five_hundred(portal: BlockingPortal, site: str) -> None:
    async def ask() -> None:
        async with http_client(Way(), 5) as client:
            await reachable(client, f"{site}/404/")

    portal.call(ask)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "answered: 403 Forbidden"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "wants a user and a password"),
    ],
)
def test_proxy_that_refuses_is_quoted(portal: BlockingPortal, answer: bytes, said: str) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def ask() -> None:
        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
            refusing = Way(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            async with http_client(refusing, 5) as client:
                await reachable(client, "https://console.example.com/")

    with pytest.raises(SetupError, match=said):
        portal.call(ask)
