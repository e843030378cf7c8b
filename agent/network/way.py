"""A machine's way to the world, from settings and environment, and what Chromium is told of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from agent.errors import InputError
from agent.log import redact
from agent.network.bypass import LOOPBACK, THROUGH, from_no_proxy, is_bypassed, rules
from agent.network.certificate import certificates
from agent.settings import NetworkSettings

_PROXY_NAMES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
_BYPASS_NAMES = ("NO_PROXY", "no_proxy")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Way:
    """How this machine reaches the world: proxy without credentials, its user and password, exceptions, company CA."""

    proxy: str = ""
    user: SecretStr | None = None
    password: SecretStr | None = None
    bypass: str = ""
    ca_file: Path | None = None

    @classmethod
    def from_settings(
        cls,
        settings: NetworkSettings,
        environ: Mapping[str, str] = os.environ,
        user: SecretStr | None = None,
        password: SecretStr | None = None,
    ) -> Self:
        """Return the way that the settings say; what they leave out comes from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

        Args:
            user: The proxy's user, resolved; wins over one inside the proxy's URL.
            password: Its password, resolved.

        Raises:
            InputError: The proxy is no ``http://host:port``, or the CA file holds no certificate.
        """
        where, text = ("FAPIAO_NETWORK__PROXY", settings.proxy) if settings.proxy else _first(environ, _PROXY_NAMES)
        proxy, url_user, url_password = _split(where, text)
        redact.add(password or url_password)
        if settings.ca_file is not None:
            certificates(settings.ca_file)
        bypass = settings.proxy_bypass or from_no_proxy(_first(environ, _BYPASS_NAMES)[1])
        return cls(proxy, user or url_user, password or url_password, bypass, settings.ca_file)

    @property
    def credentials(self) -> tuple[str, str] | None:
        """Return user and password in the clear, for the part that sends them; None without a user."""
        if self.user is None:
            return None
        return self.user.get_secret_value(), self.password.get_secret_value() if self.password else ""

    def is_direct(self, host: str, port: int) -> bool:
        """Tell whether a host is reached without the proxy."""
        return not self.proxy or is_bypassed(rules(self.bypass), host, port)


def browser_proxy(way: Way) -> dict[str, str] | None:
    """Return Playwright's ``proxy`` option, or None without a proxy."""
    if not way.proxy:
        return None
    given = rules(way.bypass)
    # Playwright sends loopback through the proxy unless the list names a loopback host; Chromium alone would not.
    option = {"server": way.proxy, "bypass": ",".join(given if THROUGH in given else [*given, *LOOPBACK])}
    if way.credentials is not None:
        option["username"], option["password"] = way.credentials
    return option


def host_rules(hosts: Iterable[str]) -> str:
    """Return the value of ``--host-resolver-rules`` that lets Chromium reach these hosts and no other.

    Behind a proxy it has no effect: there the proxy resolves the names.
    """
    return " , ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in hosts)])


def _first(environ: Mapping[str, str], names: Iterable[str]) -> tuple[str, str]:
    return next(((name, environ[name]) for name in names if environ.get(name)), ("", ""))


def _split(where: str, text: str) -> tuple[str, SecretStr | None, SecretStr | None]:
    """Return a proxy's URL without credentials, its user and its password; the text itself is never shown."""
    if not text:
        return "", None, None
    right = "http://host:port"
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port
    except ValueError:
        raise InputError(where, "is no address of a proxy", right) from None
    if parts.scheme not in _PORTS:
        raise InputError(where, f"{parts.scheme}:// is not supported", f"an HTTP proxy: {right}")
    if not parts.hostname:
        raise InputError(where, "names no host", right)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port or _PORTS[parts.scheme]}", _secret(parts.username), _secret(parts.password)


def _secret(quoted: str | None) -> SecretStr | None:
    return SecretStr(unquote(quoted)) if quoted else None
