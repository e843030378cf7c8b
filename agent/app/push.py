"""The server for carriers' pushes, built from the settings: whose are taken, where it listens, who is let in."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from agent.app.carrier import resolved, setting_name
from agent.app.stop import stopped_by_signal
from agent.database import ready_database
from agent.errors import InputError, InputErrors, SetupError
from agent.ledger.place import database_address
from agent.settings import Settings, TrackingSettings
from agent.tracking.book import Book
from agent.tracking.carrier import Credentials
from agent.tracking.carriers import PUSHING
from agent.tracking.connection import PushServer
from agent.tracking.entry import Change
from agent.tracking.intake import Intake
from agent.tracking.letterbox import Letterbox, Tally
from agent.tracking.reception import PATH, Bounds, Reception

SHORTEST_PASSWORD = 16
_SECRETS = {
    "ems": "ems_key",
    "kuaidi100": "kuaidi100_salt",
    "17track": "seventeentrack_key",
    "aftership": "aftership_webhook_secret",
}
"""The setting by which each carrier's pushes are known; where it is not set, they are not taken."""
_BACKLOG = 256
_ANY_PUSH = b'{"logitcsInterface": "|$4|"}'


@dataclass(frozen=True)
class Listening:
    """Where pushes are taken.

    Args:
        paths: What to put behind the address, by the carrier; the password, if one is asked, comes behind that.
    """

    host: str
    port: int
    paths: Mapping[str, str]
    is_password_asked: bool


def serve_pushes(
    settings: Settings,
    host: str,
    port: int,
    ready: Callable[[Listening], None],
    told: Callable[[Sequence[Change]], None] = lambda _changes: None,
) -> Tally:
    """Take pushes until Ctrl-C or SIGTERM; return what came in.

    Args:
        port: 0 takes one that is free.
        ready: Hears where, once connections are taken.
        told: Hears what came of pushes, once it is on disk.

    Raises:
        InputErrors: The settings name no carrier, or a wrong secret; or there is no password for other machines.
        SetupError: The database cannot be used, or the port is taken.
    """
    credentials, password = pushing(settings.tracking), _password(settings.tracking)
    engine = ready_database(database_address(settings))
    try:
        with _bound(host, port, has_password=bool(password)) as listener:
            turn, tally, bounds = asyncio.Lock(), Tally(), Bounds()
            boxes = {
                name: Letterbox(PUSHING[name], each, Intake(Book(engine, name, settings.tracking), turn, told), tally)
                for name, each in credentials.items()
            }
            server = PushServer(Reception(boxes, password, bounds, tally), bounds)
            address, number = listener.getsockname()[:2]
            paths = {name: f"{PATH}/{name}" for name in boxes}
            listener.listen(_BACKLOG)
            asyncio.run(_serve(server, listener, lambda: ready(Listening(address, number, paths, bool(password)))))
    finally:
        engine.dispose()
    return tally


def pushing(tracking: TrackingSettings) -> dict[str, Credentials]:
    """Return the carriers whose pushes are taken, with the secrets by which they are known.

    Raises:
        InputErrors: Everything that is wrong with them; or there is none.
    """
    found: dict[str, Credentials] = {}
    errors: list[InputError] = []
    for name, field in _SECRETS.items():
        try:
            if key := resolved(tracking, field):
                found[name] = _credentials(tracking, name, key)
        except InputError as error:
            errors.append(error)
    if not found and not errors:
        right = "name where one of these is to be found: " + ", ".join(setting_name(each) for each in _SECRETS.values())
        errors.append(InputError("push-server", "no carrier's secret is set, so no push could be believed", right))
    if errors:
        raise InputErrors(errors)
    return found


def _credentials(tracking: TrackingSettings, name: str, key: str) -> Credentials:
    customer = resolved(tracking, f"{name}_customer") if name == "ems" else ""
    if name == "ems" and not customer:
        raise InputError(
            setting_name("ems_customer"),
            "is not set, so pushes cannot be acknowledged",
            "name where it is to be found, as env:NAME or file:PATH#KEY",
        )
    credentials = Credentials(customer, key)
    PUSHING[name].read_push({}, _ANY_PUSH, credentials)  # a key of the wrong kind is told now
    return credentials


def _password(tracking: TrackingSettings) -> str:
    password = resolved(tracking, "push_password")
    if password and len(password) < SHORTEST_PASSWORD:
        right = f"at least {SHORTEST_PASSWORD} characters, made by a machine: openssl rand -hex 24"
        raise InputError(setting_name("push_password"), f"the password has {len(password)} characters", right)
    return password


def _bound(host: str, port: int, *, has_password: bool) -> socket.socket:
    """Return a socket on an address.

    Raises:
        InputError: There is no such host, or other machines could push without a password.
        SetupError: The port cannot be used.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError, UnicodeError) as error:
        raise InputError("--host", f"{host} is no address of this machine ({error})", "as 127.0.0.1") from None
    if not has_password and not ip_address(str(place[0]).partition("%")[0]).is_loopback:
        where = setting_name("push_password").removeprefix("setting ")
        right = f"set {where}, or leave --host out and let a proxy on this machine pass pushes on"
        raise InputError("--host", f"{host} is reached from other machines, and no password is asked", right)
    # asyncio switches Nagle's delay off (40 ms an answer) only where the protocol is spelled out.
    bound = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        # On Windows the option of that name would share the port with whoever has it.
        if os.name != "nt":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
    except OSError as error:
        bound.close()
        what = f"nobody can listen on {host}, port {port}: {error.strerror or error}"
        raise SetupError(what, "Choose another port with --port, or an address of this machine with --host.") from error
    return bound


async def _serve(server: PushServer, listener: socket.socket, ready: Callable[[], None]) -> None:
    with stopped_by_signal(server.stop):
        ready()
        await server.serve([listener])
