"""Catalogs: the selectors of a page as data (``selectors/*.yaml``), and the way from a target to its one element."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from playwright.async_api import Locator, Page
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.errors import InputError, InputErrors
from agent.model import LOCALES, Locale
from agent.pattern import pattern
from agent.site import Pattern

# The one written in C, where it is there: a dozen times as fast, and as safe.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Itself, unless an ancestor is aria-hidden: locked-column tables copy their rows into hidden ones. Asked of each match,
# it costs nothing; a selector for everything that is exposed would be looked up in the whole page each time.
_EXPOSED = 'xpath=self::*[not(ancestor-or-self::*[@aria-hidden="true"])]'


def _all_locales(names: Mapping[Locale, list[str]]) -> Mapping[Locale, list[str]]:
    missing = [locale for locale in LOCALES if not names.get(locale)]
    if missing:
        raise ValueError(f"no name for {', '.join(missing)}; both languages are needed")
    return names


Names = Annotated[dict[Locale, list[str]], AfterValidator(_all_locales)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Way(_Data):
    """One means of finding a target; exactly one of the five kinds."""

    role: str | None = None
    name: Names | None = None
    label: Names | None = None
    test_id: str | None = None
    text: Names | None = None
    css: str | None = None
    holding: Names | None = None
    """Only elements that hold this text: a dialog without a name of its own is known by its title."""
    variant: str = ""
    """Generation of the page that this way belongs to, where generations truly differ; empty: all of them."""

    @model_validator(mode="after")
    def _one_kind(self) -> Way:
        kinds = [kind for kind in ("role", "label", "test_id", "text", "css") if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"a way has exactly one of role, label, test_id, text, css; found {kinds or 'none'}")
        if self.name is not None and self.role is None:
            raise ValueError("name belongs to role")
        return self

    def __str__(self) -> str:
        """Return the way as it is written into journals and drift reports."""
        kind = next(kind for kind in ("role", "label", "test_id", "text", "css") if getattr(self, kind) is not None)
        value = getattr(self, kind)
        holding = f" holding {'|'.join(self.holding[LOCALES[0]])}" if self.holding else ""
        return f"{kind}={value if isinstance(value, str) else '|'.join(value[LOCALES[0]])}{holding}"

    def locator(self, scope: Page | Locator, locale: Locale) -> Locator:
        """Return the elements that this way means, visible and exposed ones only."""
        found = self._found(scope, locale).filter(visible=True)
        if self.holding is None:
            return found
        return found.filter(has=scope.get_by_text(pattern(tuple(self.holding[locale]))))

    def _found(self, scope: Page | Locator, locale: Locale) -> Locator:
        if self.role is not None:
            name = None if self.name is None else pattern(tuple(self.name[locale]))
            return scope.get_by_role(self.role, name=name)  # type: ignore[arg-type]
        if self.label is not None:
            found = scope.get_by_label(pattern(tuple(self.label[locale])))
        elif self.test_id is not None:
            found = scope.get_by_test_id(self.test_id)
        elif self.text is not None:
            found = scope.get_by_text(pattern(tuple(self.text[locale])))
        else:
            found = scope.locator(self.css or "")
        return found.locator(_EXPOSED)


class Table(_Data):
    """What the engine needs to read a table, whatever draws it."""

    columns: dict[str, Names]
    """Our word for a column to its header texts."""
    key: str
    """The column that names a row."""
    words: dict[str, dict[str, Names]] = {}
    """For columns that hold a state: our word for each to its texts."""
    actions: dict[str, Names] = {}
    """Our word for each link or button of a row to its texts; none of them writes."""
    next: str = ""
    """Target that turns to the next page; disabled on the last one."""
    size: str = ""
    """Choice of how many rows a page shows; where it is not seen, the pages stay as they are."""
    last: str = ""
    """Target that is seen on the last page only, where ``next`` is absent there."""
    empty: str = ""
    """Target that is seen when the table has no rows."""
    loading: str = ""
    """CSS of what is seen inside the table while rows are on their way."""
    expand: str = ""
    """CSS, inside a row, of what opens the lines that belong to it while they are closed."""


class Facts(_Data):
    """A list of labels and values, whatever draws it: ``dt`` and ``dd``, ``th`` and ``td``, labels by class."""

    labels: dict[str, Names]
    """Our word for a fact to the texts of its label."""
    words: dict[str, dict[str, Names]] = {}
    """For facts that hold a state: our word for each to its texts."""


class Request(_Data):
    """The request that a submitting click sends; by it the gate tells that one from all others."""

    method: str = "POST"
    address: Pattern
    """Regular expression that is looked for in path and query."""
    fen: str = ""
    """Dotted path of the content to the amount in fen, which must equal the draft's; as ``params.amount``."""


class Target(_Data):
    """A thing on a page, with the ways to find it, best first."""

    what: str
    by: list[Way] = Field(min_length=1)
    options: dict[str, Names] = {}
    """Our word for each offer of a choice to its texts."""
    table: Table | None = None
    facts: Facts | None = None
    request: Request | None = None
    """For a target that writes: the request it sends. Without it the first writing request after the click is it."""

    @model_validator(mode="after")
    def _only_writers_send(self) -> Target:
        if self.request is not None and not self.writes:
            raise ValueError("request belongs to a target that WRITES:")
        return self

    @property
    def writes(self) -> bool:
        """Tell whether using this target changes something in the console."""
        return self.what.startswith("WRITES:")

    def rank(self, index: int) -> int:
        """Return how far down the list a way stands among those of its own variant; 0 is no drift."""
        variants = {self.by[index].variant, ""}
        return sum(1 for way in self.by[:index] if way.variant in variants or self.by[index].variant == "")


class Catalog(_Data):
    """The targets of one page."""

    page: str
    origin: str = "console"
    """Which of the site's origins the page lives on."""
    path: str = ""
    """Path (and query) under the origin; empty for parts that are on every page."""
    ready: str = ""
    """Seeing this target means that the page has loaded."""
    checked: dict[str, str] = {}
    """Site to the date on which a person last held this file against the real console."""
    targets: dict[str, Target]

    @model_validator(mode="after")
    def _names_exist(self) -> Catalog:
        named = [self.ready] + [
            n
            for t in self.targets.values()
            if t.table
            for n in (t.table.next, t.table.size, t.table.last, t.table.empty)
        ]
        unknown = sorted({name for name in named if name and name not in self.targets})
        if unknown:
            raise ValueError(f"names targets that are not in this file: {', '.join(unknown)}")
        return self

    @cached_property
    def digest(self) -> str:
        """Return the first 12 hex digits of the SHA-256 over the catalog's content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Found:
    """One element, and the way that found it."""

    locator: Locator
    way: str
    rank: int
    """0 for the first way (of a variant); more is drift."""


class Catalogs:
    """All catalogs by page; targets are named ``page.target``."""

    def __init__(self, catalogs: Iterable[Catalog]) -> None:
        self._pages = {catalog.page: catalog for catalog in catalogs}

    def page(self, name: str) -> Catalog:
        """Return a page's catalog.

        Raises:
            InputError: No catalog of that name.
        """
        if name not in self._pages:
            raise InputError(
                f"selectors/{name}.yaml", "there is no such catalog", f"known: {', '.join(sorted(self._pages))}"
            )
        return self._pages[name]

    def target(self, name: str) -> Target:
        """Return the target for ``page.target``.

        Raises:
            InputError: The catalog or the target does not exist.
        """
        page, _, target = name.partition(".")
        targets = self.page(page).targets
        if target not in targets:
            raise InputError(f"selectors/{page}.yaml", f"has no target {target!r}", f"it has {', '.join(targets)}")
        return targets[target]

    @property
    def pages(self) -> Sequence[str]:
        """Return the names of all pages, sorted."""
        return sorted(self._pages)


def load_catalogs(folders: Sequence[Path]) -> Catalogs:
    """Read all catalogs; a file of a later folder replaces the one of the same name in an earlier one.

    Raises:
        InputErrors: Everything that is wrong in any file, at once.
    """
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    catalogs, errors = [], []
    for path in files.values():
        try:
            catalogs.append(_load(path))
        except InputErrors as error:
            errors += error.errors
    if errors:
        raise InputErrors(errors)
    return Catalogs(catalogs)


def _load(path: Path) -> Catalog:
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe one
        catalog = Catalog.model_validate(data)
    except yaml.YAMLError as error:
        raise InputErrors([InputError(str(path), f"is not YAML: {error}")]) from error
    except ValidationError as error:
        raise InputErrors(
            [InputError(f"{path}:{'.'.join(map(str, e['loc']))}", e["msg"]) for e in error.errors()]
        ) from error
    if catalog.page != path.stem:
        raise InputErrors(
            [InputError(str(path), f"says page: {catalog.page}", f"it must equal the file name, {path.stem}")]
        )
    return catalog
