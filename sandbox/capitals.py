"""Amounts in Chinese capitals (大写金额), as invoices carry them."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def capitals(fen: int) -> str:
    """Return an amount, as in 壹仟零贰拾叁圆肆角伍分; below a thousand billion yuan."""
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}圆" if yuan else ""
    if not jiao and not rest:
        return f"{whole or '零圆'}整"
    zero = "零" if whole and not jiao else ""
    return whole + (f"{_DIGITS[jiao]}角" if jiao else zero) + (f"{_DIGITS[rest]}分" if rest else "")


def _whole(yuan: int) -> str:
    """Return whole yuan, in groups of four digits; a gap is read as one zero."""
    groups = [yuan // 10_000**place % 10_000 for place in range(len(_GROUPS))]
    text = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group:
            gap = "零" if text and (group < 1000 or not groups[place + 1] % 10) else ""
            text += gap + _group(group) + _GROUPS[place]
    return text


def _group(number: int) -> str:
    """Return a number of up to four digits."""
    text, has_gap = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if has_gap and text else "") + _DIGITS[digit] + _PLACES[place]
        has_gap = not digit
    return text
