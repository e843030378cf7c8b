"""``fapiao track push-server``: what carriers tell by themselves, taken in until Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Sequence

from agent.command import Settings, print_line
from agent.command.parcels import Listening, ParcelChange, Tally, serve_pushes
from flows.track_table import NO_ANSWER
from flows.track_watch import change_line


def take_pushes(settings: Settings, host: str, port: int, *, is_json: bool) -> int:
    """Take pushes and say what changes; return the exit code."""

    def ready(listening: Listening) -> None:
        print_line(json.dumps(_place_data(listening)) if is_json else _place(listening))

    def told(changes: Sequence[ParcelChange]) -> None:
        for change in changes:
            if not is_json and (line := change_line(change)):
                print_line(line)

    tally = serve_pushes(settings, host, port, ready, told)
    print_line(json.dumps(_data(tally)) if is_json else _summary(tally))
    return NO_ANSWER if tally.refused["database"] else 0


def _address(listening: Listening) -> str:
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    return f"http://{host}:{listening.port}"


def _place(listening: Listening) -> str:
    behind = "/PASSWORD" if listening.is_password_asked else ""
    lines = [f"  {name}: {_address(listening)}{path}{behind}" for name, path in listening.paths.items()]
    return "\n".join(["pushes are taken, until Ctrl-C:", *lines])


def _place_data(listening: Listening) -> dict[str, object]:
    addresses = {name: f"{_address(listening)}{path}" for name, path in listening.paths.items()}
    place = {"host": listening.host, "port": listening.port, "carriers": addresses}
    return {"listening": place | {"is_password_asked": listening.is_password_asked}}


def _summary(tally: Tally) -> str:
    parts = [f"taken: {tally.taken}, new events: {tally.events}", f"told again: {tally.replayed}"]
    parts += [f"about no parcel: {tally.other}"] if tally.other else []
    if tally.unknown:
        parts.append(f"of numbers that are not followed: {tally.unknown} ({', '.join(tally.strangers)})")
    refused = ", ".join(f"{reason} {count}" for reason, count in tally.refused.most_common())
    return "; ".join([*parts, f"refused: {refused}" if refused else "refused: none"])


def _data(tally: Tally) -> dict[str, object]:
    counts = {"taken": tally.taken, "replayed": tally.replayed, "unknown": tally.unknown, "other": tally.other}
    return {**counts, "events": tally.events, "refused": tally.refused, "unknown_numbers": tally.strangers}
