"""The writing actions about tickets: submit one, answer the support's question."""

from __future__ import annotations

import re
from typing import Any, cast, get_args

from sandbox.api_read import Call
from sandbox.api_write import EMAIL
from sandbox.book import BusinessError
from sandbox.ticket_read import category_of, find_ticket, steps_of
from sandbox.ticket_record import Priority, Ticket, TicketFile, TicketStatus
from sandbox.ticket_seed import ticket_id
from sandbox.title_address import MOBILE

_MAX_TITLE, _MAX_DESCRIPTION, _MAX_CONFIDENTIAL, _MAX_FILES = 30, 2000, 500, 3


def create_ticket(call: Call) -> dict[str, Any]:
    """Take a ticket in; the same one twice is not noticed."""
    product, issue = category_of(call)
    description, confidential = _texts(call)
    ticket = Ticket(
        id=ticket_id(len(call.state.received) + 1),
        product=product.code,
        issue=issue.code,
        title=call.text("Title") or description[:_MAX_TITLE],
        description=description,
        created_at=call.now,
        priority=_priority(call),
        mobile=_optional(call, "Mobile", MOBILE),
        email=_optional(call, "Email", EMAIL),
        files=_files(call),
        confidential=confidential,
    )
    call.state.enter_ticket(call.account, "submit-ticket", ticket, **_facts(ticket))
    return {"TicketId": ticket.id}


def reply_ticket(call: Call) -> dict[str, Any]:
    """Take in the customer's answer to what the support has asked."""
    ticket, text = find_ticket(call), call.text("Text")
    if steps_of(call, ticket)[-1].status is not TicketStatus.WAIT_FEEDBACK:
        raise BusinessError("TicketNotWaiting")
    if not text:
        raise BusinessError("ReplyRequired")
    if len(text) > _MAX_DESCRIPTION:
        raise BusinessError("DescriptionTooLong")
    call.state.enter_ticket(call.account, "reply-ticket", ticket.replied(call.now, text), text=text)
    return {"TicketId": ticket.id}


def _texts(call: Call) -> tuple[str, str]:
    """Return the description and the confidential text."""
    description, confidential = call.text("Description"), call.text("Confidential")
    if not description:
        raise BusinessError("DescriptionRequired")
    if len(description) > _MAX_DESCRIPTION:
        raise BusinessError("DescriptionTooLong")
    if len(confidential) > _MAX_CONFIDENTIAL:
        raise BusinessError("ConfidentialTooLong")
    return description, confidential


def _priority(call: Call) -> Priority:
    priority = call.text("Priority") or "normal"
    if priority not in get_args(Priority):
        raise BusinessError("PriorityInvalid")
    return cast("Priority", priority)


def _optional(call: Call, name: str, form: re.Pattern[str]) -> str:
    """Return a text that may be left out, but must be right where it is given."""
    text = call.text(name)
    if text and not form.fullmatch(text):
        raise BusinessError(f"{name}Invalid")
    return text


def _files(call: Call) -> tuple[TicketFile, ...]:
    keys = call.texts("Attachments")
    if len(keys) > _MAX_FILES:
        raise BusinessError("AttachmentsTooMany")
    kept = (call.state.uploads.find(call.account.uid, "ticket", key) for key in keys)
    return tuple(TicketFile(file.name, file.sha256) for file in kept)


def _facts(ticket: Ticket) -> dict[str, Any]:
    """Return what the ground truth tells of a ticket."""
    return {
        "product": ticket.product,
        "issue": ticket.issue,
        "title": ticket.title,
        "description": ticket.description,
        "priority": ticket.priority,
        "files": [file.sha256 for file in ticket.files],
        "confidential": ticket.confidential,
        "mobile": ticket.mobile,
        "email": ticket.email,
    }
