"""What the stand-in knows: accounts, what they bought, what was invoiced. Amounts are integer fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
InvoiceKind = Literal["digital-general", "digital-special", "paper-general", "paper-special"]

GENERAL_KINDS: tuple[InvoiceKind, ...] = ("digital-general", "paper-general")
ALL_KINDS: tuple[InvoiceKind, ...] = ("digital-general", "digital-special", "paper-general", "paper-special")


class StandInError(Exception):
    """The stand-in cannot do what its user asked; the message says why and what to do."""


class Words(NamedTuple):
    """One text in both languages of the console."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Entity:
    """The seller who issues the invoice (开票主体)."""

    code: str
    name: Words


ENTITIES = (
    Entity("ALIYUN_SERVICE", Words("阿里云计算有限公司(服务)", "Alibaba Cloud Computing Co., Ltd. (Service)")),
    Entity(
        "ALICOM_SERVICE",
        Words("阿里巴巴云计算(北京)有限公司(服务)", "Alibaba Cloud Computing (Beijing) Co., Ltd. (Service)"),
    ),
)


@dataclass(frozen=True, slots=True)
class Title:
    """An invoice title (发票抬头); ``status`` 2 is the active one, 1 is under review."""

    id: str
    name: str
    is_company: bool
    status: int
    tax_no: str = ""
    bank: str = ""
    bank_account: str = ""
    address: str = ""
    phone: str = ""

    def offers(self) -> tuple[InvoiceKind, ...]:
        """Return the kinds of invoice that the console offers for this title."""
        if self.status != 2:
            return ()
        if not self.is_company:
            return ("digital-general",)
        return ALL_KINDS if self.bank else GENERAL_KINDS


@dataclass(frozen=True, slots=True)
class Address:
    """Where a paper invoice is mailed to."""

    id: str
    addressee: str
    phone: str
    province: str
    city: str
    county: str
    street: str
    detail: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Account:
    """One customer with its one RAM user; ``kind`` says what is special about it."""

    index: int
    name: str
    uid: str
    kind: str
    user_id: str
    password: str
    totp: str
    title: Title
    addresses: tuple[Address, ...]
    mailboxes: tuple[str, ...]

    @property
    def user(self) -> str:
        """Return the RAM user's name as it is typed at sign-in."""
        return f"finance@{self.uid}.onaliyun.com"


@dataclass(frozen=True, slots=True)
class Line:
    """A refund or downgrade that hangs on an order; ``fen`` is negative."""

    id: str
    number: str
    name: Words
    type: Words
    time: datetime
    fen: int


@dataclass(frozen=True, slots=True)
class Order:
    """Something bought; ``opens_at`` is when it may be invoiced first, ``past_fen`` what a seeded invoice covers."""

    id: str
    number: str
    bill_id: str
    entity: str
    name: Words
    type: Words
    cycle: str
    time: datetime
    fen: int
    opens_at: datetime
    past_fen: int = 0
    lines: tuple[Line, ...] = ()

    @property
    def net_fen(self) -> int:
        """Return what an invoice over the whole order comes to, its negative lines taken off."""
        return self.fen + sum(line.fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice request and the invoice that comes of it.

    ``takes`` says how many fen of which order id it uses up. A ``status`` that is empty follows from the time.
    ``reversed_at`` is when its return is through, and may lie ahead.
    """

    id: str
    applied_at: datetime
    title: str
    tax_no: str
    kind: InvoiceKind
    fen: int
    orders: tuple[str, ...]
    takes: dict[str, int] = field(default_factory=dict)
    deficit_fen: int = 0
    remark: str = ""
    emails: tuple[str, ...] = ()
    status: str = ""
    number: str = ""
    code: str = ""
    tracking_no: str = ""
    mail_state: Words = NOTHING
    returned_at: datetime | None = None
    reversed_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Return whether it still uses up what it takes."""
        return self.status not in ("voided", "reversed")

    @property
    def is_paper(self) -> bool:
        """Return whether it comes by post."""
        return self.kind.startswith("paper")

    @property
    def tax_fen(self) -> int:
        """Return the tax inside the amount: 6 % on services, rounded half up."""
        return (self.fen * 6 + 53) // 106
