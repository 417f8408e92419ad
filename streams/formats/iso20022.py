"""ISO 20022 messages: camt.052, camt.053 and camt.054 (account movements), pain.002 (what became of payments).

Any version: the names of the elements read here are the same from 001.02 on, or both forms are known.
Source: ISO 20022 message definitions, Bank-to-Customer Cash Management and Payments Initiation.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any, Final

from schemas.checked import Checked, Reason
from schemas.checking import check_event
from schemas.reasons import shown
from streams.formats.isofacts import Facts, aside, names_aside, or_aside, told_event
from streams.formats.isotree import Node, day_of, instant_of, only, trees
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner, Taken, Tally
from streams.formats.xml import elements

_STATEMENTS: Final = {
    "BkToCstmrAcctRpt": ("camt.052", "Rpt"),
    "BkToCstmrStmt": ("camt.053", "Stmt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn"),
}
_REPORT: Final = "CstmrPmtStsRpt"
_DONE: Final = frozenset({"ACSC", "ACCC"})
_FAILED: Final = frozenset({"RJCT", "CANC"})


class Messages:
    """The entries of one message on their way to the intake; numbered from one, in the order of the file."""

    feed = None

    def __init__(self, file: IO[bytes], manner: Manner, limits: Limits) -> None:
        """Finds out which message it is.

        Raises:
            Refused: it is none that is read, or nobody says who sends it.
        """
        self.form = "iso20022"
        self.tally = Tally()
        self._manner = manner
        self._told = elements(file, limits)
        self._kind = self._begun()
        self._seen: Counter[str] = Counter()
        self._message = ""
        """The original message, which is its own batch where nothing else is named."""
        self._aside = manner.aside()
        if not manner.source:
            raise Refused(
                "nobody says who sends it: give --source or --bank", "没有说明数据来源:请用 --source 或 --bank 指定"
            )

    def close(self) -> None:
        """Nothing is kept."""

    def taken(self) -> Iterator[Taken]:
        """Every entry, return and result."""
        yield from self._report() if self._kind == _REPORT else self._statements(_STATEMENTS[self._kind][1])

    def _begun(self) -> str:
        for one in self._told:
            if one.name in _STATEMENTS:
                self.form = _STATEMENTS[one.name][0]
                return one.name
            if one.name == _REPORT:
                self.form = "pain.002"
                return one.name
            if one.depth > 4:
                break
        raise Refused(
            "the XML is no camt.052, camt.053, camt.054 or pain.002 message",
            "该 XML 不是 camt.052、camt.053、camt.054 或 pain.002 报文",
        )

    def _statements(self, name: str) -> Iterator[Taken]:
        statement = Node(name)
        closed: list[str] = []
        for node in trees(self._told, "Id", "Acct", "Ntry", "Bal", "FrToDt", "CreDtTm"):
            if node.name == "Ntry":
                self.tally.rows += 1
                yield from self._entry(statement, node)
                continue
            if node.name == "Id":  # a new statement begins with its id
                statement = Node(name)
            statement.children.append(node)
            if node.name == "Bal" and node.at("Tp/CdOrPrtry/Cd") == "CLBD":
                closed.append(node.at("Dt/Dt", "Dt/DtTm")[:10])
        if closed and self._manner.complete_for and self._kind == "BkToCstmrStmt":
            yield self._completed(min(closed))

    def _entry(self, statement: Node, entry: Node) -> Iterator[Taken]:
        number = self.tally.rows
        if entry.at("Sts/Cd", "Sts") != "BOOK":
            self.tally.passed += 1
            yield Taken(number, None)
            return
        account = statement.at("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN")
        facts = Facts(self._manner, account, entry, self._reference(entry, account))
        yield self._row(number, facts.movement(), entry)
        for details in entry.all("NtryDtls/TxDtls"):
            if next(details.all("RtrInf"), None) is not None:
                self.tally.rows += 1
                yield self._row(self.tally.rows, facts.returned(details), details)

    def _row(self, number: int, checked: Checked, node: Node) -> Taken:
        """What was made of a part; if it is good now, it repairs what was set aside of the same part before."""
        if checked.data is None or not self._aside:
            return Taken(number, checked)
        found = (self._aside.get(name, ()) for name in names_aside(checked, node))
        return Taken(number, checked, tuple(dict.fromkeys(one for numbers in found for one in numbers)))

    def _reference(self, entry: Node, account: str) -> str:
        """The bank's reference; where there is none, a digest of the booking, counted within the file.

        `NtryRef` is none: it numbers the entries of one message, and begins anew in the next.
        """
        given = entry.at("AcctSvcrRef") or only(entry, "NtryDtls/TxDtls/Refs/AcctSvcrRef")
        if given:
            return given
        own = (entry.at("Amt"), entry.at("CdtDbtInd"), entry.at("BookgDt/Dt", "BookgDt/DtTm"))
        payments = (found.at("Refs/EndToEndId") for found in entry.all("NtryDtls/TxDtls"))
        said = "|".join((account, *own, *payments))
        digest = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
        self._seen[digest] += 1
        return f"x{digest}-{self._seen[digest]}"

    def _completed(self, until: str) -> Taken:
        """The earliest closing day of the statements, as the day up to which everything was delivered."""
        self.tally.rows += 1
        data = {"bank_code": self._manner.complete_for, "complete_until": until}
        told = told_event(self._manner, "bank.feed_completed", None, f"{until}T00:00:00+08:00", data, "completed")
        return Taken(self.tally.rows, or_aside(check_event(told), self._manner, Node("Bal", text=until)))

    def _report(self) -> Iterator[Taken]:
        header, batch = Node("GrpHdr"), Node("OrgnlPmtInfAndSts")
        for node in trees(self._told, "GrpHdr", "OrgnlGrpInfAndSts", "OrgnlPmtInfId", "PmtInfSts", "TxInfAndSts"):
            match node.name:
                case "GrpHdr":
                    header = node
                case "OrgnlGrpInfAndSts":
                    self._message = node.at("OrgnlMsgId")
                    yield from self._of_all(header, node)
                case "OrgnlPmtInfId":
                    batch = Node("OrgnlPmtInfAndSts", children=[node])
                case "TxInfAndSts":
                    self.tally.rows += 1
                    yield self._result(header, batch, node)
                case _:
                    yield from self._of_all(header, node)

    def _of_all(self, header: Node, node: Node) -> Iterator[Taken]:
        """A whole message or batch rejected at once names no payment: it is set aside, not lost."""
        if (node.at("GrpSts") or node.text.strip()) not in _FAILED:
            return
        self.tally.rows += 1
        reason = Reason(
            node.name, "RJCT", "the rejected payments one by one (TxInfAndSts)", "逐笔列明的失败支付(TxInfAndSts)"
        )
        yield Taken(
            self.tally.rows, aside(self._manner, "bank.wages_paid", None, header.at("CreDtTm"), node, (reason,))
        )

    def _result(self, header: Node, batch: Node, result: Node) -> Taken:
        number, status = self.tally.rows, result.at("TxSts")
        if status not in _DONE | _FAILED:
            self.tally.passed += 1
            return Taken(number, None)
        batch_id, line_id = batch.at("OrgnlPmtInfId") or self._message, result.at("OrgnlEndToEndId")
        at = result.at("AccptncDtTm") or header.at("CreDtTm")
        account = result.at("OrgnlTxRef/DbtrAcct/Id/IBAN", "OrgnlTxRef/DbtrAcct/Id/Othr/Id")
        known, on = self._manner.accounts.get(account), day_of(at)
        payment = self._manner.payments.get((batch_id, line_id))
        if payment is None and known is not None:
            payment = self._manner.submitted(*known, batch_id).get(line_id)
        if payment is not None:
            line = {**payment.line, "status": "paid" if status in _DONE else "failed", "paid_on": on}
            data: dict[str, Any] = {**payment.batch, "batch_id": batch_id, "lines": [{**line, "line_id": line_id}]}
            return self._row(number, self._checked("bank.wages_paid", payment.project, at, data, result), result)
        if status in _FAILED and known is not None:
            why = result.at("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry") or status
            data = {"batch_id": batch_id, "line_id": line_id, "returned_on": on, "reason": why}
            return self._row(number, self._checked("bank.wages_returned", known[0], at, data, result), result)
        reason = Reason(
            "OrgnlEndToEndId",
            shown(line_id or None),
            "a payment that was instructed: by a wage fund, or in your table of payments, under this PmtInfId",
            "应急周转金支付令或代发指令表中该 PmtInfId 下的一笔",
        )
        return Taken(number, aside(self._manner, "bank.wages_paid", None, at, result, (reason,)))

    def _checked(self, kind: str, project: str | None, at: str, data: dict[str, Any], node: Node) -> Checked:
        told = told_event(self._manner, kind, project, instant_of(at), data, "pain.002")
        return or_aside(check_event(told), self._manner, node)
