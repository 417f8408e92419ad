"""What the alert page tells: the calculation on the day, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Engine

from alerts.work import Work
from infra.db.ledgers import LedgerStore
from monitors.calendar import working_days_before
from monitors.explain import Explanation, explain
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.policy.parameters import PARAMETERS
from monitors.terms import Terms
from monitors.verdict import Verdict
from portal.i18n import mark
from schemas.frame import COMMONS
from streams.sentence import shown
from streams.vocabulary import fact_name
from streams.wording import chosen, said

DOUBTS: Final = {
    "late_banks": mark("有银行数据尚未报齐,此后到账的款项系统还看不到。"),
    "force_majeure": mark("项目申报了不可抗力,期间应付的工资不计为拖欠。"),
    "suspended": mark("项目目前处于停工状态。"),
    "corrections": mark("部分考勤经过更正,更正记录可在依据的记录中核对。"),
}


@dataclass(frozen=True, slots=True)
class TermShown:
    """One term of the rule's definition with what was seen."""

    text: str
    holds: bool
    value: str


@dataclass(frozen=True, slots=True)
class ParameterShown:
    """One parameter in force: what it says, from when, from where."""

    name: str
    text: str
    value: str
    since: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """The rule applied to what is known of the project at the end of a day."""

    as_of: date
    holds: bool
    applies: bool
    terms: tuple[TermShown, ...]
    parameters: tuple[ParameterShown, ...]
    doubts: tuple[str, ...]


def calculation(engine: Engine, work: Work, policy: Policy, today: date, lang: str) -> Calculation | None:
    """The calculation of today from the project's ledger as it is kept; None where none is kept (yet)."""
    key = work.key
    loaded = LedgerStore(engine).load([key.project]).get(key.project)
    if loaded is None:
        return None
    as_of = loaded.as_of or today
    ledger = Ledger.restored(key.project, loaded.state, loaded.months)
    told = explain(ledger, key.rule, as_of, policy, key.subject)
    verdict = next(iter(told.verdicts), None)
    terms = tuple(_terms(verdict, lang)) if verdict else ()
    parameters = tuple(_parameters(told, lang))
    return Calculation(as_of, told.holds, told.applies, terms, parameters, tuple(_doubts(ledger, work, as_of, policy)))


def _terms(verdict: Verdict, lang: str) -> Iterator[TermShown]:
    for term in verdict.terms:
        name = "_fen" if _is_money(term.text) else ""
        value = "" if term.value is None else shown(name, term.value, lang)
        yield TermShown(said(term.text, lang), term.holds, value)


_MONEY: Final = ("数额", "余额", "上限", "最低工资", "合同额", "低于应存")


def _is_money(text: str) -> bool:
    """Whether a term's number is fen: the terms do not say, their words do."""
    return any(word in text for word in _MONEY) and "人数" not in text and "有人满勤" not in text


def _parameters(told: Explanation, lang: str) -> Iterator[ParameterShown]:
    for parameter in told.parameters:
        known = PARAMETERS[parameter.name]
        since = None if parameter.since == date.min else parameter.since
        value = shown(parameter.name, parameter.value, lang)
        yield ParameterShown(parameter.name, chosen(known.zh, known.en, lang), value, since, parameter.source)


_ABOUT_MONEY: Final = ("wages.", "arrears.", "account.labor_cost", "account.shortfall")
_ABOUT_PRESENCE: Final = ("wages.", "arrears.", "attendance.")


def _doubts(ledger: Ledger, work: Work, as_of: date, policy: Policy) -> Iterator[str]:
    """What might speak against the alert, as keys of texts: nobody is accused on what is not known."""
    if work.key.project == COMMONS:
        return
    terms = Terms(ledger, as_of, policy)
    is_money = work.key.rule.startswith(_ABOUT_MONEY)
    if is_money and terms.accounts.incomplete_banks(working_days_before(as_of, 1)):
        yield "late_banks"
    if is_money and terms.site.excused(as_of):
        yield "force_majeure"
    if terms.site.was_suspended(as_of):
        yield "suspended"
    if work.key.rule.startswith(_ABOUT_PRESENCE) and _is_corrected(ledger):
        yield "corrections"


def _is_corrected(ledger: Ledger) -> bool:
    return any(month.corrections for name in ledger.month_names() if (month := ledger.month(name)))


def facts(work: Work, lang: str) -> Iterator[tuple[str, str]]:
    """The figures behind the finding, each with its name."""
    for name, value in work.finding.facts.items():
        if name == "cycles":
            for first, last, credited_fen in value:
                period = f"{shown('', first, lang)} – {shown('', last, lang)}"
                yield fact_name("cycle", lang), f"{period}: {shown('_fen', credited_fen, lang)}"
        elif name != "one_worker":  # the workers are told, masked, in their own place
            yield fact_name(name, lang), shown(name, value, lang)
