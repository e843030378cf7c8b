"""The lost-invoice certificate: what stands in it, in both files, and which invoices take none."""

from __future__ import annotations

import io
import shutil
import sys
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from docx import Document
from pypdf import PdfReader

from agent.document import print_pdf
from agent.errors import SetupError
from agent.font import check_chinese_font
from agent.settings import BrowserSettings
from flows.certificate import letter as words
from flows.certificate.docx_file import docx_of
from flows.certificate.letter import Letter, judged, letter_of, printed_code
from flows.certificate.page import page_of
from flows.invoice import InvoiceKind
from flows.issued import InvoiceFacts
from flows.number import parcel_number
from flows.rules import load_rules

RULES = load_rules()
TODAY = date(2026, 6, 1)
COMPANY = "杭州朗星拓维数据服务有限公司"
CREDIT_CODE = "91330106MA2KD3FX8T"
EMPTY = ("发票代码", "")


def invoice(age: int = 100, **changes: Any) -> InvoiceFacts:
    facts: dict[str, Any] = {
        "application": "A260601500001",
        "requested_at": "2026-01-01 09:00",
        "title": COMPANY,
        "kind": InvoiceKind.PAPER_SPECIAL,
        "fen": 12_345_607,
        "number": "01234567",
        "orders": (),
        "remark": "",
        "state": "issued",
        "code": "3300191130",
        "issued_on": TODAY - timedelta(days=age),
        "tax_fen": 1,
        "tax_number": CREDIT_CODE,
        "courier": "EMS",
        "tracking": "",
        "mail": "",
    }
    return InvoiceFacts(**(facts | changes))


def letter(**changes: Any) -> Letter:
    return letter_of(invoice(**changes), date(2026, 8, 20), RULES)


def docx_cells(content: bytes) -> list[tuple[str, ...]]:
    tables = Document(io.BytesIO(content)).tables
    return [tuple(cell.text for cell in row.cells) for table in tables for row in table.rows]


def pdf_of(portal: BlockingPortal, chromium: Path, *pages: str) -> list[bytes]:
    return portal.call(print_pdf, pages, BrowserSettings(executable=chromium))


def plain(text: str) -> str:
    """Return text as it compares: a font may draw one glyph for several characters that look alike."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def pdf_text(content: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(content)).pages
    return plain(page.extract_text())


def test_particulars_are_those_of_the_invoice() -> None:
    assert list(letter().particulars) == [
        ("公司名称（发票抬头）", COMPANY),
        ("统一社会信用代码", CREDIT_CODE),
        ("开票日期", "2026年2月21日"),
        ("发票代码", "3300191130"),
        ("发票号码", "01234567"),
        ("发票金额（小写）", "¥123,456.07"),
        ("发票金额（大写）", "壹拾贰万叁仟肆佰伍拾陆元零柒分"),
    ]


def test_letter_says_where_it_goes_to_and_until_when() -> None:
    mail, to = dict(letter().mail), RULES.mail["certificate"]
    assert mail["收件地址"].splitlines() == [to.zh, to.en]
    assert (mail["联系人"], mail["电话"], mail["最迟寄出日"]) == ("Liu Yun", "4008013260", "2026年8月20日")
    assert "寄件人承担" in mail["邮费"]


@pytest.mark.parametrize("code", ["", "330019113000", "33001911", "33001911３0"])
def test_code_that_is_unknown_or_none_of_a_special_invoice_stays_empty(code: str) -> None:
    assert EMPTY in letter(code=code).particulars
    assert printed_code(invoice(code=code), RULES) == ""


@pytest.mark.parametrize("age", [0, 179, 180])
def test_special_invoice_on_paper_takes_a_certificate_until_day_180(age: int) -> None:
    verdict = judged(invoice(age), TODAY, RULES)
    assert (verdict.refusal, verdict.last_day) == ("", TODAY + timedelta(days=180 - age))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (invoice(181), "only a photocopy or scan can be had, by ticket"),
        (invoice(kind=InvoiceKind.PAPER_GENERAL), "takes a ticket, no certificate"),
        (invoice(kind=InvoiceKind.DIGITAL_SPECIAL), "download it again"),
        (invoice(kind=None), "does not tell its kind"),
        (invoice(issued_on=None), "does not tell its date of issue"),
        (invoice(state="issuing", issued_on=None, number=""), "it is issuing"),
        (invoice(state="reversed"), "it is reversed"),
        (invoice(number="1234567"), "no number of 8 digits"),
    ],
)
def test_other_invoices_are_refused_in_the_words_of_the_rule(facts: InvoiceFacts, why: str) -> None:
    assert why in judged(facts, TODAY, RULES).refusal


def test_refusal_after_day_180_tells_what_the_law_says() -> None:
    assert [law.about for law in judged(invoice(181), TODAY, RULES).notes] == ["deduction", "certificate"]


def test_docx_read_back_holds_the_letter_on_a4() -> None:
    content = docx_of(letter())
    document = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for said in (words.HEADING, words.OPENING, words.ASKING, words.CONFIRMING):
        assert said in text
    cells = docx_cells(content)
    assert set(letter().particulars) | set(letter().mail) <= set(cells)
    seal = next(row for row in cells if words.SEAL in row[1])
    assert seal[0] == f"{words.SEALED_BY}{COMPANY}\n{words.SIGNED_ON}"
    section: Any = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_docx_leaves_the_code_empty_to_be_written_in() -> None:
    assert EMPTY in docx_cells(docx_of(letter(code="")))


def test_docx_is_the_same_each_time_and_names_no_author() -> None:
    content = docx_of(letter())
    assert content == docx_of(letter())
    about = Document(io.BytesIO(content)).core_properties
    assert (about.author, about.comments, about.title) == ("", "", words.HEADING)


def test_pdf_read_back_holds_the_letter_on_one_page_of_a4(portal: BlockingPortal, chromium: Path) -> None:
    first, again = pdf_of(portal, chromium, page_of(letter()), page_of(letter()))
    assert first == again
    text = pdf_text(first)
    values = [value for _, value in (*letter().particulars, *letter().mail)]
    for said in (words.HEADING, words.OPENING, words.ASKING, words.CONFIRMING, words.SEAL, *values):
        assert plain(said) in text, said
    box = PdfReader(io.BytesIO(first)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_long_company_still_stands_on_one_page(portal: BlockingPortal, chromium: Path) -> None:
    title = "上海" + "国际商务信息技术服务" * 9 + "有限公司"
    (pdf,) = pdf_of(portal, chromium, page_of(letter(title=title, fen=98_765_432_109_876)))
    assert title in pdf_text(pdf)


def test_what_the_console_said_is_text_and_loads_nothing(portal: BlockingPortal, chromium: Path) -> None:
    hostile = "<img src=x onerror=\"document.body.textContent='gone'\">&{{ 7 * 7 }}"
    (pdf,) = pdf_of(portal, chromium, page_of(letter(title=hostile)))
    text = pdf_text(pdf)
    assert plain(hostile) in text
    assert plain(words.HEADING) in text


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="only fontconfig can tell")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's own fonts are trusted")
def test_machine_without_a_chinese_font_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text("<?xml version='1.0'?><fontconfig></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(bare))
    with pytest.raises(SetupError) as refused:
        check_chinese_font()
    assert "fonts-noto-cjk" in refused.value.next_step


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234567890123", "1234567890123"),
        ("12345 67890-123", "1234567890123"),
        ("ｅａ123456789ｃｎ", "EA123456789CN"),
        (" EA 123 456 789 CN ", "EA123456789CN"),
    ],
)
def test_ems_number_is_read_as_people_write_it(text: str, number: str) -> None:
    assert parcel_number(text) == number


@pytest.mark.parametrize("text", ["", "123456789012", "12345678901234", "EA123456789US", "E1123456789CN", "SF12345"])
def test_what_is_no_ems_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="13 digits, or is like EA123456789CN"):
        parcel_number(text)
