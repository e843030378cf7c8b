"""A stand-in in a thread, without its pages, and a browser's part in talking to it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pyotp

from sandbox.assets import Assets
from sandbox.serve import StandIn, listen
from sandbox.state import Options, State

Json = dict[str, Any]


class Visitor:
    """A browser: keeps cookies and the token of the page it has open."""

    def __init__(self, site: Site, account: Json) -> None:
        self.site, self.account = site, account
        self.http = httpx.Client(timeout=10, trust_env=False)
        self.token = ""

    def start(self, callback: str | None = None, **query: str) -> httpx.Response:
        """Open the first page of the sign-in."""
        query = {"callback": callback or f"{self.site.console}/invoice/home/main", **query}
        return self.http.get(f"{self.site.passport}/login.htm", params=query)

    def give_user(self, user: str | None = None, callback: str | None = None) -> httpx.Response:
        """Send the user's name."""
        callback = callback or f"{self.site.console}/invoice/home/main"
        return self._send(user_principal_name=user or self.account["user"], callback=callback)

    def give_password(self, page: httpx.Response, password: str | None = None) -> httpx.Response:
        """Send the password from the page that asks for it."""
        return self._send(attempt=attempt_of(page), password_ims=password or self.account["password"])

    def give_code(self, page: httpx.Response, code: str | None = None) -> httpx.Response:
        """Send the one-time code from the page that asks for it."""
        return self._send(attempt=attempt_of(page), code=code or pyotp.TOTP(self.account["totp"]).now())

    def sign_in(self) -> Visitor:
        """Sign in and open the home page."""
        page = self.give_password(self.give_user())
        if self.account["totp"]:
            page = self.give_code(page)
        assert page.status_code == 302, page.text
        self.open_page()
        return self

    def open_page(self, path: str = "/invoice/home/main") -> tuple[Json, Json]:
        """Open a page of the console; return its two objects and keep its token."""
        page = self.http.get(f"{self.site.console}{path}")
        assert page.status_code == 200, page.text
        config = json.loads(re.findall(r"ALIYUN_CONSOLE_CONFIG = (.*);", page.text)[0])
        self.token = config["SEC_TOKEN"]
        return config, json.loads(re.findall(r"STANDIN = (.*);", page.text)[0])

    def post(self, action: str, *, form: Json | None = None, **params: Any) -> httpx.Response:
        """Call an action as the pages do; ``form`` adds or replaces fields."""
        fields = {"params": json.dumps(params), "region": "cn-hangzhou", "sec_token": self.token, **(form or {})}
        url = f"{self.site.passport}/data/api.json?action={action}&product=bss&_v="
        return self.http.post(url, data=fields, headers={"Origin": self.site.console})

    def call(self, action: str, **params: Any) -> Json:
        """Call an action that must work; return its data."""
        reply = self.post(action, **params).json()
        assert reply["code"] == "200", reply
        data: Json = reply["data"]
        return data

    def refusal(self, action: str, **params: Any) -> str:
        """Call an action that must not work; return the code."""
        code: str = self.post(action, **params).json()["code"]
        assert code != "200"
        return code

    def open_ids(self) -> list[str]:
        """Return the ids of the orders on the first page that may be invoiced."""
        page = self.call("QueryEvaluateList", Invoiceable=True)
        return [order["Id"] for order in page["EvaluateList"]["Evaluate"]]

    def prepared(self, **choice: Any) -> Json:
        """Return the parameters of a request that the console takes, for a choice or for all open orders."""
        choice = choice or {"SelectedIds": self.open_ids()}
        data = self.call("PrepareInvoice", **choice)
        return {
            "InvoiceAmount": data["InvoiceFen"],
            "CustomerId": data["CustomerId"],
            "Emails": self.account["emails"][:1],
            "InvoicingType": "digital-general",
            "ProcessWay": 1,
            "InvoiceByAmount": "Amount" in choice,
            "UserRemark": "",
            "SelectedIds": data["SelectedIds"],
        }

    def _send(self, **fields: str) -> httpx.Response:
        return self.http.post(f"{self.site.passport}/login.htm", data=fields)


class Site:
    """A running stand-in."""

    def __init__(self, standin: StandIn) -> None:
        self.console, self.passport = standin.origins
        self.http = httpx.Client(base_url=f"{self.console}/_sandbox", timeout=10, trust_env=False)
        self._visitors: list[Visitor] = []

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Use a switch; it must work."""
        answer = self.http.request(method, path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def renew(self) -> Site:
        """Go back to how it was started."""
        self.control("POST", "/reset", {"seed": 1, "accounts": 20})
        return self

    def faults(self, **faults: Json) -> None:
        """Switch faults on, named with underscores, and all others off."""
        self.control("PUT", "/faults", {name.replace("_", "-"): keys for name, keys in faults.items()})

    def received(self) -> list[Json]:
        """Return the writes that were accepted."""
        received: list[Json] = self.control("GET", "/received")
        return received

    def visitor(self, index: int = 0) -> Visitor:
        """Return a new browser with one account's secrets."""
        self._visitors.append(Visitor(self, self.control("GET", "/accounts")[index]))
        return self._visitors[-1]

    def signed_in(self, index: int = 0) -> Visitor:
        """Return a new browser, signed in."""
        return self.visitor(index).sign_in()

    def close(self) -> None:
        """Close all connections."""
        for client in (self.http, *(visitor.http for visitor in self._visitors)):
            client.close()


@contextmanager
def running_site(state: State | None = None, assets: Assets | None = None) -> Iterator[Site]:
    """Run a stand-in on free ports in a thread."""
    state = state or State(Options(accounts=20))
    standin = StandIn(state, listen(0), assets or Assets(None))
    is_ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(standin.run(is_ready.set)))
    thread.start()
    assert is_ready.wait(10)
    site = Site(standin)
    try:
        yield site
    finally:
        site.close()
        standin.stop()
        thread.join()
        state.store.close()


def attempt_of(page: httpx.Response) -> str:
    """Return the hidden field that carries a sign-in from page to page."""
    return str(re.findall(r'name="attempt" value="([^"]+)"', page.text)[0])


def alert_of(page: httpx.Response) -> str:
    """Return what the page complains about."""
    return str(re.findall(r'role="alert">([^<]*)<', page.text)[0])
