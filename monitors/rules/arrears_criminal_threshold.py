"""达到拒付罪数额 What one worker or ten and more are owed reaches the amount of the crime of refusing to pay.

Law       《中华人民共和国刑法》第二百七十六条之一;法释〔2013〕3号第三条: three months' pay and 5 000 yuan for one
          worker, or 30 000 yuan for ten and more. The crime itself further needs an order to pay that was not obeyed.
Holds     while the arrears are so high.
Subject   the project.
"""

from collections import defaultdict
from collections.abc import Iterator

from monitors.law import CRIME_INTERPRETATION, CRIMINAL_LAW
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.terms.arrears import underpaid, unpaid
from monitors.verdict import Term, Verdict
from schemas.finding import Level

MONTHS_OF_ONE = 3
WORKERS_OF_MANY = 10


@rule(
    "arrears.criminal_threshold",
    law=(CRIMINAL_LAW.whole(), CRIME_INTERPRETATION.article(3)),
    reads=("crime_one_fen", "crime_ten_fen"),
    mutes=("wages.unpaid", "wages.underpaid", "wages.exit_unsettled"),  # its sum is made of them
    says=(
        "项目共拖欠{workers}名工人工资{owed_fen}元,达到拒不支付劳动报酬罪的数额标准。",
        (
            "{workers:worker} of the project {workers:is|are} owed ¥{owed_fen}, "
            "which reaches the amount of the crime of refusing to pay wages."
        ),
    ),
)
def arrears_criminal_threshold(terms: Terms) -> Iterator[Verdict]:
    """Yield the project's verdict."""
    owed_fen, months = _arrears(terms)
    one_fen, ten_fen, sum_fen = terms.number("crime_one_fen"), terms.number("crime_ten_fen"), sum(owed_fen.values())
    by_one = [w for w, fen in owed_fen.items() if months[w] >= MONTHS_OF_ONE and fen >= one_fen]
    by_many = len(owed_fen) >= WORKERS_OF_MANY and sum_fen >= ten_fen
    yield Verdict(
        terms=(Term("单人三个月或十人以上达到数额 one or ten and more reach it", bool(by_one or by_many), sum_fen),),
        level=Level.RED,
        workers=owed_fen,
        facts={"owed_fen": sum_fen, "workers": len(owed_fen), "one_worker": sorted(by_one), "ten_workers": by_many},
    )


def _arrears(terms: Terms) -> tuple[dict[str, int], dict[str, int]]:
    """What each worker with arrears is owed in fen, and for how many months."""
    owed_fen: dict[str, int] = defaultdict(int)
    months: dict[str, int] = defaultdict(int)
    for month in terms.settled_months:
        for worker, fen in month.once(_owed, unpaid(terms, month) | underpaid(terms, month)):
            owed_fen[worker] += max(0, fen)
            months[worker] += 1
    return dict(owed_fen), dict(months)


def _owed(month: PayMonth, workers: frozenset[str]) -> list[tuple[str, int]]:
    return [(worker, _owed_fen(month, worker)) for worker in sorted(workers)]


def _owed_fen(month: PayMonth, worker: str) -> int:
    """*owed(w, M)*: by the pay sheet, else by the wage that was agreed, else nothing."""
    if worker in month.due:
        return month.due[worker] - month.paid.get(worker, 0)
    enrolment = month.roster.enrolment_in(worker, month.name)
    agreed = {} if enrolment is None else enrolment.data
    rate_fen: int = agreed.get("wage_rate_fen", 0)
    match agreed.get("wage_basis"):
        case "daily":
            return month.present.get(worker, 0).bit_count() * rate_fen
        case "monthly":
            return rate_fen
        case _:
            return 0
