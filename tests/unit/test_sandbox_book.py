"""What may be invoiced and what a request takes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.book import Basket, Book, BusinessError
from sandbox.clock import CHINA
from sandbox.nouns import ENTITIES, Invoice, Line, Order, Words

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)
FIRST, SECOND = (entity.code for entity in ENTITIES)
ANY = Words("甲", "a")


def order(
    name: str, fen: int, *, days_old: int = 10, refund: int = 0, entity: str = FIRST, opens_in: int = -1
) -> Order:
    time = NOW - timedelta(days=days_old)
    lines = (Line(f"{name}-line", f"{name}0", ANY, ANY, time, -refund),) if refund else ()
    opens_at = NOW + timedelta(days=opens_in)
    return Order(name, f"no-{name}", "B1", entity, ANY, ANY, "202611", time, fen, opens_at, lines=lines)


def invoice(basket: Basket) -> Invoice:
    return Invoice(
        "A1", NOW, "t", "", "digital-general", basket.invoice_fen, basket.numbers, basket.takes, basket.deficit_fen
    )


def refusal(book: Book, *ids: str) -> str:
    with pytest.raises(BusinessError) as error:
        book.basket(ids, NOW)
    return error.value.code


def test_negative_lines_go_with_their_order() -> None:
    book = Book([order("a", 1000, refund=300), order("b", 50)], [], 0)
    basket = book.basket(["a", "a-line", "b"], NOW)
    assert (basket.invoice_fen, basket.numbers) == (750, ("no-a", "no-b"))


def test_order_is_used_up_by_a_request() -> None:
    book = Book([order("a", 1000, refund=300)], [], 0)
    book.add(invoice(book.basket(["a"], NOW)))
    assert book.left_fen(book.orders[0]) == 0
    assert refusal(book, "a") == "OrderAlreadyInvoiced"


def test_unchecked_basket_takes_a_used_up_order_again() -> None:
    book = Book([order("a", 1000)], [], 0)
    book.add(invoice(book.basket(["a"], NOW)))
    assert book.basket(["a"], NOW, checked=False).selected_fen == 1000


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ((), "NothingSelected"),
        (("nobody",), "InvalidParameter"),
        (("later",), "OrderAlreadyInvoiced"),
        (("a", "other"), "MixedEntities"),
    ],
)
def test_choice_that_cannot_be_invoiced_is_refused(ids: tuple[str, ...], code: str) -> None:
    book = Book([order("a", 1000), order("other", 1000, entity=SECOND), order("later", 1000, opens_in=3)], [], 0)
    assert refusal(book, *ids) == code


def test_deficit_is_taken_off_once() -> None:
    book = Book([order("a", 500), order("b", 500)], [], 200)
    basket = book.basket(["a"], NOW)
    assert (basket.selected_fen, basket.invoice_fen) == (500, 300)
    book.add(invoice(basket))
    assert book.basket(["b"], NOW).invoice_fen == 500


def test_deficit_as_large_as_the_selection_is_refused() -> None:
    assert refusal(Book([order("a", 200)], [], 200), "a") == "DeficitExceedsSelection"


def test_deficit_with_one_seller_does_not_touch_the_other() -> None:
    assert Book([order("a", 500, entity=SECOND)], [], 200).basket(["a"], NOW).invoice_fen == 500


def test_amount_takes_the_oldest_first_and_of_the_last_a_part() -> None:
    book = Book([order("new", 300, days_old=1), order("mid", 300, days_old=2), order("old", 300, days_old=3)], [], 0)
    basket = book.basket_of_amount(400, None, FIRST, NOW)
    assert basket.takes == {"old": 300, "mid": 100}
    book.add(invoice(basket))
    assert [book.left_fen(o) for o in book.orders] == [300, 200, 0]


@pytest.mark.parametrize(("fen", "code"), [(0, "NothingSelected"), (301, "AmountExceedsInvoiceable")])
def test_amount_that_is_not_there_is_refused(fen: int, code: str) -> None:
    with pytest.raises(BusinessError) as error:
        Book([order("a", 300)], [], 0).basket_of_amount(fen, None, FIRST, NOW)
    assert error.value.code == code


FEN = st.lists(st.integers(1, 10**7), min_size=1, max_size=8)


@given(amounts=FEN, requests=FEN)
def test_amounts_requested_add_up_to_what_is_gone(amounts: list[int], requests: list[int]) -> None:
    book = Book([order(str(i), fen, days_old=i) for i, fen in enumerate(amounts)], [], 0)
    left = sum(amounts)
    for fen in requests:
        if fen <= left:
            book.add(invoice(book.basket_of_amount(fen, None, FIRST, NOW)))
            left -= fen
    assert sum(book.left_fen(o) for o in book.orders) == left
