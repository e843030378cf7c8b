"""Amounts in Chinese capitals (大写金额), as they stand on invoices and cheques.

Source: People's Bank of China, "正确填写票据和结算凭证的基本规定", 1997: digits, 零 for gaps, 整 after yuan.
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
LIMIT_FEN = 10**14
"""From here on an amount has more than twelve digits before the point."""


def in_capitals(fen: int) -> str:
    """Return an amount in capitals: ``壹仟零伍元叁角整`` for 100530 fen.

    Raises:
        ValueError: It is negative, or a trillion yuan or more.
    """
    if not 0 <= fen < LIMIT_FEN:
        raise ValueError(f"{fen} fen cannot be written in capitals; from 0 to {LIMIT_FEN - 1}")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    gap = "零" if yuan and not jiao else ""
    return whole + gap + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    """Return a whole number; each group of four digits is written alike, with 万 and 亿 behind."""
    if not number:
        return _DIGITS[0]
    written, is_gap = "", False
    for place in reversed(range(len(str(number)))):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if is_gap else "") + _DIGITS[digit] + _PLACES[place % 4]
        is_gap = not digit and bool(written)
        if not place % 4 and number // 10**place % 10**4:
            written += _GROUPS[place // 4]
            # The unit itself closes a group that ends in zeros; only zeros that follow it are a gap.
            is_gap = False
    return written
