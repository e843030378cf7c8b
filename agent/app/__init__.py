"""The one place that builds things. What a command needs at once stands here; import the rest from its module."""

from agent.app.build import (
    data_folders,
    find_flow,
    known_sites,
    known_uids,
    load_catalogs,
    load_settings,
    load_sites,
    way_out,
)
from agent.flow import load_flows

__all__ = [
    "data_folders",
    "find_flow",
    "known_sites",
    "known_uids",
    "load_catalogs",
    "load_flows",
    "load_settings",
    "load_sites",
    "way_out",
]
