"""What the stand-in's accounts are made of."""

from __future__ import annotations

from datetime import datetime

import pytest

from sandbox.book import Book
from sandbox.clock import CHINA
from sandbox.nouns import ENTITIES, Invoice
from sandbox.seed import make_account
from sandbox.seed_orders import make_deficit, make_orders
from sandbox.seed_past import EDGES, make_past
from sandbox.state import Options, State

TODAY = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)
ACCOUNTS = [make_account(7, index) for index in range(60)]


def book(index: int, today: datetime = TODAY) -> Book:
    account = ACCOUNTS[index]
    orders = make_orders(7, account, today)
    return Book(orders, make_past(7, account, orders, today), make_deficit(account, orders, today))


def test_account_is_the_same_however_many_there_are() -> None:
    few, many = State(Options(accounts=3)), State(Options(accounts=30))
    try:
        assert many.accounts[:3] == few.accounts
    finally:
        few.store.close()
        many.store.close()


def test_another_seed_makes_other_accounts() -> None:
    assert make_account(8, 0) != ACCOUNTS[0]


def test_same_seed_makes_the_same_orders() -> None:
    assert book(4).orders == book(4).orders


@pytest.mark.parametrize(
    ("index", "kind"),
    [(0, "enterprise"), (3, "company-no-bank"), (5, "individual"), (8, "deficit"), (31, "no-title"), (57, "nothing")],
)
def test_kind_follows_from_the_index(index: int, kind: str) -> None:
    assert ACCOUNTS[index].kind == kind


@pytest.mark.parametrize(
    ("index", "offered"),
    [
        (0, {"digital-general", "digital-special", "paper-general", "paper-special"}),
        (3, {"digital-general", "paper-general"}),
        (5, {"digital-general"}),
        (11, set()),
    ],
)
def test_kinds_of_invoice_follow_from_the_title(index: int, offered: set[str]) -> None:
    assert set(ACCOUNTS[index].title.offers()) == offered


def test_every_second_account_needs_a_one_time_code() -> None:
    assert [bool(account.totp) for account in ACCOUNTS[:4]] == [False, True, False, True]


def test_account_ids_are_sixteen_digits_and_differ() -> None:
    uids = {account.uid for account in ACCOUNTS}
    assert len(uids) == len(ACCOUNTS)
    assert all(uid.isdigit() and len(uid) == 16 and uid[0] == "1" for uid in uids)


def test_tax_numbers_have_a_right_check_character() -> None:
    values = {letter: value for value, letter in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
    for account in ACCOUNTS:
        if account.title.is_company:
            body, check = account.title.tax_no[:17], account.title.tax_no[17]
            assert (sum(values[letter] * 3**place for place, letter in enumerate(body)) + values[check]) % 31 == 0


def test_first_six_accounts_can_be_invoiced_with_one_seller() -> None:
    for index in range(6):
        open_orders = book(index).open_orders(TODAY)
        assert len(open_orders) >= 2
        assert {order.entity for order in open_orders} == {ENTITIES[0].code}


def test_every_tenth_account_buys_from_both_sellers() -> None:
    assert {order.entity for order in book(9).orders} == {entity.code for entity in ENTITIES}


def test_account_without_invoiceable_orders_has_orders() -> None:
    nothing = book(17)
    assert nothing.orders
    assert nothing.open_orders(TODAY) == []


def test_account_with_many_orders_fills_three_pages_and_has_refunds() -> None:
    open_orders = book(14).open_orders(TODAY)
    assert len(open_orders) > 40
    assert sum(bool(order.lines) for order in open_orders) >= 3


def test_deficit_is_a_fifth_of_what_can_be_invoiced() -> None:
    deficit = book(8)
    invoiceable_fen = sum(deficit.open_fen(order, TODAY) for order in deficit.orders)
    assert deficit.deficit_fen() == invoiceable_fen // 5 > 0


def test_some_order_numbers_begin_with_zero_and_all_differ() -> None:
    numbers = [order.number for index in range(20) for order in book(index).orders]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 15 for number in numbers)
    assert any(number.startswith("0") for number in numbers)


@pytest.mark.parametrize("today", [datetime(2026, 1, 1, 0, 5, tzinfo=CHINA), datetime(2027, 3, 31, 23, tzinfo=CHINA)])
def test_what_can_be_invoiced_does_not_hang_on_the_day_of_the_start(today: datetime) -> None:
    for index in range(20):
        then = {order.number: order.net_fen for order in book(index, today).open_orders(today)}
        assert then == {order.number: order.net_fen for order in book(index).open_orders(TODAY)}


def test_usage_of_this_month_can_be_invoiced_from_the_third_of_the_next() -> None:
    usage = book(17)
    assert usage.open_orders(datetime(2026, 12, 2, 23, 59, tzinfo=CHINA)) == []
    assert usage.open_orders(datetime(2026, 12, 3, 0, 0, tzinfo=CHINA)) == list(usage.orders)


def test_past_invoices_look_as_their_kind_demands() -> None:
    past = [invoice for index in range(60) for invoice in book(index).invoices]
    shapes = {(invoice.kind, len(invoice.code), len(invoice.number), bool(invoice.tracking_no)) for invoice in past}
    assert shapes == {
        ("digital-general", 0, 20, False),
        ("digital-special", 0, 20, False),
        ("paper-general", 12, 8, True),
        ("paper-special", 10, 8, True),
    }


def age(invoice: Invoice) -> int:
    return (TODAY.date() - invoice.applied_at.date()).days


@pytest.mark.parametrize("first", range(54))
def test_six_accounts_in_a_row_have_special_invoices_on_paper_of_every_age(first: int) -> None:
    past = [invoice for index in range(first, first + 6) for invoice in book(index).invoices]
    issued = [invoice for invoice in past if invoice.kind == "paper-special" and invoice.status == "issued"]
    assert set(EDGES) <= {age(invoice) for invoice in issued}
    assert len({invoice.mail_state for invoice in issued}) == 2


def test_every_account_has_a_digital_invoice_that_is_issued() -> None:
    for index in range(60):
        assert any(not invoice.is_paper and invoice.status == "issued" for invoice in book(index).invoices)


def test_special_invoices_are_only_made_out_to_titles_that_may_have_them() -> None:
    for index, account in enumerate(ACCOUNTS):
        special = [invoice for invoice in book(index).invoices if invoice.kind.endswith("special")]
        assert bool(special) is (account.title.is_company and bool(account.title.bank))


def test_what_an_older_invoice_covers_adds_up() -> None:
    for index in range(60):
        orders, invoices = book(index).orders, book(index).invoices
        assert sum(order.past_fen for order in orders) == sum(sum(invoice.takes.values()) for invoice in invoices)
        assert all(invoice.fen == sum(invoice.takes.values()) for invoice in invoices if invoice.takes)
