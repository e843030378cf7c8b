"""The way out: proxy, hosts reached without it, company certificates; for the browser and for httpx alike.

Loopback never goes through a proxy unless the list of exceptions holds ``<-loopback>``.
"""

from agent.network.certificate import browser_env
from agent.network.client import (
    Answer,
    Client,
    Outgoing,
    TooLargeError,
    exchange,
    get_json,
    http_client,
    reachable,
)
from agent.network.way import Way, browser_proxy, host_rules

__all__ = [
    "Answer",
    "Client",
    "Outgoing",
    "TooLargeError",
    "Way",
    "browser_env",
    "browser_proxy",
    "exchange",
    "get_json",
    "host_rules",
    "http_client",
    "reachable",
]
