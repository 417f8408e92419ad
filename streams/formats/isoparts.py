"""What of an ISO 20022 message is a row of its own, and what our marks in it say.

A message that was handed back has instructions such as `<?wagewatch quarantine="17"?>` in the parts to be repaired:
the schema does not see them, they are deleted with their part, and they say which row it repairs.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from streams.formats.isotree import Node, only
from streams.formats.xml import MARK

STATEMENTS: Final = {
    "BkToCstmrAcctRpt": ("camt.052", "Rpt"),
    "BkToCstmrStmt": ("camt.053", "Stmt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn"),
}
REPORT: Final = "CstmrPmtStsRpt"
IN_STATEMENT: Final = ("GrpHdr", "Id", "FrToDt", "CreDtTm", "Acct", "RltdAcct", "Intrst", "Bal", "Ntry")
"""The parts of a statement that are looked at as a whole."""
IN_REPORT: Final = ("GrpHdr", "OrgnlGrpInfAndSts", "OrgnlPmtInfId", "PmtInfSts", "TxInfAndSts")
DONE: Final = frozenset({"ACSC", "ACCC"})
FAILED: Final = frozenset({"RJCT", "CANC"})
_ACCOUNT: Final = ("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN")
_BOOKING: Final = re.compile(r"x([0-9a-f]{16})-[1-9][0-9]{0,8}").fullmatch
_NUMBER: Final = re.compile(r"[0-9]{1,18}").fullmatch


def rows_of(part: Node) -> list[Node]:
    """The rows in a part, in the order of their numbers: an entry and the returns in it, a result, a rejection."""
    match part.name:
        case "Ntry" if is_booked(part):
            returns = (details for details in part.all("NtryDtls/TxDtls") if any(details.all("RtrInf")))
            return [part, *returns]
        case "Ntry" | "TxInfAndSts":
            return [part]
        case "OrgnlGrpInfAndSts" | "PmtInfSts" if (part.at("GrpSts") or part.text.strip()) in FAILED:
            return [part]
        case _:
            return []


def is_booked(entry: Node) -> bool:
    """Whether the entry has happened; others are pending or for information."""
    return entry.at("Sts/Cd", "Sts") == "BOOK"


def is_closing(balance: Node) -> bool:
    """Whether it is the balance at the end of the booked day."""
    return balance.name == "Bal" and balance.at("Tp/CdOrPrtry/Cd") == "CLBD"


def marks_of(node: Node) -> Iterator[dict[str, str]]:
    """What the marks directly in an element say."""
    return (mark.attributes for mark in node.all(MARK))


def numbers_of(*nodes: Node) -> tuple[int, ...]:
    """The quarantined rows that the marks in these elements name."""
    said = (mark.get("quarantine", "") for node in nodes for mark in marks_of(node))
    return tuple(int(number) for number in said if _NUMBER(number))


def reference_given(entry: Node) -> str:
    """The bank's own name of a booking; empty where it has none."""
    return entry.at("AcctSvcrRef") or only(entry, "NtryDtls/TxDtls/Refs/AcctSvcrRef")


class Bookings:
    """The statement at hand: whose account it is, and how each of its bookings is called."""

    def __init__(self) -> None:
        self.account = ""
        self._seen: Counter[str] = Counter()

    def head(self, node: Node) -> None:
        """Take notice of a part before the entries."""
        if node.name == "Id":  # a new statement begins with its id
            self.account = ""
        elif node.name == "Acct" and not self.account:
            self.account = node.at(*_ACCOUNT)

    def reference(self, entry: Node) -> str:
        """The bank's reference; where there is none, a digest of the booking, counted within the file.

        `NtryRef` is none: it numbers the entries of one message, and begins anew in the next. In a message that was
        handed back others are missing that would count: there the mark says how the same booking was called.
        """
        given = reference_given(entry)
        if given:
            return given
        digest = self.digest(entry)
        for mark in marks_of(entry):
            called = mark.get("booking", "")
            if (match := _BOOKING(called)) is not None and mark.get("of", match[1]) == digest:
                return called
        self._seen[digest] += 1
        return f"x{digest}-{self._seen[digest]}"

    def digest(self, entry: Node) -> str:
        """A digest of what makes the booking this one, where the bank has no name for it."""
        own = (entry.at("Amt"), entry.at("CdtDbtInd"), entry.at("BookgDt/Dt", "BookgDt/DtTm"))
        payments = (found.at("Refs/EndToEndId") for found in entry.all("NtryDtls/TxDtls"))
        said = "|".join((self.account, *own, *payments))
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
