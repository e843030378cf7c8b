"""Where what stands on a digital invoice, for the formats that are pictures: PDF and OFD. In mm from the top left."""

from __future__ import annotations

from typing import NamedTuple

from sandbox.capitals import capitals
from sandbox.original import Original, yuan

WIDTH, HEIGHT = 210.0, 140.0
RATE = "6%"
ITEM = "*信息技术服务*技术服务费"
_POINT = 25.4 / 72
_LEFT, _RIGHT, _TOP, _BOTTOM = 6.0, 204.0, 34.0, 124.0


class Text(NamedTuple):
    """A line of text; ``y`` is its baseline, ``size`` in points. Labels are printed in another colour."""

    x: float
    y: float
    text: str
    size: float = 9.0
    is_label: bool = False


class Rule(NamedTuple):
    """A line of the frame."""

    x1: float
    y1: float
    x2: float
    y2: float


def rules() -> tuple[Rule, ...]:
    """Return the frame of the form."""
    across = [Rule(_LEFT, y, _RIGHT, y) for y in (_TOP, 56.0, 92.0, 104.0, _BOTTOM)]
    down = [Rule(x, _TOP, x, _BOTTOM) for x in (_LEFT, _RIGHT)]
    parties = [Rule(x, _TOP, x, 56.0) for x in (12.0, 105.0, 111.0)]
    foot = [Rule(50.0, 92.0, 50.0, 104.0), Rule(12.0, 104.0, 12.0, _BOTTOM)]
    return (*across, *down, *parties, *foot)


def texts(original: Original) -> tuple[Text, ...]:
    """Return everything that is printed."""
    return (*_head(original), *_parties(original), *_items(original), *_foot(original))


def width(text: str, size: float) -> float:
    """Return about how wide a text is: a Chinese character is as wide as high, a Latin letter half."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text) * size * _POINT


def _head(original: Original) -> list[Text]:
    title = f"电子发票（{original.kind}）"
    return [
        Text((WIDTH - width(title, 19)) / 2, 18, title, 19, is_label=True),
        Text(153, 16, "发票号码：", is_label=True),
        Text(169, 16, original.number),
        Text(153, 22, "开票日期：", is_label=True),
        Text(169, 22, f"{original.issued_at:%Y}年{original.issued_at:%m}月{original.issued_at:%d}日"),
    ]


def _parties(original: Original) -> list[Text]:
    buyer, seller = _down(7.4, 38.2, "购买方信息"), _down(106.4, 38.2, "销售方信息")
    return [
        *buyer,
        *_party(14, original.buyer, original.buyer_tax_no),
        *seller,
        *_party(113, original.seller, original.seller_tax_no),
    ]


def _party(x: float, name: str, tax_no: str) -> list[Text]:
    return [
        Text(x, 41, "名称：", is_label=True),
        Text(x + 10, 41, name),
        Text(x, 51, "统一社会信用代码/纳税人识别号：", 8, is_label=True),
        Text(x + 44, 51, tax_no),
    ]


def _items(original: Original) -> list[Text]:
    heads = ((10, "项目名称"), (62, "规格型号"), (86, "单位"), (103, "数量"), (122, "单价"), (144, "金额"))
    net, tax = yuan(original.net_fen), yuan(original.tax_fen)
    return [
        *(Text(x, 61, head, is_label=True) for x, head in (*heads, (164, "税率/征收率"), (194, "税额"))),
        Text(8, 68, ITEM),
        Text(88, 68, "次"),
        Text(105, 68, "1"),
        _right(134, 68, net),
        _right(158, 68, net),
        Text(170, 68, RATE),
        _right(202, 68, tax),
        Text(22, 90, "合    计", is_label=True),
        _right(158, 90, f"¥{net}"),
        _right(202, 90, f"¥{tax}"),
    ]


def _foot(original: Original) -> list[Text]:
    return [
        Text(18, 99.5, "价税合计（大写）", is_label=True),
        Text(54, 99.5, capitals(original.fen)),
        Text(140, 99.5, "（小写）", is_label=True),
        Text(156, 99.5, f"¥{yuan(original.fen)}"),
        *_down(7.4, 111, "备注"),
        Text(14, 110, original.remark[:60]),
        Text(20, 131, "开票人：", is_label=True),
        Text(33, 131, "系统"),
        Text(120, 131, "演示站点生成，非真实发票，不得作为报销凭证", 8, is_label=True),
    ]


def _down(x: float, y: float, text: str) -> list[Text]:
    return [Text(x, y + 4 * row, character, 8.5, is_label=True) for row, character in enumerate(text)]


def _right(x: float, y: float, text: str) -> Text:
    """Return a text that ends at x."""
    return Text(x - width(text, 9), y, text)
