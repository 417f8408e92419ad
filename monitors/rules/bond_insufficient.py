"""保证金不足 The wage bonds come to less than their share of the contract.

Law       《保障农民工工资支付条例》第三十二条;《工程建设领域农民工工资保证金规定》: 1 to 3 per cent of the contract,
          topped up after a drawing.
Holds     while the bonds that are not released are too small; a drawing counts after the days to top it up.
Subject   the project.
"""

from collections.abc import Iterator

from monitors.calendar import working_days_after
from monitors.law import BOND_RULES, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.terms.accounts import Bond
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "bond.insufficient",
    law=(WAGE_REGULATION.article(32), BOND_RULES.whole()),
    reads=("bond_topup_wd", "bond_rate"),
    says=(
        "工资保证金只有{lodged_fen}元,低于应存的{required_fen}元。",
        "The wage bonds come to ¥{lodged_fen}, less than the ¥{required_fen} required.",
    ),
)
def bond_insufficient(terms: Terms) -> Iterator[Verdict]:
    """Yield the project's verdict."""
    bonds = terms.accounts.bonds
    lodged_fen = sum(_worth_fen(terms, bond) for bond in bonds)
    required_fen = terms.ratio("bond_rate") * terms.site.registration["contract_amount_fen"]
    yield Verdict(
        terms=(
            Term("项目未竣工 the project is not completed", not terms.site.is_completed),
            Term("有未退还的保证金 a bond is not released", bool(bonds), len(bonds)),
            Term("保证金低于应存数额 the bonds are too small", lodged_fen < required_fen, lodged_fen),
        ),
        level=Level.YELLOW,
        facts={"lodged_fen": lodged_fen, "required_fen": int(required_fen)},
        evidence=tuple(bond.deposit.name for bond in bonds),
    )


def _worth_fen(terms: Terms, bond: Bond) -> int:
    topup_wd = terms.number("bond_topup_wd")
    drawn: int = sum(
        said.data["amount_fen"] for said in bond.drawings if terms.as_of > working_days_after(said.on, topup_wd)
    )
    added: int = sum(said.data["amount_fen"] for said in bond.replenishments)
    deposited: int = bond.deposit.data["amount_fen"]
    return deposited + added - drawn
