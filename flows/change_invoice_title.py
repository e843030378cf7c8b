"""Change the name of the invoice title (发票抬头) after the company was renamed (公司更名), with the proof attached.

Opens: invoice_title.
Writes: one application for a new title, which the vendor reviews.
Source: FAQ "How do I change an invoice title?", 2026-01-15.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent.flow import Column, Console, Draft, Flow, Receipt, RefusedError, Row, Submit, example_file
from flows.number import CreditCode
from flows.proof import ProofFile
from flows.title import TitleName

_OVER = ("rejected", "withdrawn")
_AGAIN = re.compile(r" #[0-9]+$")


class TitleChange(BaseModel):
    """One change of a title's name."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    new_title: Annotated[
        TitleName, Column("新抬头", "公司的新名称；括号会改成全角，与控制台一致。", "杭州示例科技有限公司")
    ]
    """The company's new name; brackets become full-width ones, as the console keeps them."""
    proof: Annotated[
        ProofFile,
        Column("证明文件", "工商变更证明：本机上的 PDF、PNG 或 JPEG 文件，最大 5 MB。", example_file("proof.pdf")),
    ]
    """Proof of the business name change (工商变更证明): a PDF, PNG or JPEG file of this machine, at most 5 MB."""
    tax_number: Annotated[
        CreditCode, Column("统一社会信用代码", "公司的统一社会信用代码，填写后与页面核对。", "91330106673959654P")
    ] = ""
    """The company's unified social credit code (统一社会信用代码), if the page is to be held against it."""
    remark: Annotated[str, Field(max_length=200), Column("备注", "给审核人员的备注，最多 200 字。")] = ""
    """Remark for the reviewer."""


class ChangeInvoiceTitle(Flow[TitleChange]):
    """Change the name of the invoice title after the company was renamed; the vendor reviews it."""

    name = "change-invoice-title"
    key = ("new_title",)
    submit = Submit(click="invoice_title.submit", settled="invoice_title.submitted")

    @classmethod
    def narrowed(cls, job: TitleChange, key: Mapping[str, Sequence[str]]) -> TitleChange:
        """Return the title that a key stands for."""
        return job.model_copy(update={"new_title": _AGAIN.sub("", key["new_title"][0])})

    async def probe(self, console: Console, job: TitleChange) -> Receipt | None:
        """Return the application for this title, unless it was rejected or withdrawn."""
        await console.open("invoice_title")
        for row in await _applications(console, job.new_title):
            if row.word("state") not in _OVER:
                return Receipt(number=row["number"], state=row["state"])
        return None

    async def fill(self, console: Console, job: TitleChange) -> Draft:
        """Fill in the form and attach the proof; nothing is handed in."""
        await console.open("invoice_title")
        before = len(await _applications(console, job.new_title))
        if await console.has("invoice_title.reviewing"):
            note = await console.read("invoice_title.reviewing")
            raise RefusedError("another title is in review; wait until that has ended", note)
        await console.click("invoice_title.modify")
        await console.choose("invoice_title.option", "rename")
        if job.tax_number:
            await console.check("invoice_title.tax_number", job.tax_number)
        await console.fill("invoice_title.new_name", job.new_title)
        await console.attach("invoice_title.proof", job.proof)
        await console.read("invoice_title.proof_end")
        if await console.has("invoice_title.proof_refused"):
            raise RefusedError(
                f"the console does not take {job.proof.name}", await console.read("invoice_title.proof_refused")
            )
        if job.remark:
            await console.fill("invoice_title.remark", job.remark)
        # A title that was rejected may be handed in again: as another submission, so it needs another key.
        key = f"{job.new_title} #{before + 1}" if before else job.new_title
        shown = ("uninvoiced", "current_name", "new_name", "tax_number", "proof_end", "remark")
        return await console.draft("invoice_title", *shown, key={"new_title": [key]})


async def _applications(console: Console, title: str) -> list[Row]:
    return [row async for row in console.rows("invoice_title.table") if row["name"] == title]
