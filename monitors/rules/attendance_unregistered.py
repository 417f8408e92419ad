"""未实名进场 Somebody worked on the site on a day without being enrolled.

Law       《保障农民工工资支付条例》第二十八条: nobody works on the site without a labour contract and real-name
          registration.
Holds     while such a day stands: before every enrolment, or after the exit.
Subject   the month.
"""

from collections.abc import Iterator

from monitors.law import REAL_NAME_RULES, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.terms.attendance import first_present, last_present
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "attendance.unregistered",
    law=(WAGE_REGULATION.article(28), REAL_NAME_RULES.whole()),
    says=(
        "{month}有{n}人未经实名登记(或已退场)而在现场出勤。",
        "In {month} {n:person} worked on the site without being enrolled, or after leaving.",
    ),
)
def attendance_unregistered(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each month."""
    for month in terms.months:
        workers = month.once(_not_enrolled)
        yield Verdict(
            subject=month.name,
            terms=(Term("有人未登记而出勤 someone attended without being enrolled", bool(workers), len(workers)),),
            level=Level.YELLOW,
            workers=workers,
        )


def _not_enrolled(month: PayMonth) -> frozenset[str]:
    return frozenset(worker for worker, mask in month.present.items() if _is_outside(month, worker, mask))


def _is_outside(month: PayMonth, worker: str, mask: int) -> bool:
    """Whether a day of the mask lies before every enrolment of the worker or after the exit."""
    enrolled_on = month.roster.first_enrolled_on(worker)
    left = month.roster.exit(worker)
    return (
        enrolled_on is None
        or first_present(month.name, mask) < enrolled_on
        or (left is not None and last_present(month.name, mask) > left.on)
    )
