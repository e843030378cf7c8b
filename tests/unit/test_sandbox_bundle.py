"""Building the stand-in's pages, with the real Node.js and npm but without packages."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path

import pytest

from sandbox.bundle import built_pages, find_node
from sandbox.nouns import StandInError

BUILD = """
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
mkdirSync(process.argv[2]);
writeFileSync(`${process.argv[2]}/app.js`, 'built');
appendFileSync(%s, 'x');
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    package = {"name": "pages", "version": "1.0.0"}
    lock = {**package, "lockfileVersion": 3, "packages": {"": package}}
    (folder / "package.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (folder / ".npmrc").touch()
    (folder / "build.mjs").write_text(BUILD % json.dumps(str(tmp_path / "builds")), encoding="utf-8")
    return folder


def builds(tmp_path: Path) -> int:
    return len((tmp_path / "builds").read_text(encoding="utf-8"))


def test_pages_are_built_once_and_packed(sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = built_pages(sources, tmp_path / "cache")
    assert (pages / "app.js").read_text(encoding="utf-8") == "built"
    assert gzip.decompress((pages / "app.js.gz").read_bytes()) == b"built"
    assert built_pages(sources, tmp_path / "cache") == pages
    assert builds(tmp_path) == 1
    assert capsys.readouterr().err.count("Building") == 1
    assert not (sources / "node_modules").exists()


def test_changed_source_is_built_anew_with_the_same_packages(sources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = built_pages(sources, cache)
    (sources / "page.css").write_text("body {}", encoding="utf-8")
    assert built_pages(sources, cache) != first
    assert len(list(cache.glob("standin-packages-*"))) == 1


def test_two_who_need_the_pages_build_them_once(sources: Path, tmp_path: Path) -> None:
    found: list[Path] = []
    threads = [
        threading.Thread(target=lambda: found.append(built_pages(sources, tmp_path / "cache"))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(found)), len(found), builds(tmp_path)) == (1, 2, 1)


def test_failed_build_shows_why_and_leaves_nothing(sources: Path, tmp_path: Path) -> None:
    (sources / "build.mjs").write_text("throw new Error('no such colour')", encoding="utf-8")
    with pytest.raises(StandInError, match="no such colour"):
        built_pages(sources, tmp_path / "cache")
    assert [path.name for path in (tmp_path / "cache").iterdir() if "packages" not in path.name] == []


def test_missing_lock_file_is_named(sources: Path, tmp_path: Path) -> None:
    (sources / "package-lock.json").unlink()
    with pytest.raises(StandInError, match="package-lock"):
        built_pages(sources, tmp_path / "cache")


def test_without_node_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(StandInError, match=r"fapiao\[node\]"):
        find_node()


def test_node_of_the_wheel_is_used_where_path_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    node, npm = find_node()
    assert node.is_file()
    assert Path(npm[-1]).is_file()
