"""工资表未签字 A pay sheet still has lines that their workers have not signed.

Law       《保障农民工工资支付条例》第三十一条: the pay sheet is confirmed by the worker's own signature.
Holds     after the due day until every line is signed.
Subject   the pay sheet.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.sheet_unsigned",
    law=(WAGE_REGULATION.article(31),),
    says=(
        "{pay_month}的工资表{subject}已过发薪日,仍有{n}名工人未签字确认。",
        "The pay day has passed and {n:worker} {n:has|have} not signed pay sheet {subject} for {pay_month}.",
    ),
)
def wages_sheet_unsigned(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each current pay sheet."""
    for month in terms.months:
        due = terms.due_day(month.name)
        for sheet, name, workers in month.once(_unsigned):
            yield Verdict(
                subject=sheet,
                terms=(
                    Term("发薪日已过 the due day has passed", terms.as_of > due, due),
                    Term("有人未签字 someone has not signed", bool(workers), len(workers)),
                ),
                level=Level.YELLOW,
                workers=workers,
                since=days_after(due, 1),
                facts={"pay_month": month.name},
                evidence=(name,),
            )


def _unsigned(month: PayMonth) -> list[tuple[str, tuple[str, str], frozenset[str]]]:
    """The current sheets: id, event, and who has not signed."""
    return [
        (key, sheet.name, frozenset(worker for worker, _, signed in sheet.lines if not signed))
        for key, sheet in sorted(month.sheets.items())
    ]
