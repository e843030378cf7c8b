"""The part of the face that follows parcels."""

from agent.app.carrier import setting_names
from agent.app.notices import listed_notices, send_again, try_channels
from agent.app.parcels import (
    AskedParcel,
    ask_parcels,
    follow_parcels,
    known_parcels,
    list_parcels,
    miss_parcels,
    read_numbers,
    stop_parcels,
)
from agent.app.parcels import watch_parcels as watch_parcels_due
from agent.app.push import Listening, serve_pushes
from agent.tracking.concern import ACTION_KINDS, TROUBLE
from agent.tracking.concern import concern as parcel_concern
from agent.tracking.conformance import Verdict, saved_answers, verdicts
from agent.tracking.entry import Change as ParcelChange
from agent.tracking.entry import Entry as ParcelEntry
from agent.tracking.entry import standing_events
from agent.tracking.installed import Installed, installed_carrier, installed_carriers
from agent.tracking.letterbox import Tally
from agent.tracking.number_file import NumberFile, read_number_file
from agent.tracking.outbox import Delivery as NoticeDelivery
from agent.tracking.outbox import Sent as NoticeSent
from agent.tracking.poller import Sweep
from agent.tracking.roll import Line as ParcelLine
from agent.tracking.state import ParcelState

__all__ = [
    "ACTION_KINDS",
    "TROUBLE",
    "AskedParcel",
    "Installed",
    "Listening",
    "NoticeDelivery",
    "NoticeSent",
    "NumberFile",
    "ParcelChange",
    "ParcelEntry",
    "ParcelLine",
    "ParcelState",
    "Sweep",
    "Tally",
    "Verdict",
    "ask_parcels",
    "follow_parcels",
    "installed_carrier",
    "installed_carriers",
    "known_parcels",
    "list_parcels",
    "listed_notices",
    "miss_parcels",
    "parcel_concern",
    "read_number_file",
    "read_numbers",
    "saved_answers",
    "send_again",
    "serve_pushes",
    "setting_names",
    "standing_events",
    "stop_parcels",
    "try_channels",
    "verdicts",
    "watch_parcels_due",
]
