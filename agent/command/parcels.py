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
from agent.app.push import Listening, serve_pushes
from agent.tracking.entry import Change as ParcelChange
from agent.tracking.entry import Entry as ParcelEntry
from agent.tracking.entry import standing_events
from agent.tracking.letterbox import Tally
from agent.tracking.poller import Sweep

__all__ = [
    "AskedParcel",
    "Listening",
    "ParcelChange",
    "ParcelEntry",
    "Sweep",
    "Tally",
    "ask_parcels",
    "follow_parcels",
    "known_parcels",
    "miss_parcels",
    "read_numbers",
    "serve_pushes",
    "standing_events",
    "watch_parcels_due",
]
