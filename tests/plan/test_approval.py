"""Approvals: signed by whom they say, for the plan they say, for as long as they say; and nothing else counts."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from agent.errors import InputError
from agent.plan import (
    Approval,
    approval_path,
    approve,
    check_approval,
    is_name,
    is_same_person,
    new_key,
    read_approval,
    read_plan,
    write_approval,
)
from tests.plan.plans import APPROVER, APPROVERS, KEY, NOW, PEM, PLANNER, PUBLIC, approval, later, refusal, written

SHA = "ab" * 32
SIGNED = (
    b"fapiao approval of a plan, format 1\n"
    b'{"at":"2026-11-23T08:00:00Z","by":"Wang Fang \xe7\x8e\x8b\xe8\x8a\xb3","expires_at":"2026-11-24T08:00:00Z",'
    b'"fapiao_approval":1,"key":"A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",'
    b'"plan":"abababababababababababababababababababababababababababababababab","plan_name":"p.json"}'
)
SIGNATURE = "gi/WisAML7W9csvOGEefIuW+89vdmwUU++CKoUAn44e/ksuwbo1QXW5wD4A8sMVdPeq/F4C02a9q9UZJKqt1Aw=="


def check(given: Approval, sha: str = SHA, approvers: Any = None, **facts: Any) -> None:
    usual: Any = {"now": later(1), "planner": PLANNER, "four_eyes": True} | facts
    check_approval(given, sha, APPROVERS if approvers is None else approvers, **usual)


def test_signature_is_that_of_the_bytes_written_here() -> None:
    given = approval()
    assert given.signed_bytes() == SIGNED
    assert given.signature == SIGNATURE
    check(given)


def test_approval_is_read_as_it_was_written(tmp_path: Path) -> None:
    given = approval()
    path = write_approval(approval_path(tmp_path / "p.json"), given)
    assert path.name == "p.approval.json"
    assert read_approval(path) == given
    assert json.loads(path.read_text(encoding="utf-8"))["by"] == APPROVER


@pytest.mark.parametrize(("plan", "own"), [("p", "p.approval.json"), ("a.b.json", "a.b.approval.json")])
def test_approval_stands_beside_its_plan(plan: str, own: str) -> None:
    assert approval_path(Path("x") / plan) == Path("x") / own


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"sha": "cd" * 32}, "the plan was changed since it was approved on 2026-11-23 16:00 +08:00 (have the plan"),
        ({"now": later(24)}, "has expired on 2026-11-24 16:00 +08:00"),
        ({"now": NOW - timedelta(minutes=6)}, "was given on 2026-11-23 16:00 +08:00, which is still to come"),
        ({"approvers": {"Li Lei": PUBLIC}}, "nobody of that name may approve (known: Li Lei; they stand in approvers"),
        ({"approvers": {}}, "nobody of that name may approve (known: none"),
        ({"approvers": {f"P{at:02}": PUBLIC for at in range(12)}}, "P08, P09, ...; they"),
        ({"approvers": {APPROVER: new_key()[1]}}, f"was not signed with the key that is known for {APPROVER}"),
        ({"planner": " wang  FANG 王芳"}, "who may not approve it (a second person must)"),
    ],
)
def test_approval_that_does_not_count_says_why(facts: Any, words: str) -> None:
    said = refusal(lambda: check(approval(), **facts))
    assert said.startswith(f"approval by {APPROVER}: ")
    assert words in said


def test_clocks_of_two_machines_may_differ_a_little_and_the_last_second_counts() -> None:
    check(approval(), now=NOW - timedelta(minutes=5))
    check(approval(), now=later(24) - timedelta(seconds=1))


def test_times_are_whole_seconds() -> None:
    assert approval(now=NOW + timedelta(microseconds=5)) == approval()


def test_planner_may_approve_without_four_eyes() -> None:
    check(approval(), planner=APPROVER, four_eyes=False)


@pytest.mark.parametrize(
    "change",
    [
        {"plan": "cd" * 32},
        {"plan_name": "q.json"},
        {"at": later(-1)},
        {"expires_at": later(48)},
        {"signature": ""},
        {"signature": approval(now=later(2)).signature},
        {"signature": SIGNATURE.replace("==", "")},
        {"signature": "é" * 88},
    ],
)
def test_approval_that_says_anything_else_has_a_wrong_signature(change: dict[str, Any]) -> None:
    changed = approval().model_copy(update=change)
    assert "the signature is not that of what it says" in refusal(lambda: check(changed, sha=changed.plan))


def test_signature_made_for_something_else_is_none() -> None:
    given = approval()
    bare = given.signed_bytes().partition(b"\n")[2]
    changed = given.model_copy(update={"signature": base64.b64encode(KEY.sign(bare)).decode()})
    assert "the signature is not" in refusal(lambda: check(changed))


def test_name_of_another_approver_does_not_pass_with_ones_own_key() -> None:
    pem, public = new_key()
    given = approve(SHA, "p.json", APPROVER, pem, 1, NOW)
    assert "was not signed with the key" in refusal(lambda: check(given, approvers=APPROVERS | {"Mallory": public}))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), bits=st.integers(1, 255))
def test_approval_with_any_other_byte_is_refused(tmp_path: Path, at: int, bits: int) -> None:
    path = write_approval(tmp_path / "p.approval.json", approval())
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= bits
    path.write_bytes(data)
    with pytest.raises(InputError):
        check(read_approval(path))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty (fapiao approve PLAN makes one)"),
        (b'{"fapiao_approval": 2}', "was made by a newer fapiao"),
        (b'{"fapiao_plan": 1}', "is no approval of fapiao"),
        (b'{"fapiao_approval": 1, "by": "\\u202e"}', "a.json:by: is no name"),
    ],
)
def test_file_that_is_no_approval_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.json").write_bytes(data)
    assert words in refusal(lambda: read_approval(tmp_path / "a.json"))


def test_approval_in_another_spelling_is_refused(tmp_path: Path) -> None:
    path = write_approval(tmp_path / "a.json", approval())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "was changed since it was written" in refusal(lambda: read_approval(path))
    assert "there is no such file" in refusal(lambda: read_approval(tmp_path / "gone.json"))


@pytest.mark.parametrize("lasts", [0, -1, 745, float("nan"), float("inf")])
def test_approval_lasts_for_a_time_that_is_one(lasts: float) -> None:
    assert refusal(lambda: approval(lasts_h=lasts)).startswith("--lasts: ")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\u202eb", "x" * 101, "\udcff"])
def test_name_that_is_none_is_refused(name: str) -> None:
    assert refusal(lambda: approval(by=name)).startswith("--by: is no name of a person")
    assert not is_name(name)


def test_one_person_is_known_however_the_name_is_typed() -> None:
    assert is_same_person("Ｗang  Fang ", "wang fang")
    assert is_same_person("STRASSE", "straße")
    assert not is_same_person("wang fang", "wang fei")


def pem_of(kind: str) -> str:
    other = generate_private_key(SECP256R1())
    return {
        "nothing": "hunter2",
        "cut": PEM.get_secret_value()[:80],
        "other": other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "public": KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "locked": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode(),
    }[kind]


@pytest.mark.parametrize("kind", ["nothing", "cut", "other", "public", "locked"])
def test_text_that_is_no_key_is_refused_and_never_shown(kind: str) -> None:
    pem = pem_of(kind)
    said = refusal(lambda: approval(pem=SecretStr(pem)))
    assert said.startswith("--key: the key is locked" if kind == "locked" else "--key: leads to no Ed25519 private key")
    assert not any(pem[at : at + 8] in said for at in range(len(pem) - 7) if "PRIVATE" not in pem[at : at + 16])
    assert "hunter2" not in said


def test_private_key_shows_in_nothing_that_is_printed_or_kept(tmp_path: Path) -> None:
    pem, public = new_key()
    given = approve(SHA, "p.json", APPROVER, pem, 1)
    secret = pem.get_secret_value().splitlines()[1]
    kept = write_approval(tmp_path / "a.json", given).read_text(encoding="utf-8")
    assert secret not in repr((pem, given)) + str(given) + kept + refusal(lambda: check(given))
    assert public in kept


def test_plan_of_a_file_can_be_approved(tmp_path: Path) -> None:
    path, sha = written(tmp_path)
    check(approval(sha), sha)
    path.write_bytes(path.read_bytes() + b" ")
    assert "the plan was changed" in refusal(lambda: check(approval(sha), read_plan(path)[1]))
