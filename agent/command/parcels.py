"""The part of the face that follows parcels."""

from agent.app.carrier import setting_names
from agent.app.parcels import (
    AskedParcel,
    ask_parcels,
    follow_parcels,
    known_parcels,
    miss_parcels,
    read_numbers,
)
from agent.app.parcels import watch_parcels as watch_parcels_due
from agent.tracking.conformance import Verdict, saved_answers, verdicts
from agent.tracking.entry import Change as ParcelChange
from agent.tracking.entry import Entry as ParcelEntry
from agent.tracking.entry import standing_events
from agent.tracking.installed import Installed, installed_carrier, installed_carriers
from agent.tracking.poller import Sweep

__all__ = [
    "AskedParcel",
    "Installed",
    "ParcelChange",
    "ParcelEntry",
    "Sweep",
    "Verdict",
    "ask_parcels",
    "follow_parcels",
    "installed_carrier",
    "installed_carriers",
    "known_parcels",
    "miss_parcels",
    "read_numbers",
    "saved_answers",
    "setting_names",
    "standing_events",
    "verdicts",
    "watch_parcels_due",
]
