"""Which browser is taken on which machine, and what is said when there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from agent.chromium import find_chromium, is_headless_shell, is_snap_stub, launch_args, places
from agent.errors import SetupError
from agent.settings import BrowserSettings

SNAP_STUB = '#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then\n  exit 1\nfi\nexec /snap/bin/chromium "$@"\n'
DEBIAN_LAUNCHER = '#!/bin/sh -e\n/usr/lib/chromium/chromium "$@"\n'


def program(folder: Path, name: str, text: str = DEBIAN_LAUNCHER) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def found(folder: Path, platform: str = "freebsd", *, playwright: Path | None = None, is_headed: bool = False) -> Path:
    """Look on a platform without fixed places of its own, unless one is named."""
    environ = {"PATH": str(folder), "HOME": str(folder), "ProgramFiles": str(folder / "Programs")}
    settings = BrowserSettings(is_headed=is_headed)
    path = str(playwright) if playwright else None
    return find_chromium(settings, playwright_path=path, platform=platform, environ=environ)


@pytest.fixture(autouse=True)
def no_fixed_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.chromium._LINUX_SHELLS", ())
    monkeypatch.setattr("agent.chromium._LINUX_BROWSERS", ())


def test_browser_named_by_the_settings_wins(tmp_path: Path) -> None:
    mine = program(tmp_path / "mine", "my-browser")
    program(tmp_path, "chromium-headless-shell")
    settings = BrowserSettings(executable=mine)
    assert find_chromium(settings, environ={"PATH": str(tmp_path)}) == mine


def test_headless_shell_is_preferred_as_long_as_no_window_is_wanted(tmp_path: Path) -> None:
    chrome, shell = program(tmp_path, "google-chrome"), program(tmp_path, "chromium-headless-shell")
    assert found(tmp_path) == shell
    assert found(tmp_path, is_headed=True) == chrome


def test_chrome_is_preferred_to_chromium_and_edge(tmp_path: Path) -> None:
    for name in ("microsoft-edge", "chromium"):
        program(tmp_path, name)
    assert found(tmp_path).name == "chromium"
    program(tmp_path, "google-chrome-stable")
    assert found(tmp_path).name == "google-chrome-stable"


def test_snap_stub_is_passed_over(tmp_path: Path) -> None:
    stub = program(tmp_path, "chromium-browser", SNAP_STUB)
    edge = program(tmp_path, "microsoft-edge")
    assert is_snap_stub(stub)
    assert not is_snap_stub(edge)
    assert found(tmp_path) == edge


def test_link_to_the_snap_program_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "chromium").symlink_to(program(tmp_path / "bin", "snap"))
    with pytest.raises(SetupError):
        found(tmp_path)


def test_snap_stub_named_by_the_settings_is_refused_in_words(tmp_path: Path) -> None:
    stub = program(tmp_path, "chromium-browser", SNAP_STUB)
    with pytest.raises(SetupError, match="stub for a snap"):
        find_chromium(BrowserSettings(executable=stub))


def test_file_that_may_not_be_executed_is_no_browser(tmp_path: Path) -> None:
    path = program(tmp_path, "chromium")
    path.chmod(0o644)
    with pytest.raises(SetupError):
        found(tmp_path)
    with pytest.raises(SetupError, match="may not be executed"):
        find_chromium(BrowserSettings(executable=path))


@pytest.mark.parametrize(("name", "problem"), [("nowhere", "does not exist"), (".", "is no file")])
def test_wrong_path_in_the_settings_is_said_and_nothing_else_taken(tmp_path: Path, name: str, problem: str) -> None:
    program(tmp_path, "chromium")
    with pytest.raises(SetupError, match=problem) as caught:
        find_chromium(BrowserSettings(executable=tmp_path / name), environ={"PATH": str(tmp_path)})
    assert "FAPIAO_BROWSER__EXECUTABLE" in caught.value.next_step


def test_application_of_macos_is_found_in_the_user_s_folder(tmp_path: Path) -> None:
    edge = program(tmp_path, "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge")
    assert edge in places("darwin", {"HOME": str(tmp_path)}).browser_paths


def test_edge_is_found_on_windows(tmp_path: Path) -> None:
    edge = program(tmp_path, "Programs/Microsoft/Edge/Application/msedge.exe")
    assert found(tmp_path, "win32") == edge


def test_playwright_s_own_download_is_the_last_resort(tmp_path: Path) -> None:
    full = program(tmp_path, "cache/chromium-1255/chrome-linux64/chrome")
    assert found(tmp_path, playwright=full) == full
    shell = program(tmp_path, "cache/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell")
    assert found(tmp_path, playwright=full) == shell
    assert found(tmp_path, playwright=full, is_headed=True) == full
    system = program(tmp_path, "chromium")
    assert found(tmp_path, playwright=full) == system


def test_download_that_was_never_made_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        found(tmp_path, playwright=tmp_path / "chromium-1255/chrome-linux64/chrome")


@pytest.mark.parametrize(
    ("platform", "fix"), [("linux", "apt-get install"), ("darwin", "Google Chrome"), ("win32", "Microsoft Edge")]
)
def test_no_browser_is_answered_with_the_fix_for_the_system(tmp_path: Path, platform: str, fix: str) -> None:
    with pytest.raises(SetupError, match="no Chromium, Chrome or Edge") as caught:
        find_chromium(BrowserSettings(), platform=platform, environ={"PATH": str(tmp_path), "HOME": str(tmp_path)})
    assert fix in caught.value.next_step
    assert "FAPIAO_BROWSER__EXECUTABLE" in caught.value.next_step


def test_sandbox_of_the_browser_is_given_up_for_root_only() -> None:
    assert "--no-sandbox" in launch_args(is_root=True, is_headed=False)
    assert "--no-sandbox" not in launch_args(is_root=False, is_headed=False)


def test_graphics_card_is_used_in_a_window_only() -> None:
    assert "--disable-gpu" in launch_args(is_root=False, is_headed=False)
    assert "--disable-gpu" not in launch_args(is_root=False, is_headed=True)


def test_browser_of_this_machine_answers(chromium: Path) -> None:
    said = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True).stdout
    assert "Chrom" in said


@pytest.mark.parametrize(
    ("name", "is_shell"),
    [("chromium-headless-shell", True), ("headless_shell", True), ("chromium", False), ("Google Chrome", False)],
)
def test_headless_shell_is_known_by_its_name(name: str, is_shell: bool) -> None:
    assert is_headless_shell(Path("/usr/bin") / name) is is_shell
