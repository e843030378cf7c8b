"""The fonts of this machine: whether Chinese text can be drawn, or would show as boxes."""

from __future__ import annotations

import shutil
import subprocess
import sys

from agent.errors import SetupError

FIX = "apt-get install fonts-noto-cjk"


def chinese_fonts() -> list[str] | None:
    """Return the families that have Chinese characters; None where nobody can tell: no Linux, or no fontconfig."""
    if sys.platform != "linux" or shutil.which("fc-list") is None:
        return None
    asked = ["fc-list", ":lang=zh-cn", "family"]
    lines = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
    return sorted({line.split(",")[0] for line in lines if line})


def check_chinese_font() -> None:
    """Refuse to go on where Chinese text would come out as boxes; where nobody can tell, trust the machine.

    Raises:
        SetupError: There is no Chinese font.
    """
    if chinese_fonts() == []:
        raise SetupError("no Chinese font is installed: the paper would show boxes in place of characters", FIX)
