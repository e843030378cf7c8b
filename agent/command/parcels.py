"""The part of the face that follows parcels."""

from agent.app.notices import listed_notices, send_again, try_channels
from agent.app.parcels import (
    AskedParcel,
    ask_parcels,
    follow_parcels,
    known_parcels,
    miss_parcels,
    read_numbers,
)
from agent.app.parcels import watch_parcels as watch_parcels_due
from agent.tracking.entry import Change as ParcelChange
from agent.tracking.entry import Entry as ParcelEntry
from agent.tracking.entry import standing_events
from agent.tracking.outbox import Delivery as NoticeDelivery
from agent.tracking.outbox import Sent as NoticeSent
from agent.tracking.poller import Sweep

__all__ = [
    "AskedParcel",
    "NoticeDelivery",
    "NoticeSent",
    "ParcelChange",
    "ParcelEntry",
    "Sweep",
    "ask_parcels",
    "follow_parcels",
    "known_parcels",
    "listed_notices",
    "miss_parcels",
    "read_numbers",
    "send_again",
    "standing_events",
    "try_channels",
    "watch_parcels_due",
]
