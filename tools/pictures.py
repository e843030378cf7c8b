"""Take the pictures of the guide: run its flows against a stand-in, and keep what their evidence shows.

    python tools/pictures.py [guide] [report]

Writes docs/guide/pictures/<language>-<name>.png, 1000 px wide, with few colours, and docs/report.png from a demo.
Nothing leaves this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from PIL import Image
from PIL.Image import Quantize
from playwright.sync_api import Browser, sync_playwright

from agent.chromium import find_chromium, is_root, launch_args
from agent.settings import BrowserSettings
from flows.certificate.letter import judged, letter_of
from flows.certificate.page import page_of
from flows.issued import InvoiceFacts
from flows.rules import load_rules

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "guide" / "pictures"
LANGUAGES = {"en": "en", "zh": "zh-CN"}
ACCOUNT = "acc-0001"
PARCEL = "EA123456785CN"
WAIT_S = 600
"""By how much the stand-in's clock is moved: a requested invoice is issued then."""

_WIDTH_PX = 1000
_REPORT_PX, _COURSE_PX = (1440, 1000), (1360, 900)
_LIVES = {"reversed": 4, "stuck": 12}
"""Lives of the parcels that are shown, and how many days ago they were mailed."""
_MOST_COLOURS, _COLOURS, _GREYS = 256, 96, 16
# Of a course's colours few cover much of it, and those of the marks are to stay.
_MARKS = Quantize.MAXCOVERAGE
_A4_PX = 794
# On paper the margins are the printer's; on a screen the body needs them.
_MARGINS = "body { padding: 20mm 22mm 15mm; }"
_PROOF = b"%PDF-1.4\n% proof of a business name change, for the stand-in\n"


class Tour:
    """The flows of the guide in one language, against a stand-in of that language."""

    def __init__(self, language: str, url: str, folder: Path) -> None:
        self._language, self._url, self._folder = language, url, folder
        self._roster = folder / "accounts.csv"
        self._port = url.rpartition(":")[2]

    def take(self) -> None:
        """Run the flows, and write the pictures."""
        _fapiao(self._folder, "sandbox", "roster", "-o", str(self._roster), "--port", self._port)
        self._request()
        _fapiao(self._folder, "sandbox", "advance", str(WAIT_S), "--port", self._port)
        invoices = self._invoices()
        paper = [invoice for invoice in invoices if invoice["kind"] == "paper-special"]
        general = next(invoice for invoice in invoices if invoice["kind"] == "paper-general")
        on_its_way = self._folder / "details"
        self._lines("--number", paper[0]["number"], "--store", str(on_its_way))
        self._keep(on_its_way, "facts-*", "delivery-details")
        self._follow(paper)
        self._lost(general["number"], paper[0])
        self._change_title(paper[0]["title"])
        options = ["--number", paper[1]["number"], "--reason", "sales-return", "--parcel", PARCEL]
        self._keep(self._run("return-invoice", *options), "draft-*", "return-dialog")

    def _request(self) -> None:
        (account,) = httpx.get(f"{self._url}/_sandbox/accounts", trust_env=False).raise_for_status().json()
        first, second, *_ = [order["order"] for order in account["orders"]["invoiceable"]]
        store = self._run("request-invoice", "--orders", first, "--type", "paper-general")
        self._keep(store, "tick_rows-*", "request-orders")
        self._keep(store, "draft-*", "request-draft")
        store = self._run("request-invoice", "--orders", second, "--type", "digital-special")
        self._keep(store, "draft-*", "special-draft")

    def _follow(self, paper: list[dict[str, Any]]) -> None:
        """Follow two parcels, and show them as the report does."""
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        for invoice, (life, days) in zip(paper, _LIVES.items(), strict=False):
            parcel = {"number": invoice["tracking"], "life": life, "since": (now - timedelta(days=days)).isoformat()}
            httpx.post(f"{self._url}/_sandbox/parcels", json=parcel, trust_env=False).raise_for_status()
        store = self._folder / "followed"
        numbers = ",".join(invoice["number"] for invoice in paper[: len(_LIVES)])
        self._lines("--number", numbers, "--store", str(store))
        (page,) = store.glob("*/report.html")
        _fapiao(self._folder, "track", "import", *self._where())
        own = {"FAPIAO_TRACKING__CALL_EVERY_S": "0"} | _carrier(self._url)
        _fapiao(self._folder, "track", "watch", "--once", "--early", environ=own, codes=(0, 3))
        _fapiao(self._folder, "report", page.parent.name, "--store", str(store))
        where = f"{page.as_uri()}#lang={LANGUAGES[self._language]}&job={ACCOUNT}.invoice-details.1"
        self._write("delivery-course", _screenshot(where, _COURSE_PX, "section.parcels"), method=_MARKS)

    def _lost(self, general: str, special: dict[str, Any]) -> None:
        stub = [
            "--has-stub",
            "--recipient",
            "王小明",
            "--mobile",
            "13800138000",
            "--address",
            "杭州市余杭区文一西路1号",
        ]
        store = self._run("report-lost-invoice", "--number", general, *stub)
        self._keep(store, "draft-*", "lost-general-ticket")
        if self._language == "zh":
            # The certificate is Chinese, whatever the console's language: one picture does for both.
            self._write("lost-certificate", _certificate(special), _GREYS)
        options = ["--number", special["number"], "--certificate-parcel", PARCEL]
        self._keep(self._run("report-lost-invoice", *options), "draft-*", "lost-special-ticket")

    def _change_title(self, old: str) -> None:
        proof = self._folder / "proof.pdf"
        proof.write_bytes(_PROOF)
        new = old.removesuffix("有限公司") + "集团有限公司"
        store = self._run("change-invoice-title", "--new-title", new, "--proof", str(proof))
        self._keep(store, "draft-*", "title-form")
        self._keep(store, "found", "title-list")

    def _invoices(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self._lines("--state", "issued", "--json"))["lines"]
        return found

    def _lines(self, *options: str) -> str:
        return _fapiao(self._folder, "invoices", "details", *self._where(), *options)

    def _run(self, flow: str, *options: str) -> Path:
        """Run one job, and return the store that holds its evidence alone."""
        store = self._folder / f"{flow}-{len(list(self._folder.iterdir()))}"
        _fapiao(self._folder, "run", flow, *self._where(), "--store", str(store), *options)
        return store

    def _where(self) -> list[str]:
        return ["--accounts", str(self._roster), "--account", ACCOUNT, "--site-url", self._url]

    def _keep(self, store: Path, step: str, name: str) -> None:
        (picture,) = store.rglob(f"[0-9]*-{step}.png")
        self._write(name, picture.read_bytes())

    def _write(self, name: str, content: bytes, colours: int = _COLOURS, method: Quantize | None = None) -> None:
        _write(PICTURES / f"{self._language}-{name}.png", content, _WIDTH_PX, colours, method)


def _write(path: Path, content: bytes, width: int, colours: int = _COLOURS, method: Quantize | None = None) -> None:
    """Write a picture, small enough for a repository."""
    with Image.open(BytesIO(content)) as picture:
        height = round(picture.height * width / picture.width)
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    small.quantize(colours, method, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def _certificate(line: dict[str, Any]) -> bytes:
    """Return a picture of the page that ``fapiao certificate`` prints for an invoice."""
    invoice, rules = InvoiceFacts.model_validate(line), load_rules()
    last_day = judged(invoice, datetime.now(ZoneInfo("Asia/Shanghai")).date(), rules).last_day
    if last_day is None:
        raise SystemExit(f"invoice {invoice.number} takes no certificate")
    with _browser() as browser:
        page = browser.new_page(viewport={"width": _A4_PX, "height": 1}, device_scale_factor=2)
        page.set_content(page_of(letter_of(invoice, last_day, rules)))
        page.add_style_tag(content=_MARGINS)
        return page.screenshot(full_page=True)


def _screenshot(url: str, size: tuple[int, int], element: str = "") -> bytes:
    """Return a picture of a page in a window of that size, or of one element of it."""
    with _browser() as browser:
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=2)
        page.goto(url)
        return page.locator(element).screenshot() if element else page.screenshot()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = {"executable_path": find_chromium(BrowserSettings()), "args": launch_args(is_root(), False)}
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]
        yield browser
        browser.close()


def _carrier(url: str) -> dict[str, str]:
    """Return the settings by which the stand-in's gateway of EMS is asked, its keys among them."""
    gateway = httpx.get(f"{url}/_sandbox/couriers", trust_env=False).raise_for_status().json()["ems"]
    names = {"CUSTOMER": "sender_no", "AUTHORIZATION": "authorization", "KEY": "sign_key"}
    keys = {f"PICTURES_{name}": gateway["credentials"][key] for name, key in names.items()}
    section = {f"FAPIAO_TRACKING__EMS_{name}": f"env:PICTURES_{name}" for name in names}
    address = gateway["url"] + gateway["paths"][0].removesuffix("/open")
    return keys | section | {"FAPIAO_TRACKING__EMS_URL": address, "FAPIAO_TRACKING__SPREAD_S": "0"}


def _fapiao(folder: Path, *words: str, environ: Mapping[str, str] | None = None, codes: Collection[int] = (0,)) -> str:
    """Run a command of the program with ledger and sessions of its own; return what it printed."""
    own = {
        "FAPIAO_DATABASE_URL": f"sqlite:///{folder / 'fapiao.db'}",
        "FAPIAO_SESSION__IS_KEPT": "false",
        "FAPIAO_EVIDENCE__STORE": str(folder / "store"),
    }
    command = [sys.executable, "-m", "agent", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | own | dict(environ or {}), check=False, capture_output=True, text=True
    )
    if done.returncode not in codes:
        raise SystemExit(f"fapiao {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def _standin(locale: str) -> Iterator[str]:
    """Run a stand-in with one account on free ports; gives its address."""
    serve = ["serve", "--accounts", "1", "--locale", locale, "--port", "0", "--json", "--exit-with-parent"]
    command = [sys.executable, "-m", "agent", "sandbox", *serve]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")["console"]
        finally:
            process.terminate()


def _take_guide() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language, locale in LANGUAGES.items():
        with TemporaryDirectory(prefix="fapiao-pictures-") as folder, _standin(locale) as url:
            Tour(language, url, Path(folder)).take()


def _take_report() -> None:
    """Run the demo, and show the report of its first batch."""
    with TemporaryDirectory(prefix="fapiao-pictures-") as folder:
        told = json.loads(_fapiao(Path(folder), "demo", "--store", str(Path(folder) / "store"), "--json"))
        page = Path(told["batches"][0]["report"])
        _write(
            ROOT / "docs" / "report.png",
            _screenshot(f"{page.as_uri()}#lang=en", _REPORT_PX),
            _REPORT_PX[0],
            _MOST_COLOURS,
        )


def main() -> None:
    """Take the pictures that are asked for; all of them if none are."""
    asked = sys.argv[1:] or ["guide", "report"]
    if unknown := set(asked) - {"guide", "report"}:
        raise SystemExit(f"no such pictures: {', '.join(sorted(unknown))}; there are guide and report")
    if "guide" in asked:
        _take_guide()
    if "report" in asked:
        _take_report()


if __name__ == "__main__":
    main()
