"""A site is one project at work: its gate, its wage office, its account and the post that tells of them."""

from datetime import date
from functools import cached_property

from streams.county import days, paperwork
from streams.county.account import Account
from streams.county.gate import Gate, Weather
from streams.county.payroll import Payroll
from streams.county.plan import Plan
from streams.county.post import Event, Post
from streams.county.roster import Worker, roster
from streams.county.shape import Shape


class Site:
    """Lives one project day by day. Its parts are made when first asked for, so the plan can be changed before."""

    def __init__(self, plan: Plan, source: str, shape: Shape, weather: Weather) -> None:
        self.plan, self.shape = plan, shape
        self._weather = weather
        self.post = Post(source, plan.id, shape.begins_on)
        self._filed = False

    @cached_property
    def people(self) -> list[Worker]:
        """Everyone who will work here."""
        return roster(self.plan, self.shape.as_of)

    @cached_property
    def gate(self) -> Gate:
        """The gate."""
        return Gate(self.plan, self.people, self.post, self._weather)

    @cached_property
    def account(self) -> Account:
        """The wage account."""
        return Account(self.plan, self.post)

    @cached_property
    def payroll(self) -> Payroll:
        """The wage office."""
        return Payroll(self.plan, self.people, self.post, self.gate, self.account)

    def live(self, day: date) -> list[Event]:
        """Live through one day and hand over what is received on it. Days come in order, without gaps."""
        if not self._filed:
            paperwork.file_papers(self.plan, self.people, self.post)
            self._filed = True
        self.gate.open(day)
        self.payroll.work(day)
        self.account.work(day)
        if day == paperwork.closing_day(self.plan):
            self._close(day)
        return self.post.received(day)

    def steady(self, month: str, employer: str | None = None) -> list[Worker]:
        """The workers employed from the first to the last day of a month, and for a while after it."""
        first, last = days.first_day(month), min(days.last_day(days.month_after(month)), self.shape.as_of)
        return [
            worker
            for worker in self.people
            if worker.role == "worker"
            and worker.employed(first)
            and worker.employed(last)
            and employer in (None, worker.employer)
        ]

    def _close(self, day: date) -> None:
        self.account.withdraw_all_but(0, day, "16:00", f"{self.plan.id}-REST", "transfer")
        closed = {"account_id": self.plan.account, "closed_on": f"{day}"}
        self.account.deliver("bank.account_closed", day, "16:30", closed)
