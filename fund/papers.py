"""The documents of a case: which there are, which are missing, and who owes them. The list is common practice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from fund.case import FundCase, Trigger
from fund.explanation import Text
from fund.terms import FundTerms


class OwedBy(StrEnum):
    """Who has to bring a document."""

    SYSTEM = "system"
    OFFICE = "office"
    EMPLOYER = "employer"
    WORKER = "worker"


OWED: Final[Mapping[OwedBy, Text]] = {
    OwedBy.SYSTEM: ("系统生成", "made by the system"),
    OwedBy.OFFICE: ("人社部门", "the labour office"),
    OwedBy.EMPLOYER: ("用人单位", "the employer"),
    OwedBy.WORKER: ("劳动者", "the workers"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. One that is not `essential` may follow later (容缺受理)."""

    key: str
    text: Text
    owed_by: OwedBy
    essential: bool = True


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """A document and what proves that it is there; empty where it is missing."""

    paper: Paper
    proof: str

    @property
    def is_there(self) -> bool:
        """Whether it is there."""
        return bool(self.proof) or self.paper.owed_by is OwedBy.SYSTEM


_AGREEMENT: Final = Paper("agreement", ("用人单位还款协议或承诺", "the employer's agreement to repay"), OwedBy.EMPLOYER)
_FLIGHT: Final = Paper("flight", ("用人单位逃匿情况说明", "the note of the employer's flight"), OwedBy.OFFICE)
PAPERS: Final = (
    Paper("application", ("应急周转金申请表", "the application form"), OwedBy.SYSTEM),
    Paper("filing", ("立案文书", "the paper that files the case"), OwedBy.OFFICE),
    Paper("roster", ("欠薪花名册(劳动者签字)", "the arrears roster, signed by each worker"), OwedBy.WORKER),
    Paper("evidence", ("考勤与工资支付凭证", "evidence of attendance and pay"), OwedBy.SYSTEM),
    _AGREEMENT,
    _FLIGHT,
    Paper("identity", ("身份证复印件", "copies of identity cards"), OwedBy.WORKER, essential=False),
    Paper("cards", ("银行卡复印件", "copies of bank cards"), OwedBy.WORKER, essential=False),
)


def papers(case: FundCase, terms: FundTerms, day: date) -> tuple[PaperStanding, ...]:
    """The documents of a case: of agreement and note of flight the one that its trigger asks for."""
    needed = terms.flag("needs_agreement", case.region, day)
    other = _AGREEMENT if case.trigger is Trigger.ABSCONDED else _FLIGHT
    return tuple(
        PaperStanding(_asked(paper, needed=needed), case.papers.get(paper.key, ""))
        for paper in PAPERS
        if paper is not other
    )


def missing(case: FundCase, terms: FundTerms, day: date) -> tuple[Paper, ...]:
    """The documents that are not there, essential ones first."""
    absent = [standing.paper for standing in papers(case, terms, day) if not standing.is_there]
    return tuple(sorted(absent, key=lambda paper: not paper.essential))


def attached(case: FundCase, key: str, proof: str) -> FundCase:
    """The case with a document, or without it where the proof is empty."""
    had = {**case.papers, key: proof.strip()}
    return replace(case, papers={name: value for name, value in had.items() if value})


def _asked(paper: Paper, *, needed: bool) -> Paper:
    """An agreement is essential only where the local document asks for it; a note of flight where somebody fled."""
    if paper is _AGREEMENT:
        return replace(paper, essential=needed)
    return paper
