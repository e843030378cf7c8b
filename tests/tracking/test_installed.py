"""Carriers of other packages: found by their entry point, told apart when they are broken, asked like any other."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import agent.carrier as face
from agent.app.carrier import chosen_carrier
from agent.carrier import ErrorKind, InputError, TrackingError
from agent.errors import InputErrors
from agent.settings import Settings
from agent.tracking import carriers
from agent.tracking.foreign import guarded
from agent.tracking.installed import carrier_named, installed_carriers
from tests.e2e.desk import Desk
from tests.tracking import pigeon
from tests.tracking.answers import NOW

NUMBER, OTHER = "1012345678503", "EA123456785CN"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder from which Python imports, as one of installed packages."""
    made = tmp_path / "packages"
    made.mkdir()
    monkeypatch.syspath_prepend(str(made))
    return made


def settings(**section: Any) -> Settings:
    return Settings(tracking={"carrier": "pigeon", "carriers": {"pigeon": {"key": "env:PIGEON_KEY"}}} | section)


@contextmanager
def pigeon_loft(answer: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Answer each question with the same bytes; give the address, and what was asked."""
    asked: list[Any] = []

    class Loft(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers["Authorization"], question["numbers"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Loft) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def desk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the command line where Pigeon Post is installed."""
    pigeon.install(folder, pigeon.source())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PIGEON_KEY", "coo-0001")
    return Desk(tmp_path)


def test_example_of_the_page_is_installed_and_asked(desk: Desk) -> None:
    with pigeon_loft(pigeon.answer().body) as (url, asked):
        known = {"CARRIER": "pigeon", "CARRIERS__PIGEON__KEY": "env:PIGEON_KEY", "CARRIERS__PIGEON__URL": url}
        environ = {f"FAPIAO_TRACKING__{name}": value for name, value in known.items()}
        parcels = desk("track", NUMBER, OTHER, "--json", **environ).data["parcels"]
        assert [parcel["state"] for parcel in parcels] == ["delivered", "in_transit"]
        assert asked == [("/v1/parcels", "Bearer coo-0001", [NUMBER, OTHER])]
        (found,) = [
            each for each in desk("track", "carriers", "--json", **environ).data["carriers"] if each["is_chosen"]
        ]
    assert (found["name"], found["package"], found["batch_size"]) == ("pigeon", "pigeon-post 1.0", 3)
    assert found["needs"] == ["FAPIAO_TRACKING__CARRIERS__PIGEON__KEY"]


def test_conformance_is_one_command(desk: Desk) -> None:
    saved = desk.folder / "saved"
    saved.mkdir()
    (saved / "two.http").write_text("HTTP 200\nNumbers: 1\n\n{}", encoding="utf-8")
    assert desk("track", "conformance", "pigeon").code == 0
    said = desk("track", "conformance", "pigeon", "--answers", str(saved), "--json")
    assert said.code == 1
    assert [rule["rule"] for rule in said.data["rules"] if rule["fault"]] == ["understood"]


def test_carrier_that_is_nowhere_is_told_with_the_nearest_name() -> None:
    with pytest.raises(InputErrors, match=r"TRACKING__CARRIER: there is no carrier 'ens' \(did you mean ems\?\)"):
        chosen_carrier(Settings(tracking={"carrier": "ens"}))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nowhere_to_be_found", "cannot be loaded .ModuleNotFoundError"),
        ("1 / 0", "cannot be loaded .ZeroDivisionError"),
        ("def f(", "cannot be loaded .SyntaxError"),
        ("name = 'pigeon'", "it has no base_url, it has no batch_size of 1 or more, it has no needs"),
        (pigeon.source().replace('name = "pigeon"', 'name = "dove"'), "it calls itself 'dove'"),
        (pigeon.source().replace('needs = ("key",)', 'needs = ("kee",)'), "its needs are of customer, key"),
        (pigeon.source() + "\n\ndef register(numbers, credentials): ...\n", "register and unregistered belong"),
        (pigeon.source().replace("def decode", "def dekode"), "it has no decode"),
    ],
)
def test_broken_carrier_is_told_with_its_package(folder: Path, code: str, said: str) -> None:
    stem = f"pigeon_{abs(hash(code))}"
    pigeon.install(folder, code, package=stem)
    with pytest.raises(InputError, match=f"of {stem} 1.0: .*{said}"):
        carrier_named("pigeon")
    assert carrier_named("ems").name == "ems"


def test_class_in_place_of_an_object_is_told(folder: Path) -> None:
    pigeon.install(folder, "class Pigeon: ...", package="pigeon-class", value="pigeon_class:Pigeon")
    with pytest.raises(InputError, match="Pigeon is a class, an object of it is wanted"):
        carrier_named("pigeon")


def test_name_of_a_built_in_carrier_is_refused_and_both_are_named(folder: Path) -> None:
    pigeon.install(folder, pigeon.source(), name="ems")
    with pytest.raises(InputErrors, match=r"several packages bring a carrier ems: fapiao and pigeon-post 1\.0"):
        chosen_carrier(Settings(tracking={"carrier": "ems"}))
    (found,) = [each for each in installed_carriers() if each.point]
    with pytest.raises(InputError, match=r"of pigeon-post 1\.0: takes the name of the built-in carrier ems"):
        found.load()


@pytest.mark.parametrize("name", ["Pigeon", "pigeon_post", "-pigeon", "p" * 31])
def test_name_that_settings_could_not_hold_is_refused(folder: Path, name: str) -> None:
    pigeon.install(folder, pigeon.source(), name=name)
    with pytest.raises(InputError, match="is no name of a carrier"):
        carrier_named(name)


def test_carrier_with_a_hyphen_finds_its_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pigeon.install(folder, pigeon.source().replace('"pigeon"', '"carrier-dove"'), name="carrier-dove", package="dove")
    monkeypatch.setenv("DOVE_KEY", "coo-0002")
    monkeypatch.setenv("FAPIAO_TRACKING__CARRIER", "carrier-dove")
    monkeypatch.setenv("FAPIAO_TRACKING__CARRIERS__CARRIER_DOVE__KEY", "env:DOVE_KEY")
    assert chosen_carrier(Settings()).credentials.key == "coo-0002"


def test_missing_and_strange_settings_are_told_at_once(folder: Path) -> None:
    pigeon.install(folder, pigeon.source())
    sections = {"pigeon": {"url": "http://far.example"}, "pigean": {}, "17track": {}}
    with pytest.raises(InputErrors) as caught:
        chosen_carrier(settings(carriers=sections))
    said = caught.value.message
    assert "CARRIERS__PIGEON__KEY: is not set" in said
    assert "CARRIERS__PIGEON__URL: would send keys in the clear" in said
    assert "CARRIERS__PIGEAN: there is no carrier 'pigean' of another package (did you mean pigeon?)" in said
    assert "CARRIERS__17TRACK: is a built-in carrier" in said
    assert "FAPIAO_TRACKING__SEVENTEENTRACK_KEY" in said


def test_key_that_no_header_takes_is_told_before_the_first_call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pigeon.install(folder, pigeon.source())
    monkeypatch.setenv("PIGEON_KEY", "coo\u200b-0001")
    with pytest.raises(InputErrors, match="PIGEON__KEY: holds a character that no key has") as caught:
        chosen_carrier(settings())
    assert "coo" not in caught.value.message


def test_stumbling_code_gives_each_number_an_error_and_shows_no_word_of_it() -> None:
    def fall(*_told: Any) -> Any:
        raise KeyError("token-0001")

    carrier = guarded(pigeon.changed(encode=fall, decode=fall))
    results = carrier.decode(200, {}, b"{}", [NUMBER, OTHER])
    assert [(type(result), getattr(result, "kind", "")) for result in results.values()] == [
        (TrackingError, ErrorKind.UNREADABLE)
    ] * 2
    with pytest.raises(InputError, match=r"carrier pigeon: its own code stumbled \(KeyError\)") as caught:
        carrier.encode([NUMBER], face.Credentials(), NOW)
    assert "token-0001" not in f"{results}{caught.value}"


def test_face_offers_all_that_the_built_in_carriers_are_made_of() -> None:
    used = set()
    for name in ("kuaidi100", "kdniao", "seventeentrack", "aftership"):
        source = Path(str(carriers.__file__)).with_name(f"{name}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agent."):
                used |= {alias.name for alias in node.names}
    assert used - set(face.__all__) == set()
