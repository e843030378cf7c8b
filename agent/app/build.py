"""Builds what a command works with: catalogs, sites, rosters, the way out."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from agent.accounts.roster import read_roster
from agent.accounts.secret import parse_reference
from agent.app.configuration import load_settings
from agent.catalog import Catalogs
from agent.catalog import load_catalogs as read_catalogs
from agent.data import data_folder
from agent.errors import ConsoleDownError, InputError, SetupError
from agent.flow import AnyFlow, check_site, load_flows, load_sign_ins
from agent.model import Account
from agent.network import Client, Way, get_json, http_client, reachable
from agent.settings import PREFIX, NetworkSettings, Settings
from agent.site import Site
from agent.site import load_sites as read_sites

_HTTP_TIMEOUT_S = 10.0


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


def load_roster(path: Path, settings: Settings) -> list[Account]:
    """Return the accounts of a roster.

    Raises:
        InputErrors: Everything that is wrong with it, each with its place.
    """
    return read_roster(path, sites=known_sites(settings), uids=known_uids(settings))


def find_flow(name: str) -> type[AnyFlow]:
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


async def reached_sites(
    used: Collection[str], catalogs: Catalogs, settings: Settings, site_url: str
) -> dict[str, Site]:
    """Return these sites with their origins as they are now, each having answered once.

    Args:
        site_url: Another address of the console, for sites that can be moved.

    Raises:
        SetupError: One does not answer.
        InputError: One names a target that does not exist, or none can be moved.
    """
    sites = {name: site for name, site in load_sites(settings).items() if name in used}
    for site in sites.values():
        check_site(site, catalogs)
    if site_url and not any(site.discover for site in sites.values()):
        raise InputError("--site-url", f"no account of the roster is on a site that can be moved ({', '.join(sites)})")
    try:
        async with http_client(way_out(settings.network), _HTTP_TIMEOUT_S) as client:
            return {name: await _reached(client, site, site_url) for name, site in sites.items()}
    except ConsoleDownError as error:
        raise SetupError(error.message, "Wait until the console answers again, then run the same command.") from error


async def _reached(client: Client, site: Site, site_url: str) -> Site:
    here = site.at(site_url) if site_url and site.discover else site
    if not here.discover:
        await reachable(client, here.url("console", "/"), hint=here.hint)
        return here
    said = await get_json(client, here.url("console", here.discover), hint=here.hint)
    if not isinstance(said, dict):
        raise SetupError(f"{here.url('console')} does not say where its parts are", here.hint)
    return here.at(here.origins["console"], {word: str(text) for word, text in said.items()})
