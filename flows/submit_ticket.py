"""Submit a ticket (提交工单) about anything.

Opens: ticket_create, tickets.
Writes: one ticket for each reference.
Source: FAQ "What to do if a general VAT invoice is lost", 2026-01-15; limits: the vendor's CreateTicket API.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from agent.flow import Column, Console, Draft, Flow, Receipt, Submit
from flows.number import OptionalMobile
from flows.proof import ProofFile
from flows.ticketing import (
    CONFIDENTIAL_LIMIT,
    MAX_FILES,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Priority,
    Ticket,
    fill_ticket,
    find_ticket,
)

_REFERENCE = re.compile(r"[A-Za-z0-9._-]{4,40}")


def _paths(value: Any) -> Any:
    """Split names of files at semicolons and line ends; a name may hold commas and blanks."""
    return (
        tuple(name for part in re.split(r"[;\n]", value) if (name := part.strip())) if isinstance(value, str) else value
    )


def _optional(value: Any) -> Any:
    return value or None


def _check_text(path: Path | None) -> Path | None:
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}; name a text file of this machine") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text file in UTF-8") from None
    if not 1 <= len(text) <= CONFIDENTIAL_LIMIT:
        raise ValueError(f"{path} holds {len(text)} characters; the console takes 1 to {CONFIDENTIAL_LIMIT}")
    return path.absolute()


class TicketRequest(BaseModel):
    """One ticket."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    reference: Annotated[
        str, Column("自有编号", "您给此工单的编号，4 到 40 位字母、数字、点、_ 或 -；写入标题。", "SSC-2026-0001")
    ]
    """Your own number for this ticket, 4 to 40 letters, digits, dots, _ or -; it is written into the title."""
    subject: Annotated[
        str,
        Field(min_length=1, max_length=TITLE_LIMIT),
        Column("工单标题", "工单的标题，自有编号附在其后。", "咨询十月账单"),
    ]
    """Title of the ticket, to which the reference is added."""
    description: Annotated[
        str, Field(min_length=1, max_length=TEXT_LIMIT), Column("问题描述", "最多 2000 字。", "请说明十月账单的明细。")
    ]
    """What it is about."""
    product: Annotated[str, Column("工单产品", "finance（财务），或控制台上的名称。")] = "finance"
    """Product: finance, or as the console names it."""
    issue: Annotated[str, Column("问题类型", "invoice（发票管理），或控制台上的名称。")] = "invoice"
    """Issue type: invoice, or as the console names it."""
    priority: Annotated[Priority, Column("优先级", "normal 一般，urgent 紧急。")] = Priority.NORMAL
    """normal or urgent."""
    files: Annotated[
        tuple[ProofFile, ...],
        BeforeValidator(_paths),
        Field(max_length=MAX_FILES),
        Column("附件", "最多 3 个本机 PDF、PNG 或 JPEG 文件，用分号分隔，每个最大 5 MB。"),
    ] = ()
    """Attachments: up to 3 PDF, PNG or JPEG files of this machine, separated by semicolons, 5 MB each."""
    confidential_file: Annotated[
        Path | None,
        BeforeValidator(_optional),
        AfterValidator(_check_text),
        Column("机密文件", "本机文本文件，内容只给客服看，不写入任何记录和截图。"),
    ] = None
    """Text file of this machine with what only the support may read; its text is in no journal and no picture."""
    mobile: Annotated[OptionalMobile, Column("手机号", "联系人的 11 位手机号；不填则用控制台上的。")] = ""
    """Mobile number of the person who asks; if empty, the console's own."""

    @property
    def confidential(self) -> str:
        """Return what only the support may read."""
        return self.confidential_file.read_text(encoding="utf-8").strip() if self.confidential_file else ""

    @field_validator("reference")
    @classmethod
    def _check_reference(cls, reference: str) -> str:
        if not _REFERENCE.fullmatch(reference):
            raise ValueError(f"{reference!r} is no reference; 4 to 40 letters, digits, dots, _ or -")
        return reference


class SubmitTicket(Flow[TicketRequest]):
    """Submit a ticket: product, issue type, description, attachments, confidential block."""

    name = "submit-ticket"
    key = ("reference",)
    submit = Submit(click="ticket_create.submit", settled="ticket_create.done")

    async def probe(self, console: Console, job: TicketRequest) -> Receipt | None:
        """Return the ticket that bears the reference, if the console lists one."""
        return await find_ticket(console, job.reference)

    async def fill(self, console: Console, job: TicketRequest) -> Draft:
        """Fill in the form; nothing is sent."""
        ticket = Ticket(
            product=job.product,
            issue=job.issue,
            title=job.subject,
            reference=job.reference,
            description=job.description,
            priority=job.priority,
            files=job.files,
            confidential=job.confidential,
            mobile=job.mobile,
        )
        return await fill_ticket(console, ticket, key={"reference": [job.reference]})
