"""The certificate as a DOCX file, for those who want to write into it before it is stamped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from flows.certificate import letter as words
from flows.certificate.letter import Letter

_FONT, _CHINESE_FONT = "Times New Roman", "宋体"
_PALE = RGBColor(0x77, 0x77, 0x77)
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def docx_of(letter: Letter) -> bytes:
    """Return the file; the same letter gives the same bytes."""
    document = _sheet()
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(18)
    title = heading.add_run(words.HEADING)
    title.bold, title.font.size = True, Pt(22)
    document.add_paragraph(words.ADDRESSED)
    _indented(document, words.OPENING)
    _rows(document, letter.particulars, style="Table Grid", height=Cm(0.95))
    _indented(document, words.ASKING).paragraph_format.space_before = Pt(10)
    _indented(document, words.CONFIRMING)
    _signed(document, letter.company)
    mailed_to = document.add_paragraph()
    mailed_to.paragraph_format.space_before = Pt(14)
    mailed_to.add_run(words.MAILED_TO).bold = True
    _rows(document, letter.mail, size=Pt(10))
    return _stable(document)


def _sheet() -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.8)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE_FONT)
    normal.paragraph_format.space_after = Pt(4)
    about = document.core_properties
    about.title, about.author, about.comments = words.HEADING, "", ""
    about.created = about.modified = _NO_TIME
    return document


def _indented(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = Pt(24)
    return paragraph


def _rows(
    document: Any, rows: Sequence[tuple[str, str]], *, style: str | None = None, height: Any = None, size: Any = None
) -> None:
    table = document.add_table(rows=0, cols=2, style=style)
    table.autofit = False
    for label, value in rows:
        row = table.add_row()
        row.height = height
        for cell, text, width in zip(row.cells, (label, value), (Cm(5), Cm(11.6)), strict=True):
            cell.width, cell.text = width, text
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER if height else WD_ALIGN_VERTICAL.TOP
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.size = size


def _signed(document: Any, company: str) -> None:
    """Add company and date, and beside them the place for the seal."""
    table = document.add_table(rows=1, cols=2)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.RIGHT
    table.rows[0].height, table.rows[0].height_rule = Cm(4.4), WD_ROW_HEIGHT_RULE.AT_LEAST
    who, seal = table.rows[0].cells
    who.width, seal.width = Cm(11.6), Cm(5)
    who.text = f"{words.SEALED_BY}{company}"
    who.paragraphs[0].paragraph_format.space_before = Pt(30)
    who.add_paragraph(words.SIGNED_ON).paragraph_format.space_before = Pt(14)
    place = seal.paragraphs[0]
    place.alignment, place.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.CENTER, Pt(50)
    run = place.add_run(f"（{words.SEAL}）")
    run.font.size, run.font.color.rgb = Pt(9), _PALE


def _stable(document: Any) -> bytes:
    """Return a document's bytes without the time at which its parts were packed."""
    packed, clean = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with ZipFile(packed) as source, ZipFile(clean, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(ZipInfo(part), source.read(part), ZIP_DEFLATED)
    return clean.getvalue()
