"""What was gathered, as the case's course takes it: lines with evidence, parties, answers and papers known by data."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from fund.case import Answer, Arrear, Line, Outcome, Party, PartyRole, Records, Settlement, Source, Trigger
from fund.commands import Gather
from infra.db.fund import Opening
from streams.fund.gathered import Figure, Gathered
from streams.fund.inspecting import Handed

_GENERATED: Final = "records"


def opening(found: Gathered) -> Opening:
    """The beginning of a case about what was gathered."""
    origin = f"alert:{found.work_id}" if found.work_id else f"lead:{found.lead_id}" if found.lead_id else "application"
    return Opening(found.region, found.office, origin, found.project, found.project_name, found.employer, told(found))


def told(found: Gathered) -> Gather:
    """What data says of a case: the measured arrears, who may be liable, what is answered and settled by records."""
    lines = tuple(_lines(found))
    return Gather(
        lines,
        tuple(_parties(found)),
        tuple(_answers(found, lines)),
        tuple(_settlements(found)),
        tuple(_papers(found)),
        Records(found.as_of, found.contract_fen, found.bonds, found.accounts, found.missing),
    )


def _lines(found: Gathered) -> Iterator[Line]:
    """One line per worker and employer, with the months that are measured."""
    owed: dict[tuple[str, str], list[Figure]] = {}
    for figure in found.figures:
        if figure.owed_fen:
            owed.setdefault((figure.worker, figure.employer), []).append(figure)
    for (worker, employer), figures in sorted(owed.items()):
        card = found.cards.get(worker)
        arrears = tuple(_arrear(figure) for figure in figures)
        yield Line(worker, employer, arrears, card.payee_token if card else "", card.bank_code if card else "")


def _arrear(figure: Figure) -> Arrear:
    evidence = [f"sheet:{sheet.sheet}#{sheet.seq}" for sheet in figure.sheets]
    evidence += [f"payment:{line.batch}/{line.line}#{line.seq}" for line in figure.payments]
    if figure.days:
        evidence.append(f"attendance:{figure.month}")
    return Arrear(
        figure.month,
        figure.due_fen or 0,
        figure.paid_fen,
        figure.returned_fen,
        len(figure.days),
        tuple(evidence),
    )


def _parties(found: Gathered) -> Iterator[Party]:
    told = found.parties
    if told is None:
        return
    employers = {figure.employer for figure in found.figures}
    for sub in told.subcontractors:
        if sub.uscc in employers:
            yield Party(sub.uscc, sub.name, PartyRole.EMPLOYER)
    is_employer = told.contractor.uscc in employers
    role = PartyRole.EMPLOYER if is_employer else PartyRole.CONTRACTOR
    yield Party(told.contractor.uscc, told.contractor.name, role)
    yield Party(told.owner.uscc, told.owner.name, PartyRole.OWNER)


def _answers(found: Gathered, lines: tuple[Line, ...]) -> Iterator[Answer]:
    fled = next((one for one in found.steps.handed if one.flight is not None), None)
    if fled is not None:
        yield Answer("trigger", True, fled.on, Trigger.ABSCONDED, tuple(_recognised(fled)))
    if found.steps.case_number is not None:
        yield Answer("case_filed", True, found.as_of, found.steps.case_number, (f"case:{found.steps.case_number}",))
    off = sorted({figure.worker for figure in found.figures if not figure.on_roster})
    if lines and not off:
        yield Answer(
            "workers_known", True, found.as_of, str(len({line.worker for line in lines})), (f"project:{found.project}",)
        )


def _settlements(found: Gathered) -> Iterator[Settlement]:
    """What the records settle alone: an employer that was ordered to pay until a day that is past, and has not."""
    orders = [one for one in found.steps.inspections if one.orders_pay and _is_past(one.rectify_by, found.as_of)]
    for order in orders[:1]:
        why = f"{order.document_no} 期满未支付"
        evidence = (f"alert:{order.work_id}", f"document:{order.document_no}")
        yield Settlement(Source.EMPLOYER, Outcome.UNPAID, found.as_of, 0, evidence, why)


def _papers(found: Gathered) -> Iterator[tuple[str, str]]:
    if found.figures:
        yield "evidence", f"{_GENERATED}:{found.project}@{found.as_of.isoformat()}"
    for handed in found.steps.handed:
        if handed.flight:
            yield "flight", handed.flight
    if found.steps.case_number is not None:
        yield "filing", found.steps.case_number


def _recognised(handed: Handed) -> Iterator[str]:
    """What proves that the inspectors recognised a flight: the hand-off that says so, and their record."""
    yield f"handoff:{handed.id}"
    if handed.flight:
        yield f"document:{handed.flight}"


def _is_past(day: date | None, as_of: date) -> bool:
    return day is not None and day < as_of
