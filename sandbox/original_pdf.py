"""A digital invoice as PDF, with its text in a layer that can be read."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from sandbox.original import Original
from sandbox.original_layout import HEIGHT, WIDTH, rules, texts

_FONT = "STSong-Light"
_BROWN, _BLACK = (0.5, 0.23, 0.09), (0.0, 0.0, 0.0)
registerFont(UnicodeCIDFont(_FONT))


def write_pdf(original: Original) -> bytes:
    """Return the invoice as PDF of one page."""
    buffer = BytesIO()
    # Invariant: no time of making and no random id, so that the bytes are always the same.
    canvas = Canvas(buffer, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1)
    canvas.setTitle(original.name("pdf").removesuffix(".pdf"))
    canvas.setStrokeColorRGB(*_BROWN)
    canvas.setLineWidth(0.6)
    for rule in rules():
        canvas.line(rule.x1 * mm, _up(rule.y1), rule.x2 * mm, _up(rule.y2))
    for text in texts(original):
        canvas.setFillColorRGB(*(_BROWN if text.is_label else _BLACK))
        canvas.setFont(_FONT, text.size)
        canvas.drawString(text.x * mm, _up(text.y), text.text)
    canvas.save()
    return buffer.getvalue()


def _up(y: float) -> float:
    """Return a height in points from the bottom, as PDF counts."""
    points: float = (HEIGHT - y) * mm
    return points
