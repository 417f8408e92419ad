"""What happens on the site: work begins and ends, boards hang, subcontractors come."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.days import plus_days, plus_months
from tests.oracle.living.registration import Registration


class Site(Registration):
    """A project that is built."""

    def begin(self) -> None:
        """Start the work, and perhaps suspend, resume or complete it."""
        rng = self.rng
        if self.has("never_started"):
            return
        self.emit("project.started", self.started_on, {"on": self.started_on.isoformat()})
        if self.has("restarted"):
            day = plus_days(self.started_on, rng.randint(-10, 25))
            self.emit("project.started", plus_days(day, rng.randint(-3, 3)), {"on": day.isoformat()})
            self.mind("begin", day, plus_days(day, 7), plus_days(day, 8))
        if self.has("suspended"):
            cycle = plus_months(self.started_on, rng.choice((1, 2)))
            day = rng.choice(
                (plus_days(self.started_on, rng.randint(3, 50)), plus_days(cycle, rng.choice((-1, -2, 0))))
            )
            for kind in rng.choice((("suspended",), ("suspended", "resumed"), ("suspended", "resumed", "suspended"))):
                told = plus_days(day, rng.choice((0, 0, -9, 4, 11)))
                self.emit(f"project.{kind}", told, {"on": day.isoformat()})
                self.mind("begin", day, plus_days(day, 7), plus_days(day, 8))
                day = plus_days(day, rng.choice((0, 1, 8, 20)))
        if self.has("completed_early"):
            self.complete(plus_days(self.started_on, rng.randint(10, 90)))
        if self.completed_on is None and rng.random() < 0.75:
            self.complete(plus_days(self.months[-1].day(31), rng.randint(-2, 6)))
        if self.has("force_majeure"):
            month = rng.choice(self.months)
            since = plus_days(self.due_date(month), rng.randint(-5, 1))
            data = {"from": since.isoformat(), "document_no": "F1"}
            if rng.random() < 0.7:
                until = plus_days(since, rng.randint(0, 30))
                data["until"] = until.isoformat()
                self.mind("begin", plus_days(until, -1), until, plus_days(until, 1))
            self.emit("project.force_majeure_declared", plus_days(since, rng.randint(-1, 3)), data)
            if rng.random() < 0.5:
                later = plus_days(since, rng.choice((20, 40)))
                again = {"from": later.isoformat(), "document_no": "F1"}
                self.emit("project.force_majeure_declared", plus_days(since, 4), again)
                self.mind("begin", plus_days(since, 8), plus_days(later, -1), later)

    def complete(self, day: date) -> None:
        """Complete the project."""
        self.completed_on = day
        self.emit("project.completed", day, {"on": day.isoformat()})
        self.mind("complete", plus_days(day, -1), day)

    def items(self) -> dict[str, Any]:
        """Return the complete items of a board."""
        names = "owner_unit general_contractor project_office sector_authority sector_complaint_phone"
        more = "inspection_complaint_phone arbitration_channel legal_aid_channel public_legal_hotline"
        items: dict[str, Any] = {name: f"the {name}" for name in (names + " " + more).split()}
        items |= {"wage_officer": "Liu Wei", "pay_day": self.pay_day}
        items["local_minimum_wage_fen"] = 189_000 if self.region.startswith("52") else 249_000
        if self.rng.random() < 0.3:
            items["subcontractors"] = ["Sub One"]
        return items

    def post_board(self) -> None:
        """Post the board, spoil it, verify it, remove it."""
        rng = self.rng
        self.mind("post_board", *(plus_days(self.started_on, days) for days in (7, 8, 30, 31)))
        if self.has("subcontractor") or self.has("subcontractor_unnamed"):
            self.subcontract()
        if self.has("board_never"):
            return
        day = plus_days(self.started_on, rng.randint(8, 40) if self.has("board_late") else rng.randint(-2, 7))
        items = self.items()
        if "subcontractor" in self.troubles:
            items["subcontractors"] = ["Sub One", "Sub Two"]
        if self.has("subcontractor_unnamed"):
            items["subcontractors"] = rng.choice(([], ["Somebody else"]))
        if self.has("board_lacks"):
            items[rng.choice(sorted(items))] = rng.choice((None, "", []))
            items.pop(rng.choice(sorted(items)))
        if self.has("board_stale"):
            items |= rng.choice(({"local_minimum_wage_fen": 180_000}, {"pay_day": 7}, {"wage_officer": "Somebody"}))
        self.board("N1", day, items)
        if self.has("board_twice"):
            other = plus_days(day, rng.randint(1, 30))
            self.board(rng.choice(("N1", "N2")), other, self.items())
        if self.has("board_bad") or self.has("board_verified"):
            ok = [True] if self.has("board_verified") else rng.choice(([False], [False, True], [True, False]))
            for verdict in ok:
                day = plus_days(day, rng.randint(0, 15))
                data = {"board_id": "N1", "verified_on": day.isoformat(), "verified_by": "Inspector", "ok": verdict}
                self.emit("project.notice_board_verified", day, data)
                self.mind("post_board", day)
        if self.has("board_removed"):
            day = plus_days(day, rng.choice((0, 0, 0, 1, 5, 25)))
            self.emit("project.notice_board_removed", day, {"board_id": "N1", "on": day.isoformat()})
            self.mind("post_board", day)
            if rng.random() < 0.4:
                self.board("N1", plus_days(day, rng.randint(0, 20)), self.items())

    def board(self, ident: str, day: date, items: dict[str, Any]) -> None:
        """Post one board."""
        data = {"board_id": ident, "posted_on": day.isoformat(), "items": items}
        self.emit("project.notice_board_posted", day, data)
        self.mind("board", day)

    def subcontract(self) -> None:
        """Let a subcontractor come, and perhaps go and come again."""
        rng = self.rng
        day = plus_days(self.started_on, rng.randint(0, 30))
        for turn in range(rng.randint(1, 3)):
            data = {"uscc": self.employers[1], "on": day.isoformat()}
            if turn % 2 == 0:
                data["name"] = rng.choice(("Sub One", "Sub One", "Sub Two"))
                self.emit("project.subcontractor_entered", day, data)
            else:
                self.emit("project.subcontractor_left", day, data)
            self.mind("subcontract", day)
            day = plus_days(day, rng.choice((0, 5, 25)))
