"""The reading actions about tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.api_read import Call
from sandbox.book import BusinessError
from sandbox.ticket_category import PRODUCTS, Named, Product, advice_for, find_category
from sandbox.ticket_record import Step, Ticket, TicketStatus
from sandbox.ticket_texts import SUPPORT_MESSAGES, TICKET_STATUSES


def list_ticket_categories(call: Call) -> dict[str, Any]:
    """Return the products with their issue types."""

    def named(thing: Product | Named) -> dict[str, Any]:
        return {"Code": thing.code, "Name": thing.name.of(call.language)}

    return {"Products": [{**named(product), "Issues": [*map(named, product.issues)]} for product in PRODUCTS]}


def get_ticket_advice(call: Call) -> dict[str, Any]:
    """Return what the self-service page recommends before a ticket is written."""
    product, issue = category_of(call)
    advice = advice_for(product, issue)
    return {"Advice": [{"Title": one.title.of(call.language), "Url": one.url} for one in advice]}


def list_tickets(call: Call) -> dict[str, Any]:
    """Return a page of tickets, newest first."""
    status, keyword = call.text("Status"), call.text("Keyword")
    if status and status not in list(TicketStatus):
        raise BusinessError("InvalidParameter")
    tickets = [ticket for ticket in call.state.tickets.of(call.account) if _mentions(ticket, keyword)]
    rows = [_row(call, ticket) for ticket in tickets]
    shown, numbers = call.page([row for row in rows if status in ("", row["Status"])])
    return {**numbers, "Ticket": list(shown)}


def get_ticket(call: Call) -> dict[str, Any]:
    """Return everything about one ticket but its confidential text."""
    ticket = find_ticket(call)
    return {
        **_row(call, ticket),
        "Priority": ticket.priority,
        "Mobile": ticket.mobile,
        "Email": ticket.email,
        "Attachments": [file.name for file in ticket.files],
        "HasConfidential": bool(ticket.confidential),
        "Messages": _messages(call, ticket),
    }


def category_of(call: Call) -> tuple[Product, Named]:
    """Return the product and the issue type that a call names."""
    found = find_category(call.text("Product"), call.text("Issue"))
    if found is None:
        raise BusinessError("CategoryInvalid")
    return found


def find_ticket(call: Call) -> Ticket:
    """Return the ticket that a call names."""
    ticket = call.state.tickets.find(call.account, call.text("Id"))
    if ticket is None:
        raise BusinessError("TicketNotFound")
    return ticket


def steps_of(call: Call, ticket: Ticket) -> list[Step]:
    """Return the states that a ticket has been in as of now; the last is the present one."""
    return ticket.steps(call.now, timedelta(seconds=call.state.options.ticket_after_s))


def _mentions(ticket: Ticket, keyword: str) -> bool:
    return any(keyword in text for text in (ticket.id, ticket.title, ticket.description))


def _row(call: Call, ticket: Ticket) -> dict[str, Any]:
    last = steps_of(call, ticket)[-1]
    product, issue = find_category(ticket.product, ticket.issue) or (PRODUCTS[0], PRODUCTS[0].issues[0])
    return {
        "Id": ticket.id,
        "Title": ticket.title,
        "Product": product.name.of(call.language),
        "Issue": issue.name.of(call.language),
        "Status": last.status,
        "StatusText": TICKET_STATUSES[last.status].of(call.language),
        "CreatedAt": ticket.created_at.isoformat(),
        "UpdatedAt": last.at.isoformat(),
    }


def _messages(call: Call, ticket: Ticket) -> list[dict[str, str]]:
    """Return the conversation: what the customer wrote, and what the support wrote in each state."""
    messages = [_message("me", ticket.created_at.isoformat(), ticket.description)]
    for step in steps_of(call, ticket):
        if step.status is TicketStatus.FEEDBACK:
            messages.append(_message("me", step.at.isoformat(), step.text))
        elif words := SUPPORT_MESSAGES.get(step.status):
            messages.append(_message("support", step.at.isoformat(), words.of(call.language)))
    return messages


def _message(by: str, at: str, text: str) -> dict[str, str]:
    return {"By": by, "At": at, "Text": text}
