"""Offences against the workers' wages, their names on the roster and the cards they are paid to."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.finding import Level
from streams.county import days
from streams.county.dice import dice, token
from streams.county.offences import Breach, Offence
from streams.county.site import Site

_SMALL_GROUP, _LARGE_GROUP = 8, 18
_STRANGERS = 3
_PAID_BY_NOW, _PAID_LATER = 15, 20


def _some_unpaid(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = _PAID_BY_NOW
    month = site.shape.last_month
    for worker in site.steady(month)[: max(1, site.plan.headcount // 33)]:
        site.payroll.share[worker.token, month] = 0
    yield "wages.unpaid", month, Level.YELLOW


def _crew_unpaid(site: Site) -> Iterator[Breach]:
    month = days.month_before(site.shape.last_month)
    crews = (site.steady(month, sub.company.uscc) for sub in site.plan.subs)
    for worker in max(crews, key=len)[:_LARGE_GROUP]:
        site.payroll.share[worker.token, month] = 0
    yield "wages.unpaid", month, Level.RED
    yield "arrears.group", "-", Level.RED
    yield "arrears.criminal_threshold", "-", Level.RED


def _underpaid(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = _PAID_BY_NOW
    month = site.shape.last_month
    for worker in site.steady(month)[-_SMALL_GROUP:]:
        site.payroll.share[worker.token, month] = 80
    yield "wages.underpaid", month, Level.YELLOW


def _returned(site: Site) -> Iterator[Breach]:
    month = days.month_before(days.month_before(site.shape.last_month))
    worker = site.steady(month)[0]
    site.account.returned[worker.token, month] = days.working_days_before(site.shape.as_of, 4)
    yield "wages.unpaid", month, Level.RED


def _left_unpaid(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = _PAID_LATER
    month = site.shape.last_month
    worker = site.steady(month)[0]
    site.payroll.retire(worker, site.shape.as_of - timedelta(days=22))
    site.payroll.unsettled.add(worker.token)
    site.payroll.share[worker.token, month] = 0
    yield "wages.exit_unsettled", worker.token, Level.RED


def _shared_card(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = _PAID_BY_NOW
    month = site.shape.last_month
    keeper, other = site.steady(month)[:2]
    site.payroll.cards[other.token, month] = keeper.card
    yield "wages.shared_card", month, Level.ORANGE


def _sheet_missing(site: Site) -> Iterator[Breach]:
    site.plan.pay_day = _PAID_BY_NOW
    month, employer = site.shape.last_month, site.plan.subs[0].company.uscc
    site.payroll.sheets_withheld.add((month, employer))
    yield "wages.sheet_missing", f"{month}/{employer}", Level.YELLOW


def _strangers(site: Site) -> Iterator[Breach]:
    die = dice(site.plan.seed, "strangers")
    since = site.shape.as_of - timedelta(days=6)
    site.gate.strangers.update((token(die, "w"), since) for _ in range(_STRANGERS))
    yield "attendance.unregistered", days.month_of(site.shape.as_of), Level.YELLOW


def _no_contract(site: Site) -> Iterator[Breach]:
    site.steady(site.shape.last_month)[1].contract = False
    yield "attendance.no_contract", "-", Level.YELLOW


SOME_UNPAID = Offence("少数工人上月工资到期未发", "a few workers not paid for last month", _some_unpaid)
CREW_UNPAID = Offence(
    "劳务公司老板逃匿,一个班组整月工资未发",
    "a subcontractor has fled, a whole crew not paid for a month",
    _crew_unpaid,
    begun_days=100,
)
UNDERPAID = Offence("八名工人只发了八成工资", "eight workers paid four fifths of their wage", _underpaid)
RETURNED = Offence("已发工资被银行退票", "a wage returned by the worker's bank", _returned, begun_days=110)
LEFT_UNPAID = Offence("工人离场未结清工资", "a worker let go without his pay", _left_unpaid)
SHARED_CARD = Offence("两名工人工资打入同一张卡", "two workers' wages sent to one card", _shared_card)
SHEET_MISSING = Offence("劳务公司未交工资表", "a subcontractor hands in no pay sheet", _sheet_missing)
STRANGERS = Offence("未实名登记人员进场", "people on the site who are not enrolled", _strangers)
NO_CONTRACT = Offence("用工满月未签合同", "a worker without contract after a month", _no_contract)
