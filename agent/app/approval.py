"""Approving plans: whose key signs, who is known, and whether an approval counts here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.accounts.secret import parse_reference
from agent.errors import InputError
from agent.model import utc_now
from agent.plan import (
    Approval,
    Plan,
    approval_path,
    approve,
    approver_line,
    check_approval,
    is_name,
    is_same_person,
    new_key,
    read_approval,
    read_approvers,
    read_plan,
    write_approval,
)
from agent.settings import Settings


@dataclass(frozen=True)
class Signed:
    """A plan that was approved just now."""

    plan: Plan
    approval: Approval
    path: Path
    """Where the approval was written."""
    is_checked: bool
    """This machine knows approvers, and the approval counts by them."""


def known_approvers(settings: Settings) -> Mapping[str, str]:
    """Return the public key of each person who may approve, by name.

    Raises:
        InputError: ``approvers.toml`` of the config folder is wrong.
    """
    return read_approvers(settings.config_folder / "approvers.toml") if settings.config_folder else {}


def approve_plan(path: Path, by: str, key: str, settings: Settings, lasts_h: float | None = None) -> Signed:
    """Sign a plan, and write the approval beside it.

    Args:
        key: Reference of the private key, as ``env:NAME`` or ``file:PATH``.
        lasts_h: How long it counts, in hours; as the settings say if not given.

    Raises:
        InputError: Plan, name, key or time will not do, or the approval would be refused on this machine.
        SetupError: It cannot be written.
    """
    plan, plan_sha = read_plan(path)
    if settings.has_four_eyes and is_same_person(by, plan.made_by):
        raise InputError("--by", f"{plan.made_by} made the plan, and may not approve it", "a second person must")
    pem = parse_reference(key, Path(), where="--key").resolve()
    lasts_h = settings.plan.approval_lasts_h if lasts_h is None else lasts_h
    approval = approve(plan_sha, path.name, by, pem, lasts_h)
    approvers = known_approvers(settings)
    if approvers:
        _check(approval, plan, plan_sha, settings)
    return Signed(plan, approval, write_approval(approval_path(path), approval), bool(approvers))


def approved_plan(path: Path, settings: Settings) -> tuple[Plan, str]:
    """Return a plan whose approval, in the file beside it, counts now; and the SHA-256 of the plan file.

    Raises:
        InputError: The plan is none, or its approval is missing or does not count.
    """
    plan, plan_sha = read_plan(path)
    _check(read_approval(approval_path(path)), plan, plan_sha, settings)
    return plan, plan_sha


def new_approver(name: str, key_file: Path) -> str:
    """Write a new private key, and return the line of ``approvers.toml`` that makes its public half known.

    Raises:
        InputError: The name is none, or the file is there already or cannot be written.
    """
    if not is_name(name):
        raise InputError("NAME", "is no name of a person", "up to 100 visible characters")
    pem, public_key = new_key()
    try:
        # Never over a file that is there, and never readable for others, not even for a moment.
        with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(pem.get_secret_value())
    except FileExistsError:
        raise InputError(str(key_file), "is there already", "name another file; no key is overwritten") from None
    except OSError as error:
        right = "name a file in a folder that may be written to"
        raise InputError(str(key_file), f"cannot be written ({error.strerror})", right) from None
    return approver_line(name, public_key)


def _check(approval: Approval, plan: Plan, plan_sha: str, settings: Settings) -> None:
    approvers = known_approvers(settings)
    check_approval(approval, plan_sha, approvers, now=utc_now(), planner=plan.made_by, four_eyes=settings.has_four_eyes)
