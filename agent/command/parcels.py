"""The part of the face that follows parcels."""

from agent.app.parcels import (
    AskedParcel,
    ask_parcels,
    follow_parcels,
    known_parcels,
    miss_parcels,
    read_numbers,
)
from agent.app.parcels import watch_parcels as watch_parcels_due
from agent.tracking.concern import ACTION_KINDS, TROUBLE
from agent.tracking.concern import concern as parcel_concern
from agent.tracking.entry import Change as ParcelChange
from agent.tracking.entry import Entry as ParcelEntry
from agent.tracking.entry import standing_events
from agent.tracking.poller import Sweep

__all__ = [
    "ACTION_KINDS",
    "TROUBLE",
    "AskedParcel",
    "ParcelChange",
    "ParcelEntry",
    "Sweep",
    "ask_parcels",
    "follow_parcels",
    "known_parcels",
    "miss_parcels",
    "parcel_concern",
    "read_numbers",
    "standing_events",
    "watch_parcels_due",
]
