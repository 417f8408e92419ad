"""Who pays before the fund: employer, general contractor, owner, wage bond, each settled with evidence, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fund.case import BondDrawing, FundCase, Outcome, Settlement, Source
from fund.commands import BondPaid, BondToppedUp, NoticeBond, Settle
from fund.explanation import Text
from fund.why import Why


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source with the law that asks it first."""

    text: Text
    law: str


SOURCES: Final[Mapping[Source, SourceSpec]] = {
    Source.EMPLOYER: SourceSpec(("用人单位支付", "the employer pays"), "《保障农民工工资支付条例》第三条、第十六条"),
    Source.CONTRACTOR: SourceSpec(
        ("施工总承包单位先行清偿", "the general contractor pays first"), "《保障农民工工资支付条例》第三十条"
    ),
    Source.OWNER: SourceSpec(
        ("建设单位以未结清的工程款为限先行垫付", "the owner advances what it still owes for the works"),
        "《保障农民工工资支付条例》第二十九条",
    ),
    Source.BOND: SourceSpec(
        ("动用工资保证金", "the wage bond is drawn"),
        "《保障农民工工资支付条例》第三十二条、人社部发〔2021〕65号",
    ),
}
"""In the order in which they are asked; the fund comes last."""


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """A source as it stands in a case; `is_next` is the one that is to be settled now."""

    source: Source
    spec: SourceSpec
    settlement: Settlement | None
    is_next: bool


def order_of_sources(case: FundCase) -> tuple[SourceStanding, ...]:
    """Every source in its order."""
    following = unsettled(case)[:1]
    return tuple(
        SourceStanding(source, spec, settlement(case, source), is_next=source in following)
        for source, spec in SOURCES.items()
    )


def settlement(case: FundCase, source: Source) -> Settlement | None:
    """What came of a source; None while nobody has said."""
    return next((one for one in case.settlements if one.source is source), None)


def unsettled(case: FundCase) -> tuple[Source, ...]:
    """The sources that are still to be settled, in their order."""
    return tuple(source for source in SOURCES if settlement(case, source) is None)


def settled(case: FundCase, command: Settle, by: str, day: date) -> FundCase | Why:
    """The case with what came of a source. What comes after it is to be settled anew."""
    rank = tuple(SOURCES).index(command.source)
    before = [one for one in case.settlements if tuple(SOURCES).index(one.source) < rank]
    if len(before) < rank:
        return Why.SOURCE_ORDER
    if any(one.outcome is Outcome.PAID_ALL for one in before):
        return Why.NOTHING_OWED
    wrong = _unproved(case, command)
    if wrong is not None:
        return wrong
    said = Settlement(command.source, command.outcome, day, command.paid_fen, command.evidence, command.why.strip(), by)
    return replace(case, settlements=(*before, said))


def _unproved(case: FundCase, command: Settle) -> Why | None:
    """What a settlement lacks: evidence, a reason, or a sum that fits its outcome."""
    paid = command.outcome in (Outcome.PAID_ALL, Outcome.PAID_PART)
    bond = command.source is Source.BOND
    drawn_fen = case.bond.paid_fen if case.bond is not None else 0
    unasked = case.bond is None and command.outcome is Outcome.UNPAID
    for why, holds in (
        (Why.EVIDENCE, not any(one.strip() for one in command.evidence)),
        (Why.REASON, command.outcome is Outcome.NOT_LIABLE and not command.why.strip()),
        (Why.SUM, paid is not (command.paid_fen > 0) or command.paid_fen < 0),
        (Why.BOND_NOT_NOTICED, bond and unasked),
        (Why.BOND_NOT_DRAWN, bond and paid and not drawn_fen),
        (Why.SUM, bond and command.paid_fen != drawn_fen),
    ):
        if holds:
            return why
    return None


def noticed(case: FundCase, command: NoticeBond, day: date) -> FundCase | Why:
    """The case with the notice to the bond's bank."""
    if case.bond is not None:
        return Why.BOND_STANDS
    if not command.notice_no.strip():
        return Why.DOCUMENT
    if command.asked_fen <= 0:
        return Why.SUM
    if command.on > day:
        return Why.DAY
    return replace(case, bond=BondDrawing(command.notice_no.strip(), command.on, command.asked_fen))


def bond_paid(case: FundCase, command: BondPaid, day: date) -> FundCase | Why:
    """The case with what the bond's bank has paid: at most what was asked."""
    bond = case.bond
    if bond is None or bond.paid_on is not None:
        return Why.BOND_NOT_DRAWN
    wrong = _wrong(command.evidence, command.paid_fen, command.on, bond.noticed_on, day)
    if wrong is None and command.paid_fen > bond.asked_fen:
        wrong = Why.SUM
    paid = replace(bond, paid_on=command.on, paid_fen=command.paid_fen, evidence=(*bond.evidence, *command.evidence))
    return wrong or replace(case, bond=paid)


def topped_up(case: FundCase, command: BondToppedUp, day: date) -> FundCase | Why:
    """The case with what the contractor has put back; several times, until it is what was drawn."""
    bond = case.bond
    if bond is None or bond.paid_on is None or bond.topped_up_fen >= bond.paid_fen:
        return Why.BOND_NOT_DRAWN
    wrong = _wrong(command.evidence, command.fen, command.on, bond.paid_on, day)
    fen = bond.topped_up_fen + command.fen
    on = command.on if fen >= bond.paid_fen else None
    topped = replace(bond, topped_up_on=on, topped_up_fen=fen, evidence=(*bond.evidence, *command.evidence))
    return wrong or replace(case, bond=topped)


def _wrong(evidence: tuple[str, ...], fen: int, on: date, since: date, day: date) -> Why | None:
    if not any(one.strip() for one in evidence):
        return Why.EVIDENCE
    if fen <= 0:
        return Why.SUM
    return None if since <= on <= day else Why.DAY
