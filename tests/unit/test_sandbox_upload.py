"""Files sent to the stand-in before the form that names them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.credit_code import is_credit_code
from sandbox.seed import make_account
from sandbox.upload import MIB
from tests.unit.sandbox_site import Site, running_site
from tests.unit.sandbox_title import EXE, JPG, PDF, PNG, upload, uploaded


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


@pytest.mark.parametrize(("name", "content"), [("证明.pdf", PDF), ("a.PNG", PNG), ("a.jpg", JPG), ("a.b.jpeg", JPG)])
def test_file_of_a_known_kind_is_taken(site: Site, name: str, content: bytes) -> None:
    reply = upload(site.signed_in(), name, content).json()
    assert (reply["code"], reply["data"]["Name"], reply["data"]["Size"]) == ("200", name, len(content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("proof.exe", EXE, "FileTypeNotAllowed"),
        ("proof", PDF, "FileTypeNotAllowed"),
        ("proof.pdf", EXE, "FileContentMismatch"),
        ("proof.pdf", PNG, "FileContentMismatch"),
        ("proof.pdf", b"", "FileEmpty"),
        ("proof.pdf", PDF + bytes(5 * MIB), "FileTooLarge"),
        ("proof.pdf", PDF + bytes(30 * MIB), "FileTooLarge"),
    ],
    ids=["program", "no-ending", "program-as-pdf", "picture-as-pdf", "empty", "too-large", "far-too-large"],
)
def test_file_that_is_not_what_it_should_be_is_refused(site: Site, name: str, content: bytes, code: str) -> None:
    reply = upload(site.signed_in(), name, content).json()
    assert (reply["code"], bool(reply["message"])) == (code, True)


def test_file_of_the_greatest_size_is_taken(site: Site) -> None:
    content = PDF + bytes(5 * MIB - len(PDF))
    assert upload(site.signed_in(), content=content).json()["data"]["Size"] == 5 * MIB


def test_file_for_an_unknown_form_is_refused(site: Site) -> None:
    assert upload(site.signed_in(), use="nonsense").json()["code"] == "InvalidParameter"


def test_upload_without_a_file_is_refused(site: Site) -> None:
    assert site.signed_in().refusal("UploadFile", Use="title") == "InvalidParameter"


def test_upload_needs_session_and_token(site: Site) -> None:
    assert upload(site.visitor()).json()["code"] == "ConsoleNeedLogin"
    visitor = site.signed_in()
    visitor.token = "stale"
    assert upload(visitor).json()["code"] == "PostonlyOrTokenError"


def test_upload_is_counted_and_runs_into_faults(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(busy={"at": "UploadFile", "count": 1})
    assert upload(visitor).json()["code"] == "SystemBusy"
    uploaded(visitor)
    assert site.control("GET", "/requests")["UploadFile"] == {"tries": 2, "accepted": 1}
    assert site.received() == []


def test_page_of_the_console_may_upload_to_the_other_origin(site: Site) -> None:
    url, origin = f"{site.passport}/data/upload.json", {"Origin": site.console}
    answers = (upload(site.signed_in()), site.visitor().http.options(url, headers=origin))
    assert [answer.headers["access-control-allow-origin"] for answer in answers] == [site.console] * 2


def test_credit_codes_are_told_by_their_check_character() -> None:
    code = make_account(1, 0).title.tax_no
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert [is_credit_code(text) for text in (code, wrong, code[:-1], code[:-1] + "i", "")] == [True] + [False] * 4
