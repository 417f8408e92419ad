"""Offences against the protected accounts, the bond, the notice board, and the duty to answer and to deliver."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.finding import Level
from streams.county import days, names
from streams.county.dice import dice
from streams.county.offences import Breach, Offence
from streams.county.plan import Sub
from streams.county.site import Site

_PAID_LATER = 18
_LEFT_FEN = 20_000_00


def _frozen(site: Site) -> Iterator[Breach]:
    restriction = f"{site.plan.id}-DJ1"
    data = {
        "account_id": site.plan.account,
        "restriction_id": restriction,
        "action": "freeze",
        "authority": "邻省某区人民法院",
        "document_no": f"({site.shape.as_of.year})执保字第317号",
        "amount_fen": 1_860_000_00,
        "funds": "wage",
        "for_project_wages": False,
        "channel": "automatic",
    }
    site.post.send("bank.account_restricted", days.working_days_before(site.shape.as_of, 4), "15:20", data)
    yield "account.frozen", restriction, Level.RED
    yield "account.frozen_unreviewed", restriction, Level.RED
    yield "account.restriction_uninformed", restriction, Level.YELLOW


def _cash(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = _PAID_LATER
    month, transaction = site.shape.last_month, f"{site.plan.id}-XJ1"
    day = days.working_days_before(site.shape.as_of, 3)
    site.payroll.paid_on[month] = days.due_on(month, _PAID_LATER)
    site.account.no_transfer_from = day
    site.account.orders[day] = lambda: site.account.withdraw_all_but(_LEFT_FEN, day, "14:20", transaction, "cash")
    yield "account.improper_debit", transaction, Level.ORANGE
    yield "account.shortfall", month, Level.YELLOW


def _labor_cost(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = 15
    done, start = 0, site.plan.starts_on
    while days.same_day_after(start, done + 1) < site.shape.as_of:
        done += 1
    site.account.missed.add(done - 1)
    yield "account.labor_cost_missed", "-", Level.YELLOW


def _unmarked(site: Site) -> Iterator[Breach]:
    site.plan.account_never_marked = True
    yield "account.unmarked", site.plan.account, Level.YELLOW


def _bond_small(site: Site) -> Iterator[Breach]:
    site.plan.bond_fen = site.plan.amount_fen * 6 // 1000
    yield "bond.insufficient", "-", Level.YELLOW


def _bond_expiring(site: Site) -> Iterator[Breach]:
    site.plan.bond_until = site.shape.as_of + timedelta(days=18)
    yield "bond.expiring", site.plan.bond, Level.YELLOW


def _board_removed(site: Site) -> Iterator[Breach]:
    day = site.shape.as_of - timedelta(days=20)
    site.plan.subs = [sub for sub in site.plan.subs if sub.enters_on < day]
    site.post.send("project.notice_board_removed", day, "16:00", {"board_id": f"{site.plan.id}-N1", "on": f"{day}"})
    yield "notice.unposted", "-", Level.RED


def _board_stale(site: Site) -> Iterator[Breach]:
    taken = {sub.company.name.removeprefix("贵州").removesuffix("建筑劳务有限公司") for sub in site.plan.subs}
    firm = names.labor_firm(dice(site.plan.seed, "newcomer"), taken)
    newcomer = Sub(firm, site.shape.as_of - timedelta(days=12))
    site.plan.subs.append(newcomer)
    site.plan.subs_kept_off_the_board.append(newcomer)
    yield "notice.stale", f"{site.plan.id}-N1", Level.YELLOW


def _lead(site: Site) -> Iterator[Breach]:
    day, lead = site.shape.as_of - timedelta(days=33), f"L-{site.plan.id}-9"
    data = {"lead_id": lead, "channel": "national_platform", "project_id": site.plan.id, "claimants": 12}
    site.post.send("lead.received", day, "09:40", {**data, "received_on": f"{day}"})
    yield "lead.overdue", lead, Level.RED


def _feed(site: Site) -> Iterator[Breach]:
    site.account.silent_after = site.shape.as_of - timedelta(days=6)
    yield "feed.late", f"bank/{site.plan.bank}", Level.YELLOW


FROZEN = Offence("工资专户被自动冻结,无人工审核", "a wage account frozen automatically, unreviewed", _frozen)
CASH = Offence("专户提取现金,临近发薪余额不足", "cash taken from a wage account before pay day", _cash)
LABOR_COST = Offence("建设单位一期人工费未拨付", "the owner skips a transfer of labour costs", _labor_cost)
UNMARKED = Offence("工资专户未加特殊标识", "a wage account without protection mark", _unmarked)
BOND_SMALL = Offence("工资保证金不足百分之一", "a wage bond below one per cent", _bond_small)
BOND_EXPIRING = Offence("保证金保函即将到期", "a guarantee about to expire", _bond_expiring)
BOARD_REMOVED = Offence("维权告示牌被撤除", "the notice board taken down", _board_removed)
BOARD_STALE = Offence("新进分包单位未上告示牌", "a new subcontractor not on the notice board", _board_stale)
LEAD = Offence("十二人欠薪线索逾期未办结", "a lead of twelve workers not dealt with in time", _lead)
FEED = Offence(
    "一家银行停报数据(不得据此认定欠薪)", "a bank stops delivering (and nobody is accused for it)", _feed, of_bank=True
)
