"""工资表缺失 An employer of people who attended the month has handed in no pay sheet for it.

Law       《保障农民工工资支付条例》第三十一条: the employer assesses the work monthly and makes the pay sheet, signed
          by the workers, for the general contractor to pay from.
Holds     from some working days before the due day until a sheet is handed in.
Subject   the pay month and the employer.
"""

from collections.abc import Iterator

from monitors.calendar import working_days_before
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.sheet_missing",
    law=(WAGE_REGULATION.article(31),),
    reads=("sheet_lead_wd",),
    says=(
        "用人单位{employer}应在发薪日前报送{month}工资表,至今未报。",
        "Employer {employer} has not handed in its pay sheet for {month}, which is expected before the pay day.",
    ),
)
def wages_sheet_missing(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month and employer."""
    for month in terms.months:
        expected_on = working_days_before(terms.due_day(month.name), terms.number("sheet_lead_wd"))
        for employer, has_sheet in month.once(_employers):
            yield Verdict(
                subject=f"{month.name}/{employer}",
                terms=(
                    Term(
                        "已到应报工资表之日 the pay sheet is expected by now", terms.as_of >= expected_on, expected_on
                    ),
                    Term("该用人单位没有工资表 this employer has no sheet", not has_sheet),
                ),
                level=Level.YELLOW,
                since=expected_on,
            )


def _employers(month: PayMonth) -> list[tuple[str, bool]]:
    """The employers of those who attended, each with whether it has a current sheet for the month."""
    employers = {month.roster.employer(worker, month.name) for worker in month.attended}
    with_sheet = {sheet.employer for sheet in month.sheets.values()}
    return sorted((employer, employer in with_sheet) for employer in employers if employer is not None)
