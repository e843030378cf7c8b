"""The one place that builds things: settings, catalogs, sites, browser, ledger, batch."""

from agent.app.build import data_folders, known_sites, known_uids, load_catalogs, load_settings, load_sites, way_out
from agent.app.run import Result, RunRequest, Watcher, find_flow, run
from agent.app.verdict import Reconciled, open_submissions, reconcile, resolve, upgrade_database
from agent.flow import load_flows

__all__ = [
    "Reconciled",
    "Result",
    "RunRequest",
    "Watcher",
    "data_folders",
    "find_flow",
    "known_sites",
    "known_uids",
    "load_catalogs",
    "load_flows",
    "load_settings",
    "load_sites",
    "open_submissions",
    "reconcile",
    "resolve",
    "run",
    "upgrade_database",
    "way_out",
]
