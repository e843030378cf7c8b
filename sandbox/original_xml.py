"""A digital invoice as the tax bureau's XML (``EInvoice``)."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from sandbox.capitals import capitals
from sandbox.original import Original
from sandbox.original_layout import ITEM

_Fields = dict[str, str]


def write_xml(original: Original) -> bytes:
    """Return the invoice as XML."""
    root = Element("EInvoice")
    _add_header(root, original)
    _add_data(root, original)
    supervision: _Fields = {
        "InvoiceNumber": original.number,
        "IssueTime": f"{original.issued_at:%Y-%m-%d %H:%M:%S}",
        "TaxBureauCode": "13300000000",
        "TaxBureauName": "国家税务总局浙江省税务局",
    }
    _add_fields(root, "TaxSupervisionInfo", supervision)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _add_fields(parent: Element, name: str, fields: _Fields) -> Element:
    part = SubElement(parent, name)
    for field, value in fields.items():
        SubElement(part, field).text = value
    return part


def _add_header(root: Element, original: Original) -> None:
    header = _add_fields(root, "Header", {"EIid": original.number, "EInvoiceTag": "SWEI3200", "Version": "0.2"})
    labels = SubElement(header, "InherentLabel")
    code = "01" if original.is_special else "02"
    _add_fields(labels, "InIssuType", {"LabelCode": "Y", "LabelName": "是否蓝字发票标志"})
    _add_fields(labels, "GeneralOrSpecialVAT", {"LabelCode": code, "LabelName": original.kind})


def _add_data(root: Element, original: Original) -> None:
    data = SubElement(root, "EInvoiceData")
    net, tax, total = (_plain(fen) for fen in (original.net_fen, original.tax_fen, original.fen))
    seller = {"SellerIdNum": original.seller_tax_no, "SellerName": original.seller}
    _add_fields(data, "SellerInformation", seller)
    _add_fields(data, "BuyerInformation", {"BuyerIdNum": original.buyer_tax_no, "BuyerName": original.buyer})
    basics: _Fields = {
        "TotalAmWithoutTax": net,
        "TotalTaxAm": tax,
        "TotalTax-includedAmount": total,
        "TotalTax-includedAmountInChinese": capitals(original.fen),
        "Drawer": "系统",
        "RequestTime": f"{original.issued_at:%Y-%m-%d %H:%M:%S}",
    }
    _add_fields(data, "BasicInformation", basics)
    item: _Fields = {
        "ItemName": ITEM,
        "MeaUnits": "次",
        "Quantity": "1",
        "UnPrice": net,
        "Amount": net,
        "TaxRate": "0.06",
        "ComTaxAm": tax,
        "TotaltaxIncludedAmount": total,
    }
    _add_fields(data, "IssuItemInformation", item)
    _add_fields(data, "AdditionalInformation", {"Remark": original.remark})


def _plain(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
