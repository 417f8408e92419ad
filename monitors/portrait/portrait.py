"""The whole portrait of one project: what its page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.portrait.glimpse import Glimpse, glimpse_of
from monitors.portrait.matrix import Matrix, matrix
from monitors.portrait.money import Money, money
from monitors.portrait.notices import Notice, notices
from monitors.portrait.parties import Parties, parties
from monitors.terms import Terms
from schemas.finding import Finding


@dataclass(frozen=True, slots=True)
class Portrait:
    """One project at the end of a day. `parties` is None where the project is not registered."""

    glimpse: Glimpse
    matrix: Matrix
    money: Money
    boards: tuple[Notice, ...]
    parties: Parties | None


def portrait(ledger: Ledger, as_of: date, policy: Policy, findings: Iterable[Finding] | None = None) -> Portrait:
    """The portrait of what is known of a ledger at the end of a day.

    `findings` are what the rules find in it, where somebody has judged it already; else it is judged here.
    """
    found = evaluate(ledger, as_of, policy).findings if findings is None else findings
    terms = Terms(ledger, as_of, policy)
    registered = bool(terms.site.registration)
    seen = Portrait(
        glimpse_of(terms, found),
        matrix(terms),
        money(terms),
        notices(terms),
        parties(terms) if registered else None,
    )
    terms.rest()
    return seen
