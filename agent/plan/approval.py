"""Approval: a person's Ed25519 signature on the SHA-256 of a plan file.

Signed are all fields but the signature, as JSON with sorted keys and no blanks, behind one line that says what it is;
so a signature made for anything else never passes for an approval.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, SecretStr

from agent.errors import InputError
from agent.model import utc_now
from agent.plan.document import Kind, document_bytes, read_document, write_whole
from agent.settings import LONGEST_APPROVAL_H, PREFIX

APPROVAL = Kind("approval", "fapiao_approval", 1, "fapiao approve PLAN makes one")
CLOCK_SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may be apart."""

_SIGNED = b"fapiao approval of a plan, format 1\n"
_ANEW = "have the plan approved anew: fapiao approve PLAN"
_NEW_KEY = "fapiao approvers new NAME --key-file FILE makes one"
_WHERE = f"approvers.toml of the folder that {PREFIX}CONFIG_FOLDER names"
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_LONGEST_NAME = 100
_MOST_NAMES = 10


def is_name(text: str) -> bool:
    """Tell whether a text can be a person's name: not blank, not long, nothing in it that is not seen."""
    is_seen = not any(unicodedata.category(char) in _UNSEEN for char in text)
    return is_seen and text == text.strip() and 0 < len(text) <= _LONGEST_NAME


def _name(text: str) -> str:
    if not is_name(text):
        raise ValueError("is no name")
    return text


class Approval(BaseModel):
    """What a person signed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fapiao_approval: Literal[1] = 1
    """Version of the file's format."""
    plan: str
    """SHA-256 of the plan file, as hex digits."""
    plan_name: str
    """The plan file's name when it was approved; says nothing about which plan it is."""
    by: Annotated[str, AfterValidator(_name)]
    at: AwareDatetime
    expires_at: AwareDatetime
    key: str
    """The approver's public key: its 32 bytes as base64."""
    signature: str = ""
    """Base64 too."""

    def signed_bytes(self) -> bytes:
        """Return what the signature is made over."""
        said = self.model_dump(mode="json", exclude={"signature"})
        return _SIGNED + json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def new_key() -> tuple[SecretStr, str]:
    """Return a new private key in PEM form, and the text of its public key."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return SecretStr(pem.decode()), _public_text(key)


def approve(
    plan_sha: str, plan_name: str, by: str, pem: SecretStr, lasts_h: float, now: datetime | None = None
) -> Approval:
    """Return a person's approval of a plan, signed.

    Args:
        pem: The private key; never shown.
        lasts_h: How long it counts, in hours.

    Raises:
        InputError: Name, key or time will not do.
    """
    if not is_name(by.strip()):
        raise InputError("--by", "is no name of a person", f"up to {_LONGEST_NAME} visible characters")
    if not 0 < lasts_h <= LONGEST_APPROVAL_H:
        raise InputError("--lasts", f"{lasts_h:g} hours will not do", f"more than 0, up to {LONGEST_APPROVAL_H} hours")
    key = _private_key(pem)
    at = (now or utc_now()).replace(microsecond=0)
    unsigned = Approval(
        plan=plan_sha,
        plan_name=plan_name.encode(errors="replace").decode(),
        by=by.strip(),
        at=at,
        expires_at=at + timedelta(hours=lasts_h),
        key=_public_text(key),
    )
    signature = base64.b64encode(key.sign(unsigned.signed_bytes())).decode()
    return unsigned.model_copy(update={"signature": signature})


def approval_path(plan: Path) -> Path:
    """Return where the approval of a plan stands: ``P.approval.json`` beside ``P.json``."""
    return plan.with_name(f"{plan.stem}.approval.json")


def write_approval(path: Path, approval: Approval) -> Path:
    """Write an approval, and return its path.

    Raises:
        SetupError: The file cannot be written.
    """
    write_whole(path, document_bytes(approval))
    return path


def read_approval(path: Path) -> Approval:
    """Return an approval; whether it counts is not looked at.

    Raises:
        InputError: It is none, or not byte for byte as it was written.
    """
    approval, data = read_document(path, APPROVAL, Approval)
    if data != document_bytes(approval):
        raise InputError(str(path), "was changed since it was written", _ANEW)
    return approval


def check_approval(
    approval: Approval,
    plan_sha: str,
    approvers: Mapping[str, str],
    *,
    now: datetime,
    planner: str,
    four_eyes: bool,
) -> None:
    """Refuse an approval that does not count, with the first reason; those that make it untrue come first.

    Args:
        plan_sha: SHA-256 of the plan file as it is now.
        approvers: Public key of each approver by name.
        planner: Who made the plan.
        four_eyes: The planner may not approve.

    Raises:
        InputError: Why it does not count.
    """
    where = f"approval by {approval.by}"
    _check_signer(where, approval, approvers)
    if approval.plan != plan_sha:
        raise InputError(where, f"the plan was changed since it was approved on {_time(approval.at)}", _ANEW)
    if approval.at > now + CLOCK_SKEW:
        what = f"was given on {_time(approval.at)}, which is still to come: here it is {_time(now)}"
        raise InputError(where, what, "set this machine's clock right")
    if now >= approval.expires_at:
        raise InputError(where, f"has expired on {_time(approval.expires_at)}", _ANEW)
    if four_eyes and is_same_person(approval.by, planner):
        raise InputError(where, f"the plan was made by {planner}, who may not approve it", "a second person must")


def is_same_person(name: str, other: str) -> bool:
    """Tell whether two names are one person's, however they are typed: full-width, capitals, blanks."""
    return _folded(name) == _folded(other)


def is_public_key(text: object) -> bool:
    """Tell whether this is the text of a public key."""
    return isinstance(text, str) and _raw(text, 32) is not None


def _check_signer(where: str, approval: Approval, approvers: Mapping[str, str]) -> None:
    known = approvers.get(approval.by)
    if known is None:
        names = ", ".join(sorted(approvers)[:_MOST_NAMES]) + ", ..." * (len(approvers) > _MOST_NAMES)
        raise InputError(where, "nobody of that name may approve", f"known: {names or 'none'}; they stand in {_WHERE}")
    if approval.key != known:
        what = f"was not signed with the key that is known for {approval.by}"
        raise InputError(where, what, f"sign with that key, or correct the line in {_WHERE}")
    key, signature = _raw(known, 32), _raw(approval.signature, 64)
    try:
        if key is None or signature is None:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key).verify(signature, approval.signed_bytes())
    except InvalidSignature:
        raise InputError(where, "the signature is not that of what it says", _ANEW) from None


def _private_key(pem: SecretStr) -> Ed25519PrivateKey:
    """Return the key that a PEM text holds; no error shows anything of it, not even as its cause."""
    try:
        key = load_pem_private_key(pem.get_secret_value().encode(), None)
    except TypeError:
        raise InputError("--key", "the key is locked by a passphrase", "give it without one; " + _NEW_KEY) from None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError("--key", "leads to no Ed25519 private key in PEM form (not shown)", _NEW_KEY)
    return key


def _public_text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _raw(text: str, size: int) -> bytes | None:
    """Return the bytes of a base64 text in its one proper spelling; None for any other."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if len(raw) == size and base64.b64encode(raw).decode() == text else None


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _time(at: datetime) -> str:
    return f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M} +08:00"
