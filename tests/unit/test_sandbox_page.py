"""The stand-in's HTML page, and its files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.assets import Assets
from tests.unit.sandbox_site import Site, running_site

SCRIPT = b"console.log('page')" * 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("pages") / "standin-0123abc"
    folder.mkdir()
    (folder / "app.js").write_bytes(SCRIPT)
    (folder / "app.js.gz").write_bytes(gzip.compress(SCRIPT))
    with running_site(assets=Assets(folder)) as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def test_page_says_whose_it_is(site: Site) -> None:
    visitor = site.signed_in()
    config, standin = visitor.open_page()
    assert config["MAIN_ACCOUNT_PK"] == standin["account"]["uid"] == visitor.account["uid"]
    assert (config["ACCOUNT_TYPE"], config["LOCALE"], config["LANG"]) == ("sub", "zh-CN", "zh")
    assert (standin["ui"], standin["locale"], standin["apiOrigin"]) == ("new", "zh-CN", site.passport)


def test_every_address_of_the_console_is_the_page(site: Site) -> None:
    visitor = site.signed_in()
    for path in ("/", "/invoice/index", "/invoice/home/issue/confirm"):
        visitor.open_page(path)


def test_page_without_faults_is_undisturbed(site: Site) -> None:
    standin = site.signed_in().open_page()[1]
    assert standin["drift"] == {"text": None, "class": False, "columns": False}
    assert (standin["announcement"], standin["doubleRow"], standin["emptyTable"]) == (False, False, False)


@pytest.mark.parametrize(
    ("faults", "changed"),
    [
        ({"announcement": {}}, {"announcement": True}),
        ({"announcement": {"at": "list"}}, {"announcement": "list"}),
        ({"drift-text": {}}, {"drift": {"text": "fields", "class": False, "columns": False}}),
        ({"drift-text": {"at": "all"}}, {"drift": {"text": "all", "class": False, "columns": False}}),
        ({"drift-class": {}}, {"drift": {"text": None, "class": True, "columns": False}}),
        ({"drift-columns": {}}, {"drift": {"text": None, "class": False, "columns": True}}),
        ({"drift-columns": {"at": "all"}}, {"drift": {"text": None, "class": False, "columns": "all"}}),
        ({"double-row": {}}, {"doubleRow": True}),
        ({"double-row": {"at": "orders"}}, {"doubleRow": "orders"}),
        ({"empty-table": {"at": "records"}}, {"emptyTable": "records"}),
    ],
)
def test_fault_touches_the_page(site: Site, faults: dict[str, Any], changed: dict[str, Any]) -> None:
    visitor = site.signed_in()
    site.control("PUT", "/faults", faults)
    standin = visitor.open_page()[1]
    assert {name: standin[name] for name in changed} == changed


def test_fault_of_the_page_is_used_up_by_loads(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(announcement={"count": 1})
    assert [visitor.open_page()[1]["announcement"] for _ in range(2)] == [True, False]


def test_page_of_a_wrong_account_names_another_uid(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(wrong_account={})
    config, standin = visitor.open_page()
    assert config["MAIN_ACCOUNT_PK"] == standin["account"]["uid"] != visitor.account["uid"]


def test_broken_page_is_a_server_error(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(http_500={"at": "page", "count": 1})
    assert visitor.http.get(f"{site.console}/").status_code == 500
    visitor.open_page()


def test_language_and_generation_come_round_in_four_accounts(site: Site) -> None:
    site.control("POST", "/settings", {"locale": "mixed", "ui": "mixed"})
    seen = [site.signed_in(index).open_page()[1] for index in range(4)]
    pairs = [(standin["locale"], standin["ui"]) for standin in seen]
    assert pairs == [("zh-CN", "new"), ("en", "new"), ("zh-CN", "old"), ("en", "old")]


def test_page_names_its_script(site: Site) -> None:
    visitor = site.signed_in()
    assert '<script src="/assets/0123abc/app.js" defer>' in visitor.http.get(f"{site.console}/").text


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_file_is_served_for_ever_and_packed_on_demand(site: Site, encoding: str) -> None:
    answer = site.visitor().http.get(f"{site.console}/assets/0123abc/app.js", headers={"Accept-Encoding": encoding})
    assert (answer.content, answer.headers.get("content-encoding", "identity")) == (SCRIPT, encoding)
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["0123abc/app.css", "other/app.js", "0123abc/..%2Fsecret"])
def test_other_files_are_not_found(site: Site, path: str) -> None:
    assert site.visitor().http.get(f"{site.console}/assets/{path}", follow_redirects=False).status_code in (302, 404)
