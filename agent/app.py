"""The one place that builds things: settings, catalogs, sites, browser, batch."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent import __version__
from agent.accounts.roster import read_roster
from agent.accounts.secret import parse_reference
from agent.accounts.session import Sessions
from agent.batch import Batch, House, make_jobs, new_batch
from agent.browser import Browser
from agent.catalog import Catalogs
from agent.catalog import load_catalogs as read_catalogs
from agent.data import data_folder
from agent.errors import ConsoleDownError, InputError, InputErrors, SetupError, StoreError
from agent.evidence.recorder import make_folder
from agent.evidence.report import write_report
from agent.evidence.workbook import write_workbook
from agent.flow import Flow, check_flow, check_site, load_flows, load_sign_ins
from agent.jobs import input_from_options, read_jobs
from agent.log import setup_logging
from agent.model import Account, Job, JobRecord, State, utc_now
from agent.network import Way, get_json, http_client, reachable
from agent.settings import PREFIX, NetworkSettings, Settings
from agent.site import Site
from agent.site import load_sites as read_sites

__all__ = [
    "Result",
    "RunRequest",
    "known_sites",
    "known_uids",
    "load_catalogs",
    "load_flows",
    "load_settings",
    "run",
]

_HTTP_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class RunRequest:
    """What ``fapiao run`` was asked for."""

    flow: str
    roster: Path
    jobs: Path | None = None
    options: Sequence[str] = ()
    """The flow's own options, as written: ``--month 2026-10 --remark "year end"``."""
    accounts: Sequence[str] = ()
    """Only these accounts of the roster; all if empty."""
    site_url: str = ""
    is_dry_run: bool = False


@dataclass(frozen=True)
class Result:
    """How a batch ended."""

    batch: str
    folder: Path
    report: Path
    workbook: Path
    jobs: list[JobRecord]
    seconds: float
    is_stopped: bool = False
    counts: Mapping[State, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """Return 0 all settled, 1 some refused or failed, 3 some need a person, 130 stopped by Ctrl-C."""
        if self.is_stopped:
            return 130
        if self.counts[State.PARKED] or self.counts[State.UNKNOWN]:
            return 3
        return 1 if self.counts[State.REFUSED] or self.counts[State.FAILED] else 0


def load_settings(**sections: Any) -> Settings:
    """Return the settings; arguments (``evidence={"store": ...}``) win over environment and files.

    Raises:
        InputErrors: Values that do not fit, each with the variable or key it came from.
    """
    try:
        settings = Settings(**{name: values for name, values in sections.items() if values})
    except ValidationError as error:
        raise InputErrors([_setting_error(part) for part in error.errors()]) from error
    setup_logging(settings.log)
    return settings


def _setting_error(part: Any) -> InputError:
    """Return a setting's fault. The value is not shown: a mistyped name may hold a secret."""
    where = "__".join(str(word) for word in part["loc"]).upper()
    return InputError(f"setting {PREFIX}{where}", str(part["msg"]), "see docs/settings.md")


def data_folders(settings: Settings, kind: str) -> list[Path]:
    """Return the folders of ``selectors`` or ``sites``: built-in, of packages, the user's own; later ones win."""
    built_in = data_folder("selectors") if kind == "selectors" else data_folder("config") / "sites"
    folders = [built_in]
    folders += [Path(str(files(point.value))) / kind for point in entry_points(group="fapiao.data")]
    _refuse_doubles(folders)
    is_catalogs = kind == "selectors"
    own = settings.selectors_folder if is_catalogs else settings.config_folder
    if own is None:
        return folders
    if not own.is_dir():
        name = "SELECTORS_FOLDER" if is_catalogs else "CONFIG_FOLDER"
        raise InputError(str(own), "is no folder", f"correct {PREFIX}{name}")
    return [*folders, own if is_catalogs else own / kind]


def _refuse_doubles(folders: Sequence[Path]) -> None:
    """Refuse two packages whose files bear one name: only the user's own folder may replace what is there."""
    first: dict[str, Path] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.*"))):
        if first.setdefault(path.name, path) != path:
            raise InputError(str(path), f"bears the name of {first[path.name]}", "rename it, say by its console's name")


def load_catalogs(settings: Settings | None = None) -> Catalogs:
    """Return all catalogs."""
    return read_catalogs(data_folders(settings or load_settings(), "selectors"))


def load_sites(settings: Settings | None = None) -> dict[str, Site]:
    """Return all sites by name."""
    return read_sites(data_folders(settings or load_settings(), "sites"))


def known_sites(settings: Settings | None = None) -> dict[str, list[str]]:
    """Return the names of all sites, each with the ways of signing in that it and this program know."""
    ways = load_sign_ins()
    return {name: sorted(ways.keys() & site.sign_in) for name, site in sorted(load_sites(settings).items())}


def known_uids(settings: Settings | None = None) -> dict[str, str]:
    """Return what an account's id looks like, as a regular expression, by the site's name."""
    return {name: site.uid for name, site in load_sites(settings).items()}


def find_flow(name: str) -> type[Flow[Any]]:
    """Return the flow of that name.

    Raises:
        InputError: There is none; names the nearest.
    """
    flows = load_flows()
    if name not in flows:
        near = get_close_matches(name, flows, n=1)
        right = f"did you mean {near[0]}?" if near else f"known: {', '.join(flows)}"
        raise InputError(f"flow {name}", "there is no such flow", right)
    return flows[name]


async def run(
    request: RunRequest,
    settings: Settings,
    *,
    on_change: Callable[[JobRecord], None],
    on_start: Callable[[Batch], AbstractContextManager[object]],
) -> Result:
    """Run one flow for many accounts, and write the reports.

    Args:
        on_change: Told of each job's record whenever it changes.
        on_start: Told of the batch before it runs; its context is held while it runs (progress, Ctrl-C).

    Raises:
        InputError: Something the user gave is wrong; nothing started.
        SetupError: The machine or the site is not ready; nothing started.
    """
    flow = find_flow(request.flow)
    catalogs = load_catalogs(settings)
    check_flow(flow, catalogs)
    jobs = _jobs(request, flow, settings)
    _make_store(settings.evidence.store)
    way = way_out(settings.network)
    used = {job.account.site for job in jobs}
    sites = {name: site for name, site in load_sites(settings).items() if name in used}
    for site in sites.values():
        check_site(site, catalogs)
    try:
        sites = await _reached(sites, way, request.site_url)
    except ConsoleDownError as error:
        raise SetupError(error.message, "Wait until the console answers again, then run the same command.") from error
    hosts = sorted({host for site in sites.values() for host in site.hosts})
    async with Browser(settings.browser, way, hosts) as browser:
        house = House(settings, browser, sites, catalogs, Sessions(settings.session), load_sign_ins())
        record = new_batch(flow.name, jobs, version=__version__, is_dry_run=request.is_dry_run, batch=_batch_id())
        batch = Batch(record, flow, jobs, house, on_change)
        with on_start(batch):
            records = await batch.run()
    return _result(batch, records)


def _make_store(folder: Path) -> None:
    try:
        make_folder(folder)
    except StoreError as error:
        advice = "Choose another folder with --store or FAPIAO_EVIDENCE__STORE, or correct its permissions."
        raise SetupError(error.message, advice) from error


def way_out(network: NetworkSettings, environ: Mapping[str, str] = os.environ) -> Way:
    """Return this machine's way to the world, with the proxy's user and password looked up.

    Raises:
        InputError: A reference does not resolve, the proxy is none, or the CA file holds no certificate.
    """
    user, password = (
        parse_reference(text, Path(), where=f"setting {PREFIX}NETWORK__{name}").resolve() if text else None
        for name, text in (("PROXY_USER", network.proxy_user), ("PROXY_PASSWORD", network.proxy_password))
    )
    return Way.from_settings(network, environ, user, password)


def _jobs(request: RunRequest, flow: type[Flow[Any]], settings: Settings) -> list[Job]:
    roster = read_roster(request.roster, sites=known_sites(settings), uids=known_uids(settings))
    accounts = {account.account: account for account in _chosen(roster, request.accounts)}
    if request.jobs is not None:
        if request.options:
            raise InputError(
                request.options[0], "cannot stand beside --jobs", "say it in the jobs file, for each account"
            )
        given = read_jobs(request.jobs, flow.input, [account.account for account in roster])
        return make_jobs(flow.name, [(accounts[name], item, at) for name, item, at in given if name in accounts])
    item = input_from_options(request.options, flow.input)
    return make_jobs(flow.name, [(account, item, "options") for account in accounts.values()])


def _chosen(roster: Sequence[Account], names: Sequence[str]) -> list[Account]:
    unknown = [name for name in names if name not in {account.account for account in roster}]
    if unknown:
        near = get_close_matches(unknown[0], [account.account for account in roster], n=1)
        raise InputError(f"--account {unknown[0]}", "is not in the roster", f"did you mean {near[0]}?" if near else "")
    return [account for account in roster if not names or account.account in names]


async def _reached(sites: Mapping[str, Site], way: Way, site_url: str) -> dict[str, Site]:
    """Return the sites with their origins as they are now, each having answered once."""
    reached = {}
    async with http_client(way, _HTTP_TIMEOUT_S) as client:
        for name, site in sites.items():
            here = site.at(site_url) if site_url and site.discover else site
            if here.discover:
                said = await get_json(client, here.url("console", here.discover), hint=here.hint)
                if not isinstance(said, dict):
                    raise SetupError(f"{here.url('console')} does not say where its parts are", here.hint)
                here = here.at(here.origins["console"], {word: str(url) for word, url in said.items()})
            else:
                await reachable(client, here.url("console", "/"), hint=here.hint)
            reached[name] = here
    if site_url and not any(site.discover for site in sites.values()):
        raise InputError("--site-url", f"no account of the roster is on a site that can be moved ({', '.join(sites)})")
    return reached


def _result(batch: Batch, records: list[JobRecord]) -> Result:
    counts = Counter(record.state for record in records)
    started, ended = batch.record.started_at, batch.record.ended_at or utc_now()
    try:
        report, workbook = write_report(batch.folder), write_workbook(batch.folder)
    except (OSError, SetupError) as error:
        raise StoreError(f"all jobs are recorded in {batch.folder}, but its report is not: {error}") from error
    return Result(
        batch=batch.record.batch,
        folder=batch.folder,
        report=report,
        workbook=workbook,
        jobs=records,
        seconds=(ended - started).total_seconds(),
        is_stopped=batch.is_stopping,
        counts=counts,
    )


def _batch_id() -> str:
    return f"{utc_now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
