"""A digital invoice as OFD (GB/T 33190-2016): a zip of XML files, whose text stands in ``TextCode``."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from sandbox.original import Original
from sandbox.original_layout import HEIGHT, WIDTH, Rule, Text, rules, texts, width

_NAMESPACE = "http://www.ofdspec.org/2016"
_POINT = 25.4 / 72
_FONT_ID = "2"
_BROWN, _BLACK = "128 59 23", "0 0 0"


def write_ofd(original: Original) -> bytes:
    """Return the invoice as OFD of one page."""
    buffer = BytesIO()
    parts = {
        "OFD.xml": _ofd(original),
        "Doc_0/Document.xml": _document(),
        "Doc_0/PublicRes.xml": _resources(),
        "Doc_0/Pages/Page_0/Content.xml": _page(original),
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in parts.items():
            # A date of its own: the bytes of one invoice are always the same.
            info = zipfile.ZipInfo(name, original.issued_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, ET.tostring(root, encoding="UTF-8", xml_declaration=True))
    return buffer.getvalue()


def _root(name: str, **attributes: str) -> Element:
    return Element(f"ofd:{name}", {"xmlns:ofd": _NAMESPACE, **attributes})


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, f"ofd:{name}", attributes)
    child.text = text or None
    return child


def _ofd(original: Original) -> Element:
    root = _root("OFD", Version="1.1", DocType="OFD")
    body = _add(root, "DocBody")
    info = _add(body, "DocInfo")
    _add(info, "DocID", original.number.rjust(32, "0"))
    _add(info, "Title", f"电子发票（{original.kind}）")
    _add(info, "CreationDate", f"{original.issued_at:%Y-%m-%d}")
    data = _add(info, "CustomDatas")
    for name, value in _facts(original):
        _add(data, "CustomData", value, Name=name)
    _add(body, "DocRoot", "Doc_0/Document.xml")
    return root


def _facts(original: Original) -> Iterator[tuple[str, str]]:
    """Give what programs read without looking at the page."""
    yield "发票号码", original.number
    yield "开票日期", f"{original.issued_at:%Y年%m月%d日}"
    yield "购买方纳税人识别号", original.buyer_tax_no
    yield "销售方纳税人识别号", original.seller_tax_no
    yield "合计金额", f"{original.net_fen / 100:.2f}"
    yield "合计税额", f"{original.tax_fen / 100:.2f}"


def _document() -> Element:
    root = _root("Document")
    common = _add(root, "CommonData")
    _add(common, "MaxUnitID", "1000")
    _add(_add(common, "PageArea"), "PhysicalBox", f"0 0 {WIDTH:g} {HEIGHT:g}")
    _add(common, "PublicRes", "PublicRes.xml")
    _add(_add(root, "Pages"), "Page", ID="1", BaseLoc="Pages/Page_0/Content.xml")
    return root


def _resources() -> Element:
    root = _root("Res", BaseLoc="Res")
    _add(_add(root, "Fonts"), "Font", ID=_FONT_ID, FontName="宋体", FamilyName="宋体")
    return root


def _page(original: Original) -> Element:
    root = _root("Page")
    _add(_add(root, "Area"), "PhysicalBox", f"0 0 {WIDTH:g} {HEIGHT:g}")
    layer = _add(_add(root, "Content"), "Layer", ID="3")
    shapes: tuple[Rule | Text, ...] = (*rules(), *texts(original))
    for number, shape in enumerate((shape for shape in shapes if not isinstance(shape, Text) or shape.text), 4):
        _add_text(layer, number, shape) if isinstance(shape, Text) else _add_rule(layer, number, shape)
    return root


def _add_rule(layer: Element, number: int, rule: Rule) -> None:
    box = f"{rule.x1:g} {rule.y1:g} {max(rule.x2 - rule.x1, 0.2):g} {max(rule.y2 - rule.y1, 0.2):g}"
    path = _add(layer, "PathObject", ID=str(number), Boundary=box, LineWidth="0.2")
    _add(path, "StrokeColor", Value=_BROWN)
    _add(path, "AbbreviatedData", f"M 0 0 L {rule.x2 - rule.x1:g} {rule.y2 - rule.y1:g}")


def _add_text(layer: Element, number: int, text: Text) -> None:
    size = text.size * _POINT
    box = f"{text.x:.2f} {text.y - size:.2f} {width(text.text, text.size):.2f} {size * 1.2:.2f}"
    shape = _add(layer, "TextObject", ID=str(number), Boundary=box, Font=_FONT_ID, Size=f"{size:.3f}")
    _add(shape, "FillColor", Value=_BROWN if text.is_label else _BLACK)
    steps = " ".join(f"{width(character, text.size):.3f}" for character in text.text[:-1])
    _add(shape, "TextCode", text.text, X="0", Y=f"{size:.3f}", **({"DeltaX": steps} if steps else {}))
