"""Settings: the only reader of the environment and of ``config/``.

Order: environment (``FAPIAO_``, sections joined by ``__``), the user's own ``settings.toml``, the built-in one,
defaults.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from agent.data import data_folder

PREFIX = "FAPIAO_"
LONGEST_APPROVAL_H = 24 * 31


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class BrowserSettings(_Section):
    """Which Chromium, and how it is driven."""

    executable: Path | None = None
    """Path of the Chromium to start; without it one is looked for (see ``fapiao doctor``)."""
    is_headed: bool = False
    """Show the browser's window."""
    has_trace: bool = False
    """Keep a Playwright trace of each job; nothing is traced while a secret is typed."""
    width_px: int = Field(default=1440, ge=800, le=4000)
    """Width of the page, in pixels."""
    height_px: int = Field(default=900, ge=600, le=4000)
    """Height of the page, in pixels."""


class RunSettings(_Section):
    """How many at once, how long, how often."""

    concurrency: int = Field(default=4, ge=1, le=64)
    """Accounts worked on at the same time."""
    step_timeout_s: float = Field(default=15.0, gt=0)
    """Longest wait for one step on a page, in seconds."""
    page_timeout_s: float = Field(default=30.0, gt=0)
    """Longest wait for a page to load, in seconds."""
    settle_timeout_s: float = Field(default=30.0, gt=0)
    """Longest wait for the console's answer to the submitting click, in seconds."""
    tries: int = Field(default=3, ge=1, le=10)
    """How often a job is tried while nothing was submitted."""
    tries_within_s: float = Field(default=180.0, gt=0)
    """No new try starts after this many seconds of a job."""
    retry_wait_s: float = Field(default=1.0, ge=0)
    """First wait between two tries, in seconds; doubled each time, with jitter."""
    retry_wait_max_s: float = Field(default=30.0, ge=0)
    """Longest wait between two tries, in seconds; a console's Retry-After is obeyed up to this."""


class EvidenceSettings(_Section):
    """What is kept for audit, and where."""

    store: Path = Path("fapiao-store")
    """Folder of all batches: pictures, journals, reports."""
    picture: Literal["png", "jpeg"] = "png"
    """Format of the pictures."""
    jpeg_quality: int = Field(default=80, ge=10, le=100)
    """Quality of JPEG pictures, in percent."""


class SessionSettings(_Section):
    """Sessions kept between runs."""

    folder: Path | None = None
    """Folder of kept sessions (files of mode 0600); the user's state folder if not set."""
    is_kept: bool = True
    """Keep the session of each account for the next run."""


class NetworkSettings(_Section):
    """The way out: a company's proxy and its own certificate authority; for the browser and for httpx alike."""

    proxy: str = ""
    """Proxy server as ``http://host:port``; without it HTTPS_PROXY or HTTP_PROXY is used."""
    proxy_user: str = ""
    """Reference of the proxy's user name (``env:NAME`` or ``file:PATH#KEY``)."""
    proxy_password: str = ""
    """Reference of the proxy's password (``env:NAME`` or ``file:PATH#KEY``)."""
    proxy_bypass: str = ""
    """Hosts reached without the proxy, comma-separated, handed on as written (``<-loopback>`` works); else NO_PROXY."""
    ca_file: Path | None = None
    """PEM file of a company's own certificate authority."""


class QueueSettings(_Section):
    """The queue: workers, and when one counts as dead."""

    heartbeat_s: float = Field(default=5.0, gt=0)
    """Wait between two heartbeats of a worker, in seconds."""
    dead_after_s: float = Field(default=30.0, gt=0)
    """A worker whose heartbeat stood still for so many seconds is taken for dead, and its jobs are taken over."""
    stop_within_s: float = Field(default=120.0, gt=0)
    """Longest wait for running jobs when a worker stops, in seconds."""
    keep_days: float = Field(default=30.0, gt=0)
    """Days for which the engine keeps its own rows of ended runs; batches and jobs stay."""


class PlanSettings(_Section):
    """Plans and their approval."""

    approval_lasts_h: float = Field(default=24.0, gt=0, le=LONGEST_APPROVAL_H)
    """How long an approval counts if its giver says nothing else, in hours; at most a month of 744."""


class TrackingSettings(_Section):
    """Parcels: which carrier is asked, as whom, how often, and for how long."""

    carrier: Literal["ems", "kuaidi100", "kdniao", "17track", "aftership"] = "ems"
    """Which carrier is asked."""
    ems_url: str = ""
    """Address of EMS, if not its own."""
    ems_customer: str = ""
    """Reference of the customer's number (senderNo)."""
    ems_authorization: str = ""
    """Reference of the authorization; the key is sent if not set, as older customers do."""
    ems_key: str = ""
    """Reference of the SM4 key, in base64."""
    ems_is_trial: bool = False
    """These are of the carrier's trial system."""
    kuaidi100_url: str = ""
    """Address of kuaidi100, if not its own."""
    kuaidi100_customer: str = ""
    """Reference of the customer's id."""
    kuaidi100_key: str = ""
    """Reference of the key."""
    kuaidi100_salt: str = ""
    """Reference of the salt of the subscriptions, by which pushes of kuaidi100 are known."""
    kdniao_url: str = ""
    """Address of kdniao, if not its own."""
    kdniao_customer: str = ""
    """Reference of the customer's id (EBusinessID)."""
    kdniao_key: str = ""
    """Reference of the ApiKey."""
    seventeentrack_url: str = ""
    """Address of 17TRACK, if not its own."""
    seventeentrack_key: str = ""
    """Reference of the token."""
    aftership_url: str = ""
    """Address of AfterShip, if not its own."""
    aftership_key: str = ""
    """Reference of the API key."""
    aftership_webhook_secret: str = ""
    """Reference of the webhook secret, by which pushes of AfterShip are known."""
    push_password: str = ""
    """Reference of the password that `fapiao track push-server` asks of those who push; at least 16 characters."""
    concurrency: int = Field(default=5, ge=1, le=50)
    """Questions to the carrier at the same time."""
    call_every_s: float = Field(default=0.4, ge=0)
    """Shortest time between two questions to the carrier over a while, in seconds; 0: no limit."""
    timeout_s: float = Field(default=20.0, gt=0)
    """Longest wait for an answer, in seconds."""
    idle_s: float = Field(default=60.0, gt=0)
    """Wait of `fapiao track watch` between two looks at what is due, in seconds."""
    spread_s: float = Field(default=3600.0, ge=0)
    """First looks at many new numbers are spread over so many seconds."""
    no_record_h: float = Field(default=4.0, gt=0)
    """Next look at a parcel that nothing is known of, in hours; three times as long from the third day on."""
    on_the_way_h: float = Field(default=4.0, gt=0)
    """Next look at a parcel on its way, in hours; half as long again after each look that brought nothing new."""
    on_the_way_most_h: float = Field(default=12.0, gt=0)
    """Longest wait for a parcel on its way, in hours."""
    arrived_h: float = Field(default=2.0, gt=0)
    """Next look at a parcel that arrived at its town, or that was not handed over at the first try, in hours."""
    out_for_delivery_s: float = Field(default=3000.0, gt=0)
    """Next look at a parcel that is out for delivery, in seconds, between 7:00 and 21:00 in Asia/Shanghai."""
    awaiting_pickup_h: float = Field(default=6.0, gt=0)
    """Next look at a parcel that waits in a locker, or that something happened to, in hours."""
    returning_h: float = Field(default=8.0, gt=0)
    """Next look at a parcel on its way back, in hours."""
    jitter_percent: int = Field(default=15, ge=0, le=50)
    """Each wait is longer or shorter by up to so many percent."""
    unknown_days: float = Field(default=15.0, gt=0)
    """A parcel that nothing is known of is given up after so many days; a person looks at it then."""
    longest_days: float = Field(default=60.0, gt=0)
    """No parcel is followed for longer."""


class LogSettings(_Section):
    """What the program says about its own work."""

    level: Literal["debug", "info", "warning", "error"] = "warning"
    """Least severe message that is written to standard error."""
    is_json: bool = False
    """Write log lines as JSON."""


class Settings(BaseSettings):
    """All settings, in frozen sections; built once in ``app.py`` and handed down."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    browser: BrowserSettings = BrowserSettings()
    """Which Chromium, and how it is driven."""
    run: RunSettings = RunSettings()
    """How many at once, how long, how often."""
    evidence: EvidenceSettings = EvidenceSettings()
    """What is kept for audit, and where."""
    session: SessionSettings = SessionSettings()
    """Sessions kept between runs."""
    network: NetworkSettings = NetworkSettings()
    """Proxy and certificates."""
    queue: QueueSettings = QueueSettings()
    """Workers, and when one counts as dead."""
    plan: PlanSettings = PlanSettings()
    """Plans and their approval."""
    tracking: TrackingSettings = TrackingSettings()
    """Parcels: which carrier is asked, as whom, how often, and for how long. A reference is `env:NAME` or
    `file:PATH#KEY`; its path counts from the folder in which the command is started."""
    log: LogSettings = LogSettings()
    """What the program says about its own work."""
    database_url: SecretStr | None = None
    """Where ledger and queue are kept: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/DATABASE``; a file in
    the user's state folder if not set."""
    has_four_eyes: bool = False
    """What a person decides about an unknown job counts only when a second person, by another name, says the same;
    and nobody approves a plan that they made."""
    config_folder: Path | None = None
    """Folder with a ``settings.toml`` and ``sites/*.toml`` of your own, read before the built-in ones, and with the
    ``approvers.toml`` of those who may approve plans."""
    selectors_folder: Path | None = None
    """Folder with catalogs (``*.yaml``) of your own; a file there replaces the built-in one of the same name."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources in their order: arguments, environment, TOML file."""
        folder = (init_settings() | env_settings()).get("config_folder")
        files = [data_folder("config") / "settings.toml"]
        if folder:
            files.append(Path(folder) / "settings.toml")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, files)
