"""The carrier that the settings choose: its address, and as whom it is asked; what is wrong is told before a call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from agent.accounts.secret import parse_reference
from agent.app.build import way_out
from agent.errors import InputError, InputErrors
from agent.model import utc_now
from agent.network import http_client
from agent.settings import PREFIX, Settings, TrackingSettings
from agent.tracking.carrier import Carrier, Credentials
from agent.tracking.carriers import CARRIERS, REGISTERING
from agent.tracking.transport import Transport

_NEEDED = {"ems": ("customer", "key"), "kuaidi100": ("customer", "key"), "kdniao": ("customer", "key")}
_PREFIXES = {"17track": "seventeentrack"}
_ANY_NUMBER = "1012345678503"


@dataclass(frozen=True)
class ChosenCarrier:
    """A carrier, where it is asked, and as whom."""

    carrier: Carrier
    credentials: Credentials
    base_url: str


def chosen_carrier(settings: Settings) -> ChosenCarrier:
    """Return the carrier of the settings, with its secrets looked up.

    Raises:
        InputErrors: Everything that is missing or wrong.
    """
    tracking = settings.tracking
    carrier, prefix = CARRIERS[tracking.carrier], _PREFIXES.get(tracking.carrier, tracking.carrier)
    values, errors = {}, []
    for part in ("customer", "key", "authorization"):
        try:
            values[part] = _secret(tracking, prefix, part)
        except InputError as error:
            errors.append(error)
    base_url = str(getattr(tracking, f"{prefix}_url")) or carrier.base_url
    if fault := _fault(base_url):
        errors.append(InputError(setting_name(f"{prefix}_url"), fault, f"leave it out for {carrier.base_url}"))
    if errors:
        raise InputErrors(errors)
    credentials = Credentials(**values, is_trial=tracking.ems_is_trial and tracking.carrier == "ems")
    carrier.encode((_ANY_NUMBER,), credentials, utc_now())
    return ChosenCarrier(carrier, credentials, base_url)


@asynccontextmanager
async def opened_transport(chosen: ChosenCarrier, settings: Settings) -> AsyncIterator[Transport]:
    """Give the transport to a carrier, by this machine's way out."""
    async with http_client(way_out(settings.network), settings.tracking.timeout_s) as client:
        registering = REGISTERING.get(chosen.carrier.name)
        yield Transport(chosen.carrier, registering, chosen.credentials, client, chosen.base_url, settings.run)


def _secret(tracking: TrackingSettings, prefix: str, part: str) -> str:
    """Return one of the credentials; empty for one that the carrier does not have, or does without."""
    if found := resolved(tracking, f"{prefix}_{part}"):
        return found
    if part in _NEEDED.get(tracking.carrier, ("key",)):
        right = f"name where it is to be found, as env:NAME or file:PATH#KEY; see docs/tracking.md, {tracking.carrier}"
        raise InputError(setting_name(f"{prefix}_{part}"), "is not set, so the carrier cannot be asked", right)
    return ""


def resolved(tracking: TrackingSettings, field: str) -> str:
    """Return the secret that a setting refers to; empty if it is not set, or not there at all.

    Raises:
        InputError: The reference leads to nothing.
    """
    text = str(getattr(tracking, field, ""))
    return parse_reference(text, Path(), where=setting_name(field)).resolve().get_secret_value().strip() if text else ""


def setting_name(field: str) -> str:
    """Return how a setting of parcels is called in messages."""
    return f"setting {PREFIX}TRACKING__{field.upper()}"


def _fault(url: str) -> str:
    """Return what is wrong with an address; empty if nothing is."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_address = parts.scheme in ("http", "https") and host and parts.port != 0
    except ValueError:  # the port
        is_address, host = False, ""
    if not is_address or "@" in url or "?" in url or "#" in url:
        return "is no address"
    is_open = parts.scheme == "http" and not _is_here(host)
    return "would send keys in the clear; only https leaves this machine" if is_open else ""


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
