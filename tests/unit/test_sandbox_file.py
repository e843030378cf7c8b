"""Originals of digital invoices: what each format says, who gets it, and what a wrong one is."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from sandbox.capitals import capitals
from tests.unit.sandbox_invoice import download, issued, rows
from tests.unit.sandbox_site import Json, Site, Visitor, running_site

FORMATS = ["pdf", "ofd", "xml"]


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def details(visitor: Visitor) -> Json:
    return visitor.call("GetInvoice", Id=issued(visitor, "digital-special")["Id"])


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def test_pdf_has_a_text_layer_with_all_particulars(site: Site) -> None:
    visitor = site.signed_in()
    facts = details(visitor)
    day = facts["IssuedAt"]
    text = text_of(download(visitor, facts["Id"], "pdf").content)
    for particular in (
        facts["InvoiceNo"], f"{day[:4]}年{day[5:7]}月{day[8:10]}日", facts["Title"], facts["RegisterNo"],
        "阿里云计算有限公司", f"¥{yuan(facts['Fen'])}", yuan(facts["Tax"]), "电子发票（增值税专用发票）",
    ):  # fmt: skip
        assert particular in text


def test_ofd_is_a_zip_whose_page_says_the_same(site: Site) -> None:
    visitor = site.signed_in()
    facts = details(visitor)
    with zipfile.ZipFile(BytesIO(download(visitor, facts["Id"], "ofd").content)) as archive:
        assert {"OFD.xml", "Doc_0/Document.xml"} <= set(archive.namelist())
        page = ET.fromstring(archive.read("Doc_0/Pages/Page_0/Content.xml"))
    said = [code.text for code in page.iter("{http://www.ofdspec.org/2016}TextCode")]
    assert {facts["InvoiceNo"], facts["Title"], f"¥{yuan(facts['Fen'])}"} <= set(said)


def test_xml_is_that_of_the_tax_bureau(site: Site) -> None:
    visitor = site.signed_in()
    facts = details(visitor)
    root = ET.fromstring(download(visitor, facts["Id"], "xml").content)
    assert root.tag == "EInvoice"
    assert root.findtext("Header/EIid") == root.findtext("TaxSupervisionInfo/InvoiceNumber") == facts["InvoiceNo"]
    assert root.findtext("EInvoiceData/BuyerInformation/BuyerName") == facts["Title"]
    assert root.findtext("EInvoiceData/BuyerInformation/BuyerIdNum") == facts["RegisterNo"]
    total = root.findtext("EInvoiceData/BasicInformation/TotalTax-includedAmount")
    assert total == f"{facts['Fen'] / 100:.2f}"
    assert root.findtext("TaxSupervisionInfo/IssueTime") == facts["IssuedAt"][:19].replace("T", " ")


@pytest.mark.parametrize("form", FORMATS)
def test_file_is_an_attachment_with_its_name_and_always_the_same(site: Site, form: str) -> None:
    visitor = site.signed_in()
    facts = details(visitor)
    first, second = (download(visitor, facts["Id"], form) for _ in range(2))
    time = "".join(filter(str.isdigit, facts["IssuedAt"][:19]))
    name = f"dzfp_{facts['InvoiceNo']}_{facts['Title']}_{time}.{form}"
    assert first.headers["content-disposition"].startswith("attachment; ")
    assert first.headers["content-disposition"].endswith(f"filename*=UTF-8''{quote(name)}")
    digests = {hashlib.sha256(answer.content).hexdigest() for answer in (first, second)}
    assert len(digests) == 1
    assert site.control("GET", "/requests")["File"] == {"tries": 2, "accepted": 2}


def test_stranger_is_sent_to_sign_in_and_back(site: Site) -> None:
    facts = details(site.signed_in())
    answer = download(site.visitor(), facts["Id"], "pdf")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{site.passport}/login.htm?callback={quote(site.console, safe='')}")
    assert quote(f"id={facts['Id']}&format=pdf", safe="") in answer.headers["location"]


def test_what_has_no_file_is_not_found(site: Site) -> None:
    visitor, other = site.signed_in(), site.signed_in(2)
    paper, digital = issued(visitor, "paper-special"), issued(visitor, "digital-special")
    applied = visitor.call("ApplyInvoice", **visitor.prepared())["InvoiceApplyId"]
    asked = [(visitor, paper["Id"], "pdf"), (visitor, digital["Id"], "doc"), (visitor, applied, "pdf")]
    for who, id_, form in [*asked, (other, digital["Id"], "pdf")]:
        answer = download(who, id_, form)
        assert (answer.status_code, answer.text) == (404, "该发票没有此格式的文件。")
    assert visitor.call("GetInvoice", Id=paper["Id"])["Files"] == []
    assert visitor.call("GetInvoice", Id=applied)["Files"] == []


@pytest.mark.parametrize("form", FORMATS)
def test_wrong_file_is_another_invoice_under_the_right_name(site: Site, form: str) -> None:
    visitor = site.signed_in()
    facts = details(visitor)
    right = download(visitor, facts["Id"], form)
    site.faults(wrong_file={"count": 1})
    wrong, healed = (download(visitor, facts["Id"], form) for _ in range(2))
    assert wrong.headers["content-disposition"] == right.headers["content-disposition"]
    assert wrong.content != right.content == healed.content
    if form == "pdf":
        assert facts["InvoiceNo"] not in text_of(wrong.content)


@pytest.mark.parametrize(("fault", "keys"), [("http-500", {}), ("slow", {"ms": 1})])
def test_weather_comes_over_files_as_well(site: Site, fault: str, keys: Json) -> None:
    visitor = site.signed_in()
    facts = details(visitor)
    site.control("PUT", "/faults", {fault: {"at": "File", **keys}})
    assert download(visitor, facts["Id"], "pdf").status_code == (500 if fault == "http-500" else 200)
    assert site.control("GET", "/faults")[fault]["acted"] == 1


def test_long_list_is_made_for_measuring(site: Site) -> None:
    visitor = site.signed_in()
    before = len(rows(visitor))
    site.control("POST", "/invoices", {"account": visitor.account["uid"], "count": 120})
    told = site.control("POST", "/invoices", {"account": visitor.account["account"], "count": 60})
    listed = rows(visitor)
    assert len(listed) == told["invoices"] == before + 180
    assert [row["AppliedAt"] for row in listed] == sorted((row["AppliedAt"] for row in listed), reverse=True)
    assert len({row["Id"] for row in listed}) == len({row["InvoiceNo"] for row in listed}) == len(listed)
    assert {row["Status"] for row in listed} <= {"issued", "reversed"}
    site.renew()
    assert len(rows(visitor.sign_in())) == before


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零圆整"),
        (105, "壹圆零伍分"),
        (1_234_56, "壹仟贰佰叁拾肆圆伍角陆分"),
        (100_010_00, "壹拾万零壹拾圆整"),
        (1_000_000_50, "壹佰万圆伍角"),
        (29_901_19, "贰万玖仟玖佰零壹圆壹角玖分"),
    ],
)
def test_amounts_are_written_in_capitals(fen: int, text: str) -> None:
    assert capitals(fen) == text
