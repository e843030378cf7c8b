"""The hosts that are reached without the proxy, decided as Chromium decides it.

Understood: ``host``, ``*.host``, ``.suffix``, each with ``:port``; addresses and blocks (``10.0.0.0/8``); ``<local>``
(names without a dot); ``*``; ``<-loopback>`` (loopback goes through the proxy too) and ``<loopback>`` (it does not, as
without either).

Source: Chromium, net/docs/proxy.md, "Proxy bypass rules".
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from collections.abc import Sequence

THROUGH = "<-loopback>"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

_HOST_AND_PORT = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]*)(?::(\d+))?")
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


def rules(bypass: str) -> list[str]:
    """Return the single rules of a list."""
    return [rule for rule in re.split(r"[,;\s]+", bypass.lower()) if rule]


def from_no_proxy(text: str) -> str:
    """Return NO_PROXY as such a list: there, ``example.com`` means its subdomains too."""
    given = rules(text)
    names = [rule for rule in given if _NAME.fullmatch(rule) and _address(rule) is None]
    return ",".join([*given, *(f".{name}" for name in names)])


def is_bypassed(given: Sequence[str], host: str, port: int) -> bool:
    """Tell whether one of the rules, or Chromium's own for loopback, takes a host out of the proxy's way."""
    host = host.lower().strip("[]")
    if _is_loopback(host) and (THROUGH not in given or "<loopback>" in given):
        return True
    return any(_matches(rule, host, port) for rule in given)


def _matches(rule: str, host: str, port: int) -> bool:
    if rule == "<local>":
        return "." not in host and _address(host) is None
    if "/" in rule:
        return _in_block(rule, host)
    found = _HOST_AND_PORT.fullmatch(rule)
    if found is None or (found[2] and found[2] != str(port)):
        return False
    name = found[1].strip("[]")
    return fnmatch.fnmatchcase(host, f"*{name}" if name.startswith(".") else name)


def _in_block(rule: str, host: str) -> bool:
    address = _address(host)
    try:
        block = ipaddress.ip_network(rule.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return False
    return address is not None and address in block


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
