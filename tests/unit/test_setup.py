"""The bootstrap: quick when done, clear when it cannot go on, never surprising."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup

ROOT = Path(__file__).parents[2]


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which programs are found."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "checkout"
    for name in (*setup.PARTS, ".venv/pyvenv.cfg", ".venv/bin/python", ".venv/Scripts/python.exe"):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    monkeypatch.setattr(setup, "ROOT", root)
    monkeypatch.setattr(setup, "VENV", root / ".venv")
    monkeypatch.setattr(setup, "STAMP", root / ".venv" / "stamp")
    return root


def test_second_time_does_nothing(checkout: Path, path: Path) -> None:
    setup.STAMP.write_text(setup.fingerprint(), encoding="utf-8")
    assert setup.main() == 0
    assert list(path.iterdir()) == []


@pytest.mark.parametrize("name", [*setup.PARTS, ".venv/pyvenv.cfg"])
def test_set_up_is_done_again_if_what_it_follows_from_has_changed(checkout: Path, name: str) -> None:
    assert not setup.is_done()
    setup.STAMP.write_text(setup.fingerprint(), encoding="utf-8")
    assert setup.is_done()
    (checkout / name).write_text("changed", encoding="utf-8")
    assert not setup.is_done()


def test_bootstrap_can_be_read_by_a_python_that_is_too_old() -> None:
    for name in ("setup.py", "lock.py"):
        ast.parse((ROOT / "tools" / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_newer_python_is_taken_if_python3_is_too_old(
    checkout: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "OLDEST", (99, 0))
    program(path, "python3.12", "exit 1")
    program(path, "python3.13", 'case "$1" in -c) exit 0 ;; esac; echo "ran $1"; exit 7')
    assert setup.main() == 7
    out, err = capfd.readouterr()
    assert out == f"ran {setup.__file__}\n"
    assert "too old; using python3.13" in err


def test_python_that_is_too_old_alone_is_answered_with_what_to_install(
    checkout: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "OLDEST", (99, 0))
    assert setup.main() == 1
    said = capsys.readouterr().err
    assert "fapiao needs 3.11 or newer" in said
    assert "apt-get" in said


TOOLS = ["libnss3-tools", "openssl", "curl"]


@pytest.mark.skipif(sys.platform == "win32", reason="scripts of sh")
class TestDebian:
    """On a machine with apt-get, which here only writes down what it was told."""

    @pytest.fixture(autouse=True)
    def apt(self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        told = tmp_path / "told"
        program(path, "apt-get", f'echo "$*" >> {told}')
        program(path, "apt-cache", "exit 0")
        monkeypatch.setattr(setup, "has_browser", lambda: False)
        monkeypatch.setattr(setup, "has_cjk_font", lambda: False)
        monkeypatch.setattr(setup, "is_ubuntu", lambda: False)
        monkeypatch.setattr(setup, "works", lambda command: command[0] == "apt-cache")
        return told

    def test_everything_that_lacks_is_named(self) -> None:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        assert setup.lacking_packages() == [version, "chromium-headless-shell", "fonts-noto-cjk", *TOOLS]

    def test_chromium_is_taken_where_there_is_no_headless_shell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(setup, "works", lambda _command: False)
        assert "chromium" in setup.lacking_packages()

    def test_snap_stub_of_ubuntu_is_never_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(setup, "is_ubuntu", lambda: True)
        assert not [name for name in setup.lacking_packages() if "chromium" in name]

    def test_what_is_there_is_not_asked_for(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("certutil", "openssl", "curl"):
            program(path, name, "")
        for name in ("has_browser", "has_cjk_font"):
            monkeypatch.setattr(setup, name, lambda: True)
        monkeypatch.setattr(setup, "works", lambda _command: True)
        assert setup.lacking_packages() == []

    def test_ordinary_user_gets_one_line_and_nothing_is_done(
        self, checkout: Path, apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        assert setup.main() == 1
        lines = [line for line in capsys.readouterr().err.splitlines() if "sudo" in line]
        assert len(lines) == 1
        command = re.fullmatch(r"  sudo sh -c '(.+)'", lines[0])
        assert command is not None
        assert command[1].startswith("apt-get update && apt-get install -y")
        assert command[1].endswith("chromium-headless-shell fonts-noto-cjk libnss3-tools openssl curl")
        assert not apt.exists()

    def test_root_has_it_installed(self, apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.geteuid", lambda: 0)
        setup.install_packages(["fonts-noto-cjk"])
        update, install = apt.read_text(encoding="utf-8").splitlines()
        assert update == "update -qq"
        assert install.startswith("install -y -qq --no-install-recommends ")
        assert install.endswith("fonts-noto-cjk libnss3-tools openssl curl")

    def test_failed_command_is_shown_with_what_to_try(
        self, checkout: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("os.geteuid", lambda: 0)
        program(path, "apt-get", "exit 100")
        assert setup.main() == 1
        assert "this command failed (exit 100): apt-get update" in capsys.readouterr().err


def test_nothing_is_asked_of_a_system_without_apt(path: Path) -> None:
    assert setup.lacking_packages() == []


@pytest.mark.parametrize(("text", "is_it"), [("NAME=x\nID=ubuntu\n", True), ('ID=debian\nID_LIKE="ubuntu"\n', False)])
def test_ubuntu_is_known_by_its_id(tmp_path: Path, text: str, is_it: bool) -> None:
    release = tmp_path / "os-release"
    assert not setup.is_ubuntu(release)
    release.write_text(text, encoding="utf-8")
    assert setup.is_ubuntu(release) is is_it


def test_make_alone_lists_every_verb() -> None:
    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    verbs = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
    assert re.findall(r"^make (\w+)", listed, re.MULTILINE) == verbs
