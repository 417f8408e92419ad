"""The emergency wage fund as it is kept: funds and their books, cases, what no two cases may advance, payment files."""

from infra.db.fund.cases import Done, FundCases, NotFound, Opening, Outcome, Rules, Stale
from infra.db.fund.funds import Fund, Funds

__all__ = ["Done", "Fund", "FundCases", "Funds", "NotFound", "Opening", "Outcome", "Rules", "Stale"]
