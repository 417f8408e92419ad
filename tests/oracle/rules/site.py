"""The rules about the notice board and real-name attendance."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.days import Month, plus_days
from tests.oracle.rules.found import Found
from tests.oracle.terms import Project

# fmt: off
MANDATORY = [
    "owner_unit", "general_contractor", "project_office", "sector_authority", "wage_officer",
    "local_minimum_wage_fen", "pay_day", "sector_complaint_phone", "inspection_complaint_phone",
    "arbitration_channel", "legal_aid_channel", "public_legal_hotline",
]
# fmt: on


def notice_unposted(p: Project) -> Iterator[Found]:
    """“in construction on as_of, after `started.on + notice_grace_days (7) cd`, no board stands”; “yellow; red after
    `started.on + notice_red_days (30) cd`”."""
    started = p.started_on()
    if started is None or not p.in_construction(p.as_of) or p.standing_boards():
        return
    if p.as_of > plus_days(started, p.parameter("notice_grace_days")):
        red = p.as_of > plus_days(started, p.parameter("notice_red_days"))
        yield Found("notice.unposted", "-", "red" if red else "yellow")


def notice_incomplete(p: Project) -> Iterator[Found]:
    """“a standing board lacks a mandatory item; project not completed”; `subcontractors` is “mandatory only if a
    subcontractor is on the project”."""
    mandatory = [*MANDATORY, *(["subcontractors"] if p.subcontractors() else [])]
    for board in p.standing_boards():
        if not p.completed() and any(item not in board.data["items"] for item in mandatory):
            yield Found("notice.incomplete", board.data["board_id"], "yellow")


def notice_stale(p: Project) -> Iterator[Found]:
    """“a standing board whose present items differ from what is known on as_of: `local_minimum_wage_fen` ≠ the region's
    minimum wage in force on as_of, `pay_day` ≠ the project's, `wage_officer` ≠ the project's officer's name (if known),
    or `subcontractors` lacks the name of one on the project; project not completed”; `minimum_wage_fen` 0: “`notice.
    stale` does not compare it”."""
    facts = p.facts()
    known = {"local_minimum_wage_fen": p.parameter("minimum_wage_fen") or None, "pay_day": facts["pay_day"]}
    known["wage_officer"] = facts["wage_officer"]["name"] if "wage_officer" in facts else None
    for board in p.standing_boards():
        items = board.data["items"]
        differs = any(item in items and value is not None and items[item] != value for item, value in known.items())
        named = items.get("subcontractors")
        lacks = named is not None and any(name not in named for name in p.subcontractors())
        if not p.completed() and (differs or lacks):
            yield Found("notice.stale", board.data["board_id"], "yellow")


# Real-name attendance


def attendance_unregistered(p: Project) -> Iterator[Found]:
    """“month M: w was present on a day of M on which w was not enrolled (before `enrolled_on` of every enrolment, or
    after w's exit)”."""
    found: dict[Month, set[str]] = {}
    for worker, days in p.presence().items():
        left = p.exit(worker)
        for day in days:
            before = all(day < enrolment.data["enrolled_on"] for enrolment in p.enrolments(worker))
            if before or (left is not None and day > left.data["exited_on"]):
                found.setdefault(Month(day.year, day.month), set()).add(worker)
    for month, workers in found.items():
        yield Found("attendance.unregistered", str(month), "yellow", frozenset(workers))


def attendance_no_contract(p: Project) -> Iterator[Found]:
    """“w enrolled as `worker`, not exited, no `contract_signed_on`, present on a day later than `enrolled_on + 30
    cd`”."""
    workers = set()
    for worker in p.enrolled_workers():
        enrolment = p.enrolment(worker)
        if enrolment is None or enrolment.data["role"] != "worker" or p.exit(worker) is not None:
            continue
        limit = plus_days(enrolment.data["enrolled_on"], 30)
        later = any(day > limit for day in p.presence().get(worker, set()))
        if later and "contract_signed_on" not in enrolment.data:
            workers.add(worker)
    if workers:
        yield Found("attendance.no_contract", "-", "yellow", frozenset(workers))


def attendance_silent(p: Project) -> Iterator[Found]:
    """“in construction on as_of and on each of the `silent_days` (7) days before it, `as_of ≥ started.on +
    silent_days`, and nobody was present in [as_of − silent_days + 1, as_of]”."""
    started, days = p.started_on(), p.parameter("silent_days")
    if started is None or p.as_of < plus_days(started, days):
        return
    working = all(p.in_construction(plus_days(p.as_of, -back)) for back in range(days + 1))
    window = {plus_days(p.as_of, -back) for back in range(days)}
    if working and not any(present & window for present in p.presence().values()):
        yield Found("attendance.silent", "-", "yellow")
