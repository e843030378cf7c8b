"""Add or change a mailing address (邮寄地址) that requests for paper invoices use.

Opens: mailing_address.
Writes: one mailing address.
Source: document_detail/57487 of the vendor's help, read 2026-01-15; at most 50 addresses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from agent.flow import Column, Console, Draft, Flow, Receipt, RefusedError, Row, Submit
from flows.number import Mobile

LIMIT = 50
_POSTCODE = re.compile(r"[0-9]{6}|")


def _spaced_once(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_spaced_once)]
Needed = Annotated[Text, Field(min_length=1)]


class MailingAddress(BaseModel):
    """One mailing address."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    recipient: Annotated[
        Needed, Field(max_length=50, pattern="^[^;]*$"), Column("收件人", "收件人姓名，不含分号。", "王芳")
    ]
    """Who receives the mail; no semicolon."""
    mobile: Annotated[Mobile, Column("手机号", "收件人的 11 位手机号。", "13800138000")]
    """The recipient's mobile number: 11 digits, as 13800138000."""
    province: Annotated[Needed, Column("省份", "与控制台的选项一致。", "浙江省")]
    """Province, as the console offers it."""
    city: Annotated[Needed, Column("城市", "与控制台的选项一致。", "杭州市")]
    """City, as the console offers it."""
    district: Annotated[Needed, Column("区县", "与控制台的选项一致。", "西湖区")]
    """District, as the console offers it."""
    detail: Annotated[Needed, Field(max_length=200), Column("详细地址", "街道和门牌号，最多 200 字。", "文一西路1号")]
    """Street and house."""
    postcode: Annotated[Text, Column("邮政编码", "6 位数字。", "310000")] = ""
    """Postal code: 6 digits."""
    is_default: Annotated[bool, Column("设为默认", "是否设为默认地址（是或否）。")] = False
    """Make it the default address (yes or no)."""
    replaces: Annotated[Text, Column("替换对象", "被替换地址的街道和门牌号，与控制台列表完全一致；不填则为新增。")] = ""
    """Street and house of the address that it replaces, exactly as the console lists it; if empty, it is added."""

    @property
    def region(self) -> str:
        """Return province, city and district as the list shows them."""
        return f"{self.province} {self.city} {self.district}"

    @field_validator("postcode")
    @classmethod
    def _check_postcode(cls, postcode: str) -> str:
        if not _POSTCODE.fullmatch(postcode):
            raise ValueError(f"{postcode!r} is no postal code; write 6 digits, or leave it empty")
        return postcode

    @property
    def line(self) -> str:
        """Return the address as one line, by which it is known."""
        return f"{self.recipient}; {self.mobile}; {self.region}; {self.detail}"


class SetMailingAddress(Flow[MailingAddress]):
    """Add a mailing address for paper invoices, or change one."""

    name = "set-mailing-address"
    key = ("address",)
    submit = Submit(click="mailing_address.ok", settled="mailing_address.kept")

    @classmethod
    def narrowed(cls, job: MailingAddress, key: Mapping[str, Sequence[str]]) -> MailingAddress:
        """Return the address that a key stands for."""
        recipient, mobile, region, detail = key["address"][0].split("; ", 3)
        province, city, district = region.split(" ")
        parts = {"recipient": recipient, "mobile": mobile, "detail": detail}
        return job.model_copy(update=parts | {"province": province, "city": city, "district": district})

    async def probe(self, console: Console, job: MailingAddress) -> Receipt | None:
        """Return the address if the console lists it as it should be."""
        await console.open("mailing_address")
        for row in await _rows(console):
            if _line(row) == job.line:
                return Receipt(number=job.line, state=row.get("default"))
        return None

    async def fill(self, console: Console, job: MailingAddress) -> Draft:
        """Fill in the dialog; nothing is sent."""
        await console.open("mailing_address")
        if job.replaces:
            await console.click_row("mailing_address.table", job.replaces, "modify")
        elif len(await _rows(console)) >= LIMIT:
            raise RefusedError(f"this account has {LIMIT} mailing addresses already; replace one")
        else:
            await console.click("mailing_address.add")
        await console.fill("mailing_address.recipient", job.recipient)
        await console.fill("mailing_address.mobile", job.mobile)
        for target in ("province", "city", "district"):
            await console.choose(f"mailing_address.{target}", getattr(job, target))
        await console.fill("mailing_address.detail", job.detail)
        await console.fill("mailing_address.postcode", job.postcode)
        if job.is_default:
            await console.tick("mailing_address.as_default")
        shown = ("recipient", "mobile", "province", "city", "district", "detail", "postcode")
        return await console.draft("mailing_address", *shown, key={"address": [job.line]})


async def _rows(console: Console) -> list[Row]:
    if await console.has("mailing_address.none"):
        return []
    return [row async for row in console.rows("mailing_address.table")]


def _line(row: Row) -> str:
    return f"{row['recipient']}; {row['mobile']}; {row['region']}; {row['detail']}"
