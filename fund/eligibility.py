"""Whether a case may be submitted: every item with what was seen, by data or by a person, each with its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fund.case import Answer, FundCase, Outcome, Slot, Source, Trigger
from fund.explanation import Term, Text
from fund.setting import Setting
from fund.sources import SOURCES, settlement, unsettled
from fund.terms import Given

TRIGGERS: Final[Mapping[Trigger, Text]] = {
    Trigger.TEMP_UNABLE: ("暂时无力支付", "temporarily unable to pay"),
    Trigger.ABSCONDED: ("经营者逃匿", "fled"),
    Trigger.FORCE_MAJEURE: ("不可抗力", "force majeure"),
    Trigger.GOV_APPROVED: ("政府批准", "the government approved it"),
}
_REG_63: Final = "《保障农民工工资支付条例》第六十三条"
ANSWERABLE: Final[Mapping[str, Text]] = {
    "case_filed": ("已立案查处欠薪", "the arrears are a filed case"),
    "workers_known": ("劳动者在花名册上或经监察员认定", "every worker is on the roster or recognised by an inspector"),
    "hardship": ("劳动者生活困难", "the workers are in hardship"),
    "group_risk": ("可能引发群体性事件", "a group incident threatens"),
}
"""The items that data or a person answers; the others follow from the case."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist; `answer` is what was said of it, where somebody may."""

    key: str
    term: Term
    answerable: bool = False
    answer: Answer | None = None


def checklist(case: FundCase, by: Setting, day: date) -> tuple[Item, ...]:
    """Every item that the region's rules ask for, as it stands."""
    return tuple(_items(case, by, day))


def lacking(case: FundCase, by: Setting, day: date) -> tuple[str, ...]:
    """The items that are not met, or not known: on those nothing is advanced."""
    return tuple(item.key for item in checklist(case, by, day) if item.term.holds is not True)


def wanted(case: FundCase) -> frozenset[Slot]:
    """The workers' months that the case asks for."""
    return frozenset(Slot(line.worker, line.employer, month) for line in case.live for month in line.months)


def _items(case: FundCase, by: Setting, day: date) -> Iterator[Item]:
    yield _answered(case, "case_filed", "锦政办发〔2018〕46号(以立案为依据),其他地区为默认要求")
    stated = next((one for one in case.answers if one.item == "trigger"), None)
    yield Item("trigger", _trigger(case, by.terms.in_force("triggers", case.region, day), stated), answer=stated)
    name = "covers_construction" if case.is_construction else "covers_other_sectors"
    yield Item("covered", _covered(by.terms.in_force(name, case.region, day)))
    yield Item("sources", _sources(case))
    yield Item("bond", _bond(case))
    yield Item("arrears", _arrears(case))
    yield _answered(case, "workers_known", "《保障农民工工资支付条例》第二十八条")
    for name, key in (("needs_hardship", "hardship"), ("needs_group_risk", "group_risk")):
        given = by.terms.in_force(name, case.region, day)
        if given.value:
            yield _answered(case, key, given.source)
    yield Item("not_advanced", _not_advanced(case, by))


def _answered(case: FundCase, key: str, source: str) -> Item:
    answer = next((one for one in case.answers if one.item == key), None)
    if answer is None:
        return Item(key, Term(ANSWERABLE[key], None, source=source), answerable=True)
    said = Term(ANSWERABLE[key], answer.met, answer.value or answer.why, source, answer.evidence)
    return Item(key, said, answerable=True, answer=answer)


def _trigger(case: FundCase, given: Given, stated: Answer | None) -> Term:
    text = ("属于可以垫付的情形", "the reason is one that the fund steps in for")
    if case.trigger is None:
        return Term(text, None, source=given.source)
    assert isinstance(given.value, tuple)
    zh, _ = TRIGGERS[case.trigger]
    return Term(text, case.trigger in given.value, zh, given.source, stated.evidence if stated else ())


def _covered(given: Given) -> Term:
    return Term(("属于周转金适用范围", "the fund covers this sector"), bool(given.value), source=given.source)


def _sources(case: FundCase) -> Term:
    """Every earlier source is settled, and none has paid everything."""
    text = ("在先来源已依次处理", "every earlier source was settled in its order")
    open_ = unsettled(case)
    evidence = tuple(proof for one in case.settlements for proof in one.evidence)
    law = "《保障农民工工资支付条例》第二十九条、第三十条、第三十二条"
    if any(one.outcome is Outcome.PAID_ALL for one in case.settlements):
        return Term(text, False, "已由在先来源付清", law, evidence)
    waiting = "、".join(SOURCES[source].text[0] for source in open_)
    return Term(text, None if open_ else True, waiting, law, evidence)


def _bond(case: FundCase) -> Term:
    text = ("工资保证金已动用或不足", "the wage bond was drawn or does not suffice")
    said = settlement(case, Source.BOND)
    source = "人社部发〔2021〕65号;抚顺市2025年征求意见稿(保证金不足以支付)"
    if said is None:
        return Term(text, None, source=source)
    return Term(text, said.outcome is not Outcome.PAID_ALL, said.why, source, said.evidence)


def _arrears(case: FundCase) -> Term:
    text = ("每名劳动者的欠薪有数据支持", "what each worker is owed is known")
    without = [line.worker for line in case.live if line.arrears_fen <= 0]
    evidence = tuple(proof for line in case.live for arrear in line.arrears for proof in arrear.evidence)
    return Term(text, bool(case.live) and not without, "、".join(without), _REG_63, evidence)


def _not_advanced(case: FundCase, by: Setting) -> Term:
    """Says which of the own workers, and nothing of who else advances to them."""
    text = ("同一劳动者的同月工资未由任何周转金垫付", "no fund advances for the same months")
    workers = sorted({slot.worker for slot in wanted(case) & by.taken})
    return Term(text, not workers, "、".join(workers), _REG_63)
