"""Add or change a mailbox (收票邮箱) that digital invoices are sent to.

Opens: mailbox.
Writes: one mailbox.
Source: the vendor's help "modify-invoice-information", read 2026-01-15; at most 50 mailboxes.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, field_validator

from agent.flow import Column, Console, Draft, Flow, Receipt, RefusedError, Row, Submit
from flows.email import check_email

LIMIT = 50


class Mailbox(BaseModel):
    """One mailbox."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    email: Annotated[str, Column("邮箱", "接收数电发票的邮箱。", "ap@example.com")]
    """The mailbox."""
    replaces: Annotated[str, Column("替换对象", "被替换的邮箱；不填则为新增。")] = ""
    """The mailbox that it takes the place of; if empty, it is added."""

    @field_validator("email")
    @classmethod
    def _check_email(cls, email: str) -> str:
        check_email(email)
        return email


class SetMailbox(Flow[Mailbox]):
    """Add a mailbox for digital invoices, or change one."""

    name = "set-mailbox"
    key = ("email",)
    submit = Submit(click="mailbox.ok", settled="mailbox.kept")

    async def probe(self, console: Console, job: Mailbox) -> Receipt | None:
        """Return the mailbox if the console lists it."""
        await console.open("mailbox")
        for row in await _rows(console):
            if row["email"] == job.email:
                return Receipt(number=job.email, state=row.get("default"))
        return None

    async def fill(self, console: Console, job: Mailbox) -> Draft:
        """Fill in the dialog; nothing is sent."""
        await console.open("mailbox")
        if job.replaces:
            await console.click_row("mailbox.table", job.replaces, "modify")
        elif len(await _rows(console)) >= LIMIT:
            raise RefusedError(f"this account has {LIMIT} mailboxes already; replace one")
        else:
            await console.click("mailbox.add")
        await console.fill("mailbox.email", job.email)
        return await console.draft("mailbox", "email", key={"email": [job.email]})


async def _rows(console: Console) -> list[Row]:
    return [row async for row in console.rows("mailbox.table")]
