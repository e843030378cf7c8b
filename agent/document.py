"""Documents: pages of HTML printed as PDF (A4) by Chromium, with nothing reachable."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError

from agent.browser import Browser
from agent.errors import ConsoleDownError, SetupError
from agent.font import check_chinese_font
from agent.network import Way
from agent.settings import BrowserSettings

_NEXT = "Run `fapiao doctor`; another browser can be named with FAPIAO_BROWSER__EXECUTABLE."
_MADE_AT = re.compile(rb"(?<=Date \(D:)\d{14}")
_NO_TIME = b"20000101000000"


async def print_pdf(pages: Sequence[str], settings: BrowserSettings) -> list[bytes]:
    """Return each page of HTML as a PDF; the same page gives the same bytes.

    Raises:
        SetupError: There is no Chinese font, or no browser that prints.
    """
    check_chinese_font()
    # Chromium prints only without a window.
    hidden = settings.model_copy(update={"is_headed": False})
    try:
        async with Browser(hidden, Way(), hosts=()) as browser, browser.context(None) as context:
            sheet = await context.new_page()
            printed = []
            for page in pages:
                await sheet.set_content(page)
                pdf = await sheet.pdf(format="A4", print_background=True, prefer_css_page_size=True)
                # The time of printing is of no use to anyone, and would make each print another file.
                printed.append(_MADE_AT.sub(_NO_TIME, pdf))
            return printed
    except (PlaywrightError, ConsoleDownError) as error:
        raise SetupError(f"the browser cannot print: {str(error).partition(chr(10))[0]}", _NEXT) from None
