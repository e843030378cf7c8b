"""The certificate as a page of HTML, to be printed on one sheet of A4."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.certificate import letter as words
from flows.certificate.letter import Letter


def page_of(letter: Letter) -> str:
    """Return the page; what the console said is text in it, never markup."""
    loader = PackageLoader("flows.certificate", package_path="")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("letter.html").render(letter=letter, words=words)
