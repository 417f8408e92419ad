"""The paperwork of a project: registration, account and bond, start and stops, subcontractors, roster, board, leads."""

from datetime import date, timedelta
from typing import Any

from streams.county import days, names
from streams.county.dice import dice
from streams.county.plan import Plan, Sub
from streams.county.post import Post
from streams.county.roster import Worker

MINIMUM_WAGE_FEN = 189_000
_CLOSES_AFTER = timedelta(days=38)
_LEAD = 0.15


def file_papers(plan: Plan, people: list[Worker], post: Post) -> None:
    """Send everything about the project that is settled before its first day."""
    _register(plan, post)
    _secure(plan, post)
    _build(plan, post)
    for worker in people:
        _enrol(worker, post)
    _show_board(plan, post)
    _take_lead(plan, post)


def board_items(plan: Plan, subs: list[Sub]) -> dict[str, Any]:
    """What the notice board says while these subcontractors are on the site."""
    return {
        "owner_unit": plan.owner.name,
        "general_contractor": plan.contractor.name,
        "project_office": f"{plan.name}项目部",
        "subcontractors": [sub.company.name for sub in subs],
        "sector_authority": names.authority(plan.sector),
        "wage_officer": plan.officer,
        "local_minimum_wage_fen": MINIMUM_WAGE_FEN,
        "pay_day": plan.pay_day,
        "sector_complaint_phone": "0851-12319",
        "inspection_complaint_phone": "0851-12333",
        "arbitration_channel": f"{names.COUNTY}劳动人事争议仲裁院",
        "legal_aid_channel": f"{names.COUNTY}法律援助中心",
        "public_legal_hotline": "12348",
    }


def _register(plan: Plan, post: Post) -> None:
    data = {
        "name": plan.name,
        "region_code": names.REGION,
        "sector": plan.sector,
        "funding": plan.funding,
        "owner_uscc": plan.owner.uscc,
        "owner_name": plan.owner.name,
        "general_contractor_uscc": plan.contractor.uscc,
        "general_contractor_name": plan.contractor.name,
        "contract_amount_fen": plan.amount_fen,
        "contract_signed_on": f"{plan.signed_on}",
        "permit_issued_on": f"{plan.permit_on}",
        "planned_start_on": f"{plan.starts_on}",
        "planned_finish_on": f"{days.same_day_after(plan.starts_on, 18)}",
        "pay_day": plan.pay_day,
        "labor_cost_per_cycle_fen": plan.labor_cost_fen,
        "wage_officer": {"name": plan.officer, "phone": plan.phone},
        "sector_authority": names.authority(plan.sector),
    }
    post.send("project.registered", plan.signed_on, "09:30", data)


def _secure(plan: Plan, post: Post) -> None:
    """Open and mark the accounts, deposit the bond."""
    wage = {
        "account_id": plan.account,
        "kind": "wage",
        "tripartite_agreement_no": f"SF-{plan.id}-{plan.signed_on:%Y%m}",
    }
    _open(plan, post, wage, plan.account_opened_on)
    form = "guarantee" if plan.bond_until else "cash"
    bond = {"bond_id": plan.bond, "form": form, "amount_fen": plan.bond_fen, "deposited_on": f"{plan.bond_on}"}
    if plan.bond_until:
        bond["valid_until"] = f"{plan.bond_until}"
    else:
        _open(plan, post, {"account_id": plan.bond_account, "kind": "bond"}, plan.bond_on)
        credit = {"account_id": plan.bond_account, "transaction_id": f"{plan.id}-BC", "amount_fen": plan.bond_fen}
        more = {"purpose": "bond", "payer": plan.contractor.name, "balance_fen": plan.bond_fen}
        post.send("bank.account_credited", plan.bond_on, "14:00", credit | more)
    post.send("bank.bond_deposited", plan.bond_on, "14:05", bond)


def _open(plan: Plan, post: Post, account: dict[str, Any], day: date) -> None:
    marked = plan.account_marked_on is None
    never = plan.account_never_marked and account["kind"] == "wage"
    title = "农民工工资专用账户" if account["kind"] == "wage" else "农民工工资保证金账户"
    more = {"bank_code": plan.bank, "opened_on": f"{day}", "name": f"{plan.contractor.name}{plan.name}{title}"}
    data = {**account, **more, "protection_mark": marked and not never}
    post.send("bank.account_opened", day, "11:00", data)
    if not marked and not never:
        on = days.working_days_after(day, 1)
        post.send("bank.account_marked", on, "10:00", {"account_id": account["account_id"], "on": f"{on}"})


def _build(plan: Plan, post: Post) -> None:
    """Start, subcontractors, the rest over the festival, completion and the closing of the wage account's business."""
    post.send("project.started", plan.starts_on, "07:00", {"on": f"{plan.starts_on}"})
    for sub in plan.subs:
        data = {"uscc": sub.company.uscc, "name": sub.company.name, "on": f"{sub.enters_on}"}
        post.send("project.subcontractor_entered", sub.enters_on, "07:05", data)
    if plan.rests:
        post.send("project.suspended", plan.rests[0], "07:00", {"on": f"{plan.rests[0]}"})
        resumes = plan.rests[1] + days.DAY
        post.send("project.resumed", resumes, "07:00", {"on": f"{resumes}"})
    if plan.completes_on:
        post.send("project.completed", plan.completes_on, "09:00", {"on": f"{plan.completes_on}"})
        notice = plan.completes_on + days.DAY
        post.send("project.closing_notice_published", notice, "09:00", {"on": f"{notice}"})


def closing_day(plan: Plan) -> date | None:
    """The day on which the wage account of completed works is emptied and closed."""
    return days.on_or_after(plan.completes_on + _CLOSES_AFTER) if plan.completes_on else None


def _enrol(worker: Worker, post: Post) -> None:
    data = {
        "worker_id": worker.token,
        "employer_uscc": worker.employer,
        "crew": worker.crew,
        "role": worker.role,
        "enrolled_on": f"{worker.enrolled_on}",
        "wage_basis": "monthly" if worker.monthly else "daily",
        "wage_rate_fen": worker.rate_fen,
        "card_token": worker.card,
    }
    if worker.contract:
        data["contract_signed_on"] = f"{worker.enrolled_on}"
    post.send("attendance.worker_enrolled", worker.enrolled_on, "06:00", data)
    if worker.leaves_on and worker.role == "worker":
        left = {"worker_id": worker.token, "exited_on": f"{worker.leaves_on}"}
        post.send("attendance.worker_exited", worker.leaves_on, "19:30", left)


def _show_board(plan: Plan, post: Post) -> None:
    """Post the board with the first days, again whenever a subcontractor comes; an inspector looks at it."""
    die = dice(plan.seed, "board")
    shown = [sub for sub in plan.subs if sub not in plan.subs_kept_off_the_board]
    first = plan.starts_on + timedelta(days=die.randint(0, 5))
    for day in sorted({first} | {sub.enters_on for sub in shown if sub.enters_on > first}):
        items = board_items(plan, [sub for sub in shown if sub.enters_on <= day])
        data: dict[str, Any] = {"board_id": f"{plan.id}-N1", "posted_on": f"{day}", "items": items}
        post.send("project.notice_board_posted", day, "08:00", data)
    seen = days.on_or_after(first + timedelta(days=die.randint(2, 9)))
    data = {
        "board_id": f"{plan.id}-N1",
        "verified_on": f"{seen}",
        "verified_by": f"监察员{die.randint(1, 9):02d}",
        "ok": True,
    }
    post.send("project.notice_board_verified", seen, "15:00", data)


def _take_lead(plan: Plan, post: Post) -> None:
    """Now and then somebody complains, and the complaint is dealt with in time."""
    die = dice(plan.seed, "lead")
    if die.random() >= _LEAD:
        return
    received = plan.starts_on + timedelta(days=die.randint(30, 70))
    closed = days.working_days_after(received, die.randint(4, 11))
    data: dict[str, Any] = {"lead_id": f"L-{plan.id}-1", "channel": "hotline", "project_id": plan.id, "claimants": 1}
    post.send("lead.received", received, "10:15", {**data, "received_on": f"{received}"})
    outcome = "已核实,工资按月发放,误会解除"
    post.send(
        "lead.closed", closed, "16:40", {"lead_id": data["lead_id"], "closed_on": f"{closed}", "outcome": outcome}
    )
