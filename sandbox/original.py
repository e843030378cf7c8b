"""The original file of a digital invoice (数电发票): what it says, in which format, and its name.

Modelled on what the tax bureau hands out as PDF, OFD and XML. The bytes of one invoice are always the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.nouns import ENTITIES, Invoice
from sandbox.wire_forms import code_and_number

SELLERS = {
    ENTITIES[0].code: ("阿里云计算有限公司", "91330106673959654P"),
    ENTITIES[1].code: ("阿里巴巴云计算（北京）有限公司", "91110108769914581E"),
}


@dataclass(frozen=True, slots=True)
class Original:
    """What stands on a digital invoice; amounts in fen, the time in China's zone."""

    number: str
    issued_at: datetime
    is_special: bool
    buyer: str
    buyer_tax_no: str
    seller: str
    seller_tax_no: str
    fen: int
    tax_fen: int
    remark: str

    @property
    def net_fen(self) -> int:
        """Return the amount without its tax."""
        return self.fen - self.tax_fen

    @property
    def kind(self) -> str:
        """Return what kind of invoice it is, as it stands at its top."""
        return "增值税专用发票" if self.is_special else "普通发票"

    def name(self, form: str) -> str:
        """Return the name of its file in a format."""
        return f"dzfp_{self.number}_{self.buyer}_{self.issued_at:%Y%m%d%H%M%S}.{form}".replace("/", "_")


Writer = Callable[[Original], bytes]


def original_of(invoice: Invoice, entity: str, issued_at: datetime) -> Original:
    """Return what the original of an invoice says.

    Args:
        entity: The seller's code.
    """
    seller, seller_tax_no = SELLERS[entity]
    return Original(
        number=code_and_number(invoice)[1],
        issued_at=issued_at,
        is_special=invoice.kind.endswith("special"),
        buyer=invoice.title,
        buyer_tax_no=invoice.tax_no,
        seller=seller,
        seller_tax_no=seller_tax_no,
        fen=invoice.fen,
        tax_fen=invoice.tax_fen,
        remark=invoice.remark,
    )


def yuan(fen: int) -> str:
    """Return an amount as it is printed, like ``1,234.50``."""
    return f"{fen // 100:,}.{fen % 100:02d}"
