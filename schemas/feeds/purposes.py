"""What an ISO 20022 code says about the purpose of a booking, and what no code can say.

Sources: ISO 20022 external code sets, ExternalPurpose1Code and the bank transaction codes (domain/family/sub-family).
Only codes that plainly mean one purpose are here. A debit whose purpose nobody states is not `other`, because that
would accuse (`account.improper_debit`): it is set aside until the sender says what it was.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

STANDARD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "debit:purp:SALA": "wages",
        "debit:purp:PAYR": "wages",
        "debit:bktx:PMNT/ICDT/SALA": "wages",
        "debit:bktx:PMNT/IRCT/SALA": "wages",
        "credit:purp:INTE": "interest",
        "credit:bktx:ACMT/MCOP/INTR": "interest",
        "credit:bktx:PMNT/RCDT/RRTN": "wage_return",
        "debit:bktx:ACMT/MDOP/CHRG": "fee",
        "debit:bktx:ACMT/MDOP/COMM": "fee",
        "debit:bktx:ACMT/MDOP/FEES": "fee",
    }
)
"""By direction, kind of code and code. A bank's own table may add `credit:prtry:…`, `debit:text:…` and `debit:*`."""

WORDS: Final = MappingProxyType(
    {
        "credit": frozenset({"labor_cost", "bond", "wage_return", "interest", "other"}),
        "debit": frozenset({"wages", "transfer", "cash", "fee", "judicial", "other"}),
    }
)
"""The purposes of the contract, by direction."""


def purpose_of(direction: str, codes: Iterable[str], own: Mapping[str, str]) -> str | None:
    """The purpose that the codes say, the bank's own table first.

    Where they say none, or several that differ, a credit is `other`, and a debit is unknown.
    """
    keys = [f"{direction}:{code}" for code in codes]
    for table in (own, STANDARD):
        said = {table[key] for key in keys if key in table}
        if len(said) == 1:
            return said.pop()
    return own.get(f"{direction}:*", "other" if direction == "credit" else None)
