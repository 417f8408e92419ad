"""The wage account of a site: labour costs come in every cycle, wages go out, and the bank tells of it a day later."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from streams.county import days
from streams.county.dice import dice
from streams.county.plan import Plan
from streams.county.post import Moment, Post

_FIRST_SHARE = 130
_DELIVERY = "06:20"


class Account:
    """Books one wage account. What the bank books on a day it delivers early the next morning.

    Attributes:
        missed: The cycles, from 0, in which the owner transfers nothing.
        no_transfer_from: From this day on the owner transfers nothing.
        silent_after: The bank delivers nothing that it booked after this day.
        returned: The day on which a payment comes back from the worker's bank, by worker and month.
        orders: What else is done with the account, by day.
    """

    def __init__(self, plan: Plan, post: Post) -> None:
        self._plan, self._post = plan, post
        self._die = dice(plan.seed, "account")
        self._balance_fen = 0
        self._cycle = 0
        self._transfer_on: date = plan.starts_on
        self._batches = 0
        self._waiting: list[tuple[date, str, list[dict[str, Any]]]] = []
        self.missed: set[int] = set()
        self.no_transfer_from = plan.completes_on or date.max
        self.silent_after = date.max
        self.returned: dict[tuple[str, str], date] = {}
        self.orders: dict[date, Callable[[], None]] = {}
        self._plan_transfer()

    def work(self, day: date) -> None:
        """Book what falls due on this day."""
        if day == self._transfer_on:
            if self._cycle not in self.missed and day < self.no_transfer_from:
                self._transfer(day)
            self._cycle += 1
            self._plan_transfer()
        for paid_on, month, lines in [batch for batch in self._waiting if batch[0] == day]:
            self._book(month, paid_on, lines)
        self._waiting = [batch for batch in self._waiting if batch[0] > day]
        if day in self.orders:
            self.orders.pop(day)()

    def pay(self, month: str, day: date, lines: list[dict[str, Any]]) -> None:
        """Pay these lines for a month on a day that has not passed."""
        self._waiting.append((day, month, lines))

    def debit(self, day: date, time: str, transaction: str, amount_fen: int, purpose: str, **more: str) -> None:
        """Take money out and report it."""
        self._move("bank.account_debited", (day, time), transaction, -amount_fen, {"purpose": purpose, **more})

    def withdraw_all_but(self, rest_fen: int, day: date, time: str, transaction: str, purpose: str) -> None:
        """Take out everything above `rest_fen`."""
        self.debit(day, time, transaction, max(self._balance_fen - rest_fen, 1), purpose)

    def deliver(self, kind: str, day: date, time: str, data: dict[str, Any]) -> None:
        """Report what the bank booked on a day with the next morning's delivery, unless the bank has fallen silent."""
        if day <= self.silent_after:
            self._post.send(kind, day, time, data, (day + timedelta(days=1), _DELIVERY))

    def _plan_transfer(self) -> None:
        begins = days.same_day_after(self._plan.starts_on, self._cycle)
        self._transfer_on = days.on_or_after(begins + timedelta(days=self._die.randint(3, 9)))

    def _transfer(self, day: date) -> None:
        share = _FIRST_SHARE if self._cycle == 0 else self._die.choice((100, 100, 102, 105))
        data = {"purpose": "labor_cost", "payer": self._plan.owner.name}
        transaction = f"{self._plan.id}-C{self._cycle + 1:02d}"
        amount_fen = self._plan.labor_cost_fen * share // 100
        self._move("bank.account_credited", (day, "10:40"), transaction, amount_fen, data)

    def _book(self, month: str, day: date, lines: list[dict[str, Any]]) -> None:
        """Carry out a batch: the lines and the debit of what went through."""
        if not lines:
            return
        self._batches += 1
        batch = f"{self._plan.id}-{month}-{self._batches:03d}"
        booked = [
            {"line_id": f"{nth}", **line, "paid_on": f"{day}", "payee_name_matches": True}
            for nth, line in enumerate(lines, start=1)
        ]
        data = {"batch_id": batch, "account_id": self._plan.account, "pay_month": month, "lines": booked}
        self.deliver("bank.wages_paid", day, "15:00", data)
        for line in booked:
            if returned_on := self.returned.get((line["worker_id"], month)):
                self.orders[returned_on] = partial(self._return, batch, line, returned_on)
        paid_fen = sum(line["amount_fen"] for line in lines if line["status"] == "paid")
        if paid_fen:
            self.debit(day, "15:05", f"{batch}-D", paid_fen, "wages")

    def _return(self, batch: str, line: dict[str, Any], day: date) -> None:
        """Take back a payment that the worker's bank refused."""
        data = {"batch_id": batch, "line_id": line["line_id"], "returned_on": f"{day}", "reason": "收款账户已销户"}
        self.deliver("bank.wages_returned", day, "11:00", data)
        transaction = f"{batch}-R{line['line_id']}"
        self._move("bank.account_credited", (day, "11:05"), transaction, line["amount_fen"], {"purpose": "wage_return"})

    def _move(self, kind: str, when: Moment, transaction: str, amount_fen: int, data: dict[str, Any]) -> None:
        self._balance_fen += amount_fen
        ids = {"account_id": self._plan.account, "transaction_id": transaction, "amount_fen": abs(amount_fen)}
        self.deliver(kind, *when, {**ids, **data, "balance_fen": self._balance_fen})
