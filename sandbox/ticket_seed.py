"""Past tickets of seeded accounts: none to three for each, in different states.

Draws come from a generator of their own: accounts, orders and amounts stay as they are.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sandbox.nouns import Account
from sandbox.ticket_record import Ticket, TicketStatus

# 36 to the fifth: five characters of an id. The factor is prime to it, so that no two numbers give the same five.
_SPAN, _FACTOR, _OFFSET = 36**5, 39_916_801, 8_313_376
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_PAST = 3
_REPLY_AFTER = timedelta(hours=3)


class _Past(NamedTuple):
    product: str
    issue: str
    title: str
    description: str


_PAST = (
    _Past("finance", "invoice", "普通发票遗失，申请发票存根联复印件", "普通发票在邮寄途中遗失，申请提供存根联复印件。"),
    _Past("finance", "invoice", "数电发票未收到邮件", "已开具的数电发票没有收到邮件，请重新发送到收票邮箱。"),
    _Past("finance", "bill", "月账单金额与明细不一致", "上月账单总额与导出的明细合计相差，请协助核对。"),
    _Past("finance", "contract", "申请纸质合同盖章件", "年度审计需要盖章的纸质合同，请告知办理方式。"),
    _Past("ecs", "connect", "实例无法远程连接", "安全组已放通端口，实例仍然无法远程连接。"),
    _Past("account", "real-name", "企业实名认证信息变更", "公司更名后需要更新实名认证信息，请告知所需材料。"),
)


def ticket_id(number: int, *, is_seeded: bool = False) -> str:
    """Return an id of nine characters like the console's; another one for each number."""
    rest, digits = (number * _FACTOR + _OFFSET) % _SPAN, ""
    for _ in range(5):
        rest, digit = divmod(rest, 36)
        digits = _DIGITS[digit] + digits
    return ("0005" if is_seeded else "0006") + digits


def make_tickets(seed: int, account: Account, today: datetime) -> tuple[Ticket, ...]:
    """Return the tickets that an account has when the stand-in is set up, newest first."""
    rng = random.Random(f"{seed}/{account.index}/tickets")  # noqa: S311 - test data
    count = rng.randint(0, _MAX_PAST)
    ages = sorted(rng.sample(range(1, 300), count))
    pasts = rng.sample(_PAST, count)
    return tuple(
        _ticket(rng, account.index * _MAX_PAST + place, past, today - timedelta(days=age, minutes=rng.randrange(600)))
        for place, (past, age) in enumerate(zip(pasts, ages, strict=True))
    )


def _ticket(rng: random.Random, number: int, past: _Past, created_at: datetime) -> Ticket:
    ticket = Ticket(
        id=ticket_id(number, is_seeded=True),
        product=past.product,
        issue=past.issue,
        title=past.title,
        description=past.description,
        created_at=created_at.replace(microsecond=0),
        priority=rng.choice(("normal", "normal", "urgent")),
    )
    if not ticket.is_asked_about:
        return replace(
            ticket, until=rng.choice((TicketStatus.DEALING, TicketStatus.WAIT_CONFIRM, TicketStatus.CONFIRMED))
        )
    if rng.random() < 1 / 2:
        return replace(ticket, until=TicketStatus.WAIT_FEEDBACK)
    replied = ticket.replied(ticket.created_at + _REPLY_AFTER, "已补充，请查收。")
    return replace(replied, until=rng.choice((TicketStatus.FEEDBACK, TicketStatus.CONFIRMED)))
