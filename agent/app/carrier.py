"""The carrier that the settings choose: its address, and as whom it is asked; what is wrong is told before a call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
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
from agent.table import suggest
from agent.tracking.carrier import PARTS, Carrier, Credentials, registering
from agent.tracking.carriers import CARRIERS
from agent.tracking.due import LIMITS
from agent.tracking.installed import carrier_named, installed_carrier, installed_carriers
from agent.tracking.transport import Transport

_PREFIXES = {"17track": "seventeentrack"}
_CARRIER = f"setting {PREFIX}TRACKING__CARRIER"
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
    carrier, faults = _carrier(settings), _strange_sections(tracking)
    section, values = _section(tracking), {}
    for part in PARTS:
        try:
            values[part] = _secret(section, part, carrier)
        except InputError as error:
            faults.append(error)
    base_url = section.text("url") or carrier.base_url
    if fault := _fault(base_url):
        faults.append(InputError(section.where("url"), fault, f"leave it out for {carrier.base_url}"))
    if faults:
        raise InputErrors(faults)
    credentials = Credentials(**values, is_trial=section.is_trial)
    _try_out(carrier, credentials, section)
    return ChosenCarrier(carrier, credentials, base_url)


def carrier_name(settings: Settings) -> str:
    """Return the name of the chosen carrier, without loading it.

    Raises:
        InputErrors: No package, or more than one, brings a carrier of that name.
    """
    try:
        return installed_carrier(settings.tracking.carrier, _CARRIER).name
    except InputError as error:
        raise InputErrors([error]) from None


def setting_names(carrier: str, parts: Sequence[str]) -> list[str]:
    """Return the variables in which a carrier finds parts of its credentials."""
    return [_Section(TrackingSettings(), carrier).variable(part) for part in parts]


@asynccontextmanager
async def opened_transport(chosen: ChosenCarrier, settings: Settings) -> AsyncIterator[Transport]:
    """Give the transport to a carrier, by this machine's way out."""
    async with http_client(way_out(settings.network), settings.tracking.timeout_s) as client:
        carrier, retries = chosen.carrier, settings.run
        if carrier.name in LIMITS:
            # A question without an answer may have been counted, and it is counting that locks a number.
            retries = retries.model_copy(update={"tries": 1})
        yield Transport(carrier, registering(carrier), chosen.credentials, client, chosen.base_url, retries)


@dataclass(frozen=True)
class _Section:
    """The settings of one carrier: those of a built-in one have names of their own."""

    tracking: TrackingSettings
    carrier: str

    def text(self, part: str) -> str:
        if self.carrier in CARRIERS:
            return str(getattr(self.tracking, f"{_prefix(self.carrier)}_{part}", ""))
        own = self.tracking.carriers.get(_key(self.carrier))
        return str(getattr(own, part)) if own else ""

    @property
    def is_trial(self) -> bool:
        own = self.tracking.carriers.get(_key(self.carrier))
        return bool(own and own.is_trial) or (self.carrier == "ems" and self.tracking.ems_is_trial)

    def variable(self, part: str) -> str:
        if self.carrier in CARRIERS:
            return f"{PREFIX}TRACKING__{_prefix(self.carrier)}_{part}".upper()
        return f"{PREFIX}TRACKING__CARRIERS__{_key(self.carrier)}__{part}".upper()

    def where(self, part: str) -> str:
        return f"setting {self.variable(part)}"


def _section(tracking: TrackingSettings) -> _Section:
    return _Section(tracking, tracking.carrier)


def _try_out(carrier: Carrier, credentials: Credentials, section: _Section) -> None:
    """Make one question, which is not sent: a key that cannot be used is told now."""
    try:
        requests = carrier.encode((_ANY_NUMBER,), credentials, utc_now())
    except InputError as error:
        raise InputErrors([InputError(section.where("key"), f"{error.where} {error.what}", error.right)]) from None
    values = [value for request in requests for value in request.headers.values()]
    if not all(value.isascii() and value.isprintable() for value in values):
        what, right = "holds a character that no key has (not shown)", "copy it again, without what stands around it"
        raise InputErrors([InputError(section.where("key"), what, right)])


def _carrier(settings: Settings) -> Carrier:
    try:
        return carrier_named(settings.tracking.carrier, _CARRIER)
    except InputError as error:
        raise InputErrors([error]) from None


def _strange_sections(tracking: TrackingSettings) -> list[InputError]:
    """Return what is wrong with the settings of carriers of other packages: most often a slip in a name."""
    names = {each.name for each in installed_carriers()}
    known = {_key(name) for name in names if name not in CARRIERS}
    built_in = {_key(name): name for name in CARRIERS}
    faults = []
    for name in sorted(set(tracking.carriers) - known):
        where = f"setting {PREFIX}TRACKING__CARRIERS__{name.upper()}"
        if name in built_in:
            right = f"write {PREFIX}TRACKING__{_prefix(built_in[name]).upper()}_KEY and so on"
            faults.append(InputError(where, "is a built-in carrier, which has settings of its own", right))
        else:
            faults.append(InputError(where, f"there is no carrier {name!r} of another package", suggest(name, known)))
    return faults


def _secret(section: _Section, part: str, carrier: Carrier) -> str:
    """Return one of the credentials; empty for one that the carrier does not have, or does without."""
    text, where = section.text(part), section.where(part)
    if text:
        return parse_reference(text, Path(), where=where).resolve().get_secret_value().strip()
    if part in carrier.needs:
        guide = "docs/tracking.md" if carrier.name in CARRIERS else "docs/carriers.md"
        right = f"name where it is to be found, as env:NAME or file:PATH#KEY; see {guide}, {carrier.name}"
        raise InputError(where, "is not set, so the carrier cannot be asked", right)
    return ""


def _prefix(carrier: str) -> str:
    return _PREFIXES.get(carrier, carrier)


def _key(carrier: str) -> str:
    """Return the name under which settings know a carrier of another package: a variable holds no hyphen."""
    return carrier.replace("-", "_")


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
