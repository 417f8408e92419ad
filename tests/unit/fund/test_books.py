"""The books: balanced or not at all, and never less money than none."""

from datetime import date

import pytest

from fund.books import ACCOUNTS, Account, Balances, Entry, Kind, Overdrawn, Posting, Unbalanced, funded, transfer
from fund.explanation import yuan

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("fens", [(5,), (5, -4), (0, 0), ()])
def test_a_posting_that_is_not_balanced_cannot_be_made(fens):
    with pytest.raises(Unbalanced):
        Posting("F1", Kind.PAID, DAY, tuple(Entry(Account.CASH, fen) for fen in fens))


def test_the_balances_are_the_sum_of_the_journal_in_any_order():
    journal = [funded("F1", 500, DAY, ("d",), "x"), _reserved(1, 200), _reserved(2, 100)]
    balances = Balances.of(journal)
    assert balances == Balances.of(reversed(journal))
    assert balances.free_fen == 200
    assert balances.total(Account.RESERVED) == 300
    assert balances.total(Account.RESERVED, 2) == 100
    assert balances.held_fen == 500
    assert balances.total(Account.BUDGET) == -500


def test_money_that_is_not_there_cannot_be_reserved():
    balances = Balances.of([funded("F1", 500, DAY, ("d",), "x")])
    assert balances.after(_reserved(1, 500)).free_fen == 0
    with pytest.raises(Overdrawn) as caught:
        balances.after(_reserved(1, 501))
    assert (caught.value.account, caught.value.short_fen) == (Account.CASH, 1)


def test_one_cases_reservation_does_not_pay_for_another():
    balances = Balances.of([funded("F1", 500, DAY, ("d",), "x"), _reserved(1, 300)])
    ordered = transfer("F1", Kind.ORDERED, DAY, 1, into=_of(Account.ORDERED, 2), out_of=_of(Account.RESERVED, 2))
    with pytest.raises(Overdrawn):
        balances.after(ordered)


def test_a_transfer_belongs_to_the_case_of_either_side():
    assert _reserved(1, 5).case == 1
    released = transfer("F1", Kind.RELEASED, DAY, 5, into=Entry(Account.CASH), out_of=_of(Account.RESERVED, 7))
    assert (released.case, released.total_fen) == (7, 5)


def test_every_account_has_a_name_in_two_languages():
    assert set(ACCOUNTS) == set(Account)


@pytest.mark.parametrize(("fen", "text"), [(1_234_567, "12,345.67"), (-5, "-0.05"), (0, "0.00")])
def test_sums_are_written_in_yuan(fen, text):
    assert yuan(fen) == text


def _of(account: Account, case: int) -> Entry:
    return Entry(account, case=case)


def _reserved(case: int, fen: int) -> Posting:
    return transfer("F1", Kind.RESERVED, DAY, fen, into=_of(Account.RESERVED, case), out_of=Entry(Account.CASH))
