"""``fapiao run`` as a person types it: many accounts, twice, dry, stopped, killed. The stand-in counts what it got."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from openpyxl import load_workbook

from tests.child import leashed
from tests.e2e.command import Command

WAIT_S = 60.0
TWO = ("--account", "acc-0001", "--account", "acc-0002")


def once_each(fapiao: Command) -> bool:
    """Tell whether both accounts were requested exactly once."""
    counts = Counter(write["account"] for write in fapiao.standin.received())
    return counts == {account["uid"]: 1 for account in fapiao.standin.accounts()[:2]}


def wait_for_a_write(fapiao: Command, process: subprocess.Popen[str]) -> None:
    """Return as soon as the stand-in has accepted something."""
    deadline = time.monotonic() + WAIT_S
    while not fapiao.standin.received():
        assert process.poll() is None, "it ended before anything was sent"
        assert time.monotonic() < deadline, "nothing was sent in time"
        # A look over HTTP takes its time; nothing else is waited for.


def kill_browser(process: subprocess.Popen[str]) -> None:
    """Kill the Chromium that a run has started."""
    for child in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.Error):  # it may have ended by itself meanwhile
            if "--remote-debugging-pipe" in child.cmdline():
                child.kill()


def test_every_account_is_requested_once_and_a_second_run_sends_nothing(fapiao: Command) -> None:
    accounts = fapiao.standin.accounts()[:2]
    wanted = {a["uid"]: sum(order["fen"] for order in a["orders"]["invoiceable"]) for a in accounts}
    first = fapiao.run("--trace", *TWO)
    assert first["counts"] == {"settled": 2}
    assert {write["account"]: write["fen"] for write in fapiao.standin.received()} == wanted
    assert once_each(fapiao)
    report_and_workbook_tell(first)
    status_and_show_tell(fapiao, first)
    no_secret_is_kept(fapiao, Path(first["folder"]))
    second = fapiao.run(*TWO)
    assert second["counts"] == {"settled": 2}
    assert all(job["is_already_there"] for job in second["jobs"])
    assert once_each(fapiao)


def report_and_workbook_tell(result: Any) -> None:
    assert "request-invoice" in Path(result["report"]).read_text(encoding="utf-8")
    sheet = load_workbook(result["workbook"]).worksheets[0]
    assert "acc-0001" in {str(cell.value) for row in sheet.iter_rows() for cell in row}


def status_and_show_tell(fapiao: Command, result: Any) -> None:
    store = ("--store", str(fapiao.store))
    (batch,) = fapiao.json("status", *store)
    assert batch["batch"]["batch"] == result["batch"]
    told = fapiao.json("status", result["batch"], *store)
    assert {job["job"]: job["state"] for job in told["jobs"]} == {job["job"]: job["state"] for job in result["jobs"]}
    shown = fapiao.json("show", result["jobs"][0]["job"], *store)
    pictures = [step["picture"] for step in shown["steps"] if step["picture"]]
    assert all(Path(picture).read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert {"tick_rows", "draft", "answer", "found"} <= {step["verb"] for step in shown["steps"] if step["picture"]}


def no_secret_is_kept(fapiao: Command, folder: Path) -> None:
    accounts = fapiao.standin.accounts()[:2]
    secrets = [str(account[name]).encode() for account in accounts for name in ("password", "totp") if account[name]]
    assert len(secrets) > len(accounts), "no account has a one-time code"
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".zip" for path in kept)
    for path in kept:
        texts = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts += [archive.read(name) for name in archive.namelist()]
        assert not [secret for secret in secrets if any(secret in text for text in texts)], path


def test_dry_run_shows_drafts_and_sends_nothing(fapiao: Command) -> None:
    result = fapiao.run("--dry-run", "--account", "acc-0003")
    assert result["counts"] == {"planned": 1}
    assert all(job["draft"]["fields"]["title"] and job["draft"]["fen"] > 0 for job in result["jobs"])
    assert fapiao.standin.received() == []
    assert fapiao.standin.requests().get("ApplyInvoice", {}).get("tries", 0) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_looks_up_what_was_clicked_and_begins_nothing_new(fapiao: Command) -> None:
    fapiao.standin.fault("slow", ms=1500, at="ListInvoices")
    with leashed(fapiao.start("--concurrency", "1", *TWO)) as process:
        wait_for_a_write(fapiao, process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=WAIT_S)
    assert process.returncode == 130
    assert "no new job starts" in said
    assert len(fapiao.standin.received()) == 1
    (batch,) = fapiao.json("status", "--store", str(fapiao.store))
    states = {state: total["jobs"] for state, total in batch["summary"]["states"].items()}
    assert states == {"settled": 1, "queued": 1}
    fapiao.standin.reset_faults()
    assert fapiao.run(*TWO)["counts"] == {"settled": 2}
    assert once_each(fapiao)


def test_browser_that_dies_after_a_click_leaves_one_unknown_and_the_others_settled(fapiao: Command) -> None:
    fapiao.standin.fault("slow", ms=3000, at="ListInvoices", count=1)
    with leashed(fapiao.start("--concurrency", "1", *TWO)) as process:
        wait_for_a_write(fapiao, process)
        kill_browser(process)
        said, errors = process.communicate(timeout=WAIT_S)
    assert process.returncode == 3, said + errors
    assert json.loads(said)["counts"] == {"unknown": 1, "settled": 1}
    assert fapiao.run(*TWO)["counts"] == {"settled": 2}
    assert once_each(fapiao)
