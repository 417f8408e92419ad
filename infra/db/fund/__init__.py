"""The emergency wage fund as it is kept: funds and their books, cases, what no two cases may advance, payment files."""

from infra.db.fund.cases import FundCases
from infra.db.fund.funds import Fund, Funds
from infra.db.fund.outcomes import Done, NotFound, Opening, Outcome, Stale
from infra.db.fund.proposals import Proposals
from infra.db.fund.rules import Rules

__all__ = ["Done", "Fund", "FundCases", "Funds", "NotFound", "Opening", "Outcome", "Proposals", "Rules", "Stale"]
