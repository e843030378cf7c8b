"""The one place that imports httpx: a client that goes the machine's way, and its errors as ours."""

from __future__ import annotations

import asyncio
import ssl
import sys
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import httpx

from agent.errors import ConsoleDownError, InputError, SetupError
from agent.network.certificate import certificates
from agent.network.way import Way

# httpcore looks for sniffio at every lock; where there is none, all folders are searched again each time, and a request
# takes half as long again.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class Client(httpx.AsyncClient):
    """A client that goes a given way; redirects are not followed.

    Args:
        timeout_s: Longest wait for a connection, for a part of an answer, and for the whole of one.
    """

    def __init__(self, way: Way, timeout_s: float) -> None:
        first = _Transport(way, _trust(way))
        self.timeout_s, self._ways, self._free = timeout_s, [first], [first]
        self.timeouts = httpx.Timeout(timeout_s).as_dict()
        self.always = {"User-Agent": f"python-httpx/{httpx.__version__}", "Accept": "*/*"}
        super().__init__(transport=first, timeout=timeout_s, trust_env=False)

    @asynccontextmanager
    async def lane(self) -> AsyncIterator[httpx.AsyncBaseTransport]:
        """Give a way that nobody else goes meanwhile: one pool for all looks at each connection for each request."""
        if not self._free:
            self._free.append(self._ways[0].another())
            self._ways.append(self._free[0])
        way = self._free.pop()
        try:
            yield way
        finally:
            self._free.append(way)

    async def aclose(self) -> None:
        """Close all connections."""
        await super().aclose()
        for way in self._ways[1:]:
            await way.aclose()

    async def __aexit__(self, *error: Any) -> None:
        await super().__aexit__(*error)
        for way in self._ways[1:]:
            await way.aclose()


def http_client(way: Way, timeout_s: float) -> Client:
    """Return a client that goes the given way; redirects are not followed."""
    return Client(way, timeout_s)


@dataclass(frozen=True)
class Answer:
    """What came back for one request, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class TooLargeError(Exception):
    """An answer has more bytes than anybody wants, or comes packed in an unknown way."""


@dataclass(frozen=True)
class Outgoing:
    """One request; secrets may be in its headers and body, so they are not in the ``repr``."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


async def exchange(client: Client, outgoing: Outgoing, *, most_bytes: int) -> Answer:
    """Send a request once and return the answer, whatever its status; the bytes are counted as they come.

    The client's timeout holds for the whole answer too: one that comes byte by byte is none.

    Raises:
        ConsoleDownError: No connection, no answer in time, or half of one.
        SetupError: Certificate or proxy refuse it.
        TooLargeError: The answer, packed or unpacked, has more than the most bytes.
    """
    url, where = _address(outgoing.url)
    headers = {**client.always, "Accept-Encoding": "gzip, identity", **outgoing.headers}
    request = httpx.Request(
        outgoing.method, url, headers=headers, content=outgoing.body or None, extensions={"timeout": client.timeouts}
    )
    try:
        async with asyncio.timeout(client.timeout_s), client.lane() as lane:
            # Not by the client itself: its cookies, redirects and credentials are not wanted here, and take time.
            response = await lane.handle_async_request(request)
            try:
                body = await _bounded(response, where, most_bytes)
            finally:
                await response.aclose()
            return Answer(response.status_code, dict(response.headers), body)
    except (httpx.TimeoutException, TimeoutError):
        raise ConsoleDownError(f"{where} did not answer in time") from None
    except httpx.TransportError as error:
        ours = _as_ours(where, error, "")
        is_local = isinstance(error, httpx.ProxyError) or "CERTIFICATE" in str(error)
        raise ours if is_local else ConsoleDownError(f"no whole answer from {where}: {type(error).__name__}") from None


@lru_cache(maxsize=64)
def _address(url: str) -> tuple[httpx.URL, str]:
    """Return an address, and how it is shown: without what may be secret in it."""
    parts = httpx.URL(url)
    return parts, f"{parts.scheme}://{parts.netloc.decode()}"


async def _bounded(response: httpx.Response, where: str, most_bytes: int) -> bytes:
    """Return a body, unpacked here: httpx would unpack a whole piece before anybody could count it."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", ""):
        raise TooLargeError(f"the answer is packed as {packing[:20]!r}, which was not asked for")
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if packing == "gzip" else None
    body, packed = bytearray(), 0
    async for piece in response.aiter_raw():
        packed += len(piece)
        try:
            body += unpack.decompress(piece, most_bytes + 1 - len(body)) if unpack else piece
        except zlib.error:
            raise ConsoleDownError(f"the answer of {where} cannot be unpacked") from None
        if max(packed, len(body)) > most_bytes:
            raise TooLargeError(f"the answer has more than {most_bytes} bytes")
    return bytes(body)


async def reachable(client: httpx.AsyncClient, url: str, hint: str = "") -> None:
    """Return if a site answers at all.

    Args:
        hint: What to do if nobody listens there; a general advice if empty.

    Raises:
        SetupError: No connection, or certificate or proxy refuse it.
        ConsoleDownError: The site answers 5xx or 429, or too late.
    """
    await _get(client, url, hint)


async def get_json(client: httpx.AsyncClient, url: str, hint: str = "") -> Any:
    """Return the JSON that a site answers.

    Args:
        hint: What to do if nobody, or something else, listens there; a general advice if empty.

    Raises:
        SetupError: No connection, certificate or proxy refuse it, or the answer is no JSON.
        ConsoleDownError: The site answers 5xx or 429, or too late.
    """
    response = await _get(client, url, hint)
    try:
        if response.is_success:
            return response.json()
        said = f"answered {response.status_code}"
    except ValueError:
        said = "answered something else than JSON"
    advice = hint or "Check the site's address, and the network with `fapiao doctor`."
    raise SetupError(f"{url} {said}, so this is not what should listen there", advice)


class _Transport(httpx.AsyncBaseTransport):
    """Hands each request to a direct connection or to the proxy."""

    def __init__(self, way: Way, trust: ssl.SSLContext) -> None:
        self._way, self._trust = way, trust
        self._direct = httpx.AsyncHTTPTransport(verify=trust)
        self._proxied = httpx.AsyncHTTPTransport(verify=trust, proxy=_proxy(way, trust)) if way.proxy else self._direct

    def another(self) -> _Transport:
        """Return one with connections of its own."""
        return _Transport(self._way, self._trust)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        is_direct = self._way.is_direct(request.url.host, port)
        return await (self._direct if is_direct else self._proxied).handle_async_request(request)

    async def aclose(self) -> None:
        await self._direct.aclose()
        await self._proxied.aclose()


def _proxy(way: Way, trust: ssl.SSLContext) -> httpx.Proxy:
    return httpx.Proxy(way.proxy, auth=way.credentials, ssl_context=trust if way.proxy.startswith("https:") else None)


def _trust(way: Way) -> ssl.SSLContext:
    trust = httpx.create_ssl_context()
    if way.ca_file is None:
        return trust
    try:
        trust.load_verify_locations(cadata="\n".join(certificates(way.ca_file)))
    except ssl.SSLError as error:
        what = f"{way.ca_file} holds a certificate that cannot be read ({error.reason})"
        raise InputError("FAPIAO_NETWORK__CA_FILE", what, "the PEM file of your CA") from None
    return trust


async def _get(client: httpx.AsyncClient, url: str, hint: str) -> httpx.Response:
    try:
        response = await client.get(url)
    except httpx.TimeoutException:
        raise ConsoleDownError(f"{url} did not answer in time") from None
    except httpx.TransportError as error:
        raise _as_ours(url, error, hint) from None
    if response.status_code == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
        raise _as_ours(url, httpx.ProxyError("407"), hint)
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        raise ConsoleDownError(f"{url} answered {response.status_code}")
    return response


def _as_ours(url: str, error: httpx.TransportError, hint: str) -> SetupError:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return SetupError(
            f"the certificate of {url} is not trusted here",
            "If your company re-signs traffic, name its CA: FAPIAO_NETWORK__CA_FILE=/path/to/company-ca.pem",
        )
    if isinstance(error, httpx.ProxyError) and "407" in text:
        return SetupError(
            f"the proxy on the way to {url} wants a user and a password, or refused them",
            "Check FAPIAO_NETWORK__PROXY_USER and FAPIAO_NETWORK__PROXY_PASSWORD.",
        )
    if isinstance(error, httpx.ProxyError):
        return SetupError(f"the proxy on the way to {url} answered: {text}", "Ask whoever runs the proxy.")
    return SetupError(f"nothing answers at {url}", hint or "Check address, network and proxy: `fapiao doctor`.")
