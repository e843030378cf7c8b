"""A company's own certificate authority, made known to Chromium.

Linux: Chromium reads an NSS database in its HOME, so it gets a HOME of its own with one inside. macOS and Windows:
Chromium asks the system's store, into which a company's administrators have put their certificate already.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import InputError, SetupError

if TYPE_CHECKING:
    from agent.network.way import Way

_WHERE = "FAPIAO_NETWORK__CA_FILE"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def certificates(ca_file: Path) -> list[str]:
    """Return the PEM text of each certificate in a file.

    Raises:
        InputError: The file cannot be read or holds none.
    """
    try:
        text = ca_file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise InputError(_WHERE, f"{ca_file} cannot be read: {error.strerror}", "the PEM file of your CA") from None
    found = _CERTIFICATE.findall(text)
    if not found:
        right = "a PEM file, with lines BEGIN CERTIFICATE and END CERTIFICATE"
        raise InputError(_WHERE, f"{ca_file} holds no certificate", right)
    return found


def browser_env(way: Way, folder: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the whole environment for Chromium, with which it trusts the company's CA.

    Args:
        folder: A folder of our own for as long as the browser runs; becomes its HOME if there is a CA on Linux.

    Raises:
        InputError: The CA file cannot be read.
        SetupError: ``certutil`` is missing or refuses the certificate.
    """
    env = dict(environ)
    if way.ca_file is None or sys.platform != "linux":
        return env
    _make_database(certificates(way.ca_file), way.ca_file, folder / ".pki" / "nssdb")
    env.pop("XDG_DATA_HOME", None)
    return env | {"HOME": str(folder)}


def _make_database(pems: list[str], ca_file: Path, database: Path) -> None:
    certutil = shutil.which("certutil")
    if certutil is None:
        raise SetupError(
            f"Chromium cannot be told of {ca_file}: the program certutil is missing",
            "Install it: apt-get install libnss3-tools (Debian, Ubuntu) or dnf install nss-tools (Fedora).",
        )
    if not (database / "cert9.db").exists():
        database.mkdir(parents=True, exist_ok=True)
        _run([certutil, "-d", f"sql:{database}", "-N", "--empty-password"], ca_file)
    for number, pem in enumerate(pems, start=1):
        name = f"fapiao company CA {number}"
        _run([certutil, "-d", f"sql:{database}", "-A", "-n", name, "-t", "C,,", "-a"], ca_file, pem)


def _run(command: list[str], ca_file: Path, pem: str = "") -> None:
    done = subprocess.run(command, input=pem, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise SetupError(
            f"certutil refuses {ca_file}: {said[-1] if said else f'exit {done.returncode}'}",
            "Check that the file holds your company's CA in PEM form: openssl x509 -noout -subject -in FILE",
        )
