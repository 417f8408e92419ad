"""ISO 20022 messages: camt.052, camt.053 and camt.054 (account movements), pain.002 (what became of payments).

Any version: the names of the elements read here are the same from 001.02 on, or both forms are known.
Source: ISO 20022 message definitions, Bank-to-Customer Cash Management and Payments Initiation.
"""

from collections.abc import Iterator
from typing import IO, Any

from schemas.checked import Checked, Reason
from schemas.checking import check_event
from schemas.reasons import shown
from streams.formats.isoaside import Earlier, aside, or_aside
from streams.formats.isofacts import Facts, told_event
from streams.formats.isoparts import (
    DONE,
    FAILED,
    IN_REPORT,
    IN_STATEMENT,
    REPORT,
    STATEMENTS,
    Bookings,
    is_booked,
    is_closing,
    numbers_of,
    rows_of,
)
from streams.formats.isotree import Node, day_of, instant_of, trees
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner, Taken, Tally
from streams.formats.xml import MARK, elements


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
        self._bookings = Bookings()
        self._message = ""
        """The original message, which is its own batch where nothing else is named."""
        self._earlier = Earlier(manner.aside())
        if not manner.source:
            raise Refused(
                "nobody says who sends it: give --source or --bank", "没有说明数据来源:请用 --source 或 --bank 指定"
            )

    def close(self) -> None:
        """Nothing is kept."""

    def taken(self) -> Iterator[Taken]:
        """Every entry, return and result."""
        yield from self._report() if self._kind == REPORT else self._statements()

    def _begun(self) -> str:
        for one in self._told:
            if one.name in STATEMENTS:
                self.form = STATEMENTS[one.name][0]
                return one.name
            if one.name == REPORT:
                self.form = "pain.002"
                return one.name
            if one.depth > 4:
                break
        raise Refused(
            "the XML is no camt.052, camt.053, camt.054 or pain.002 message",
            "该 XML 不是 camt.052、camt.053、camt.054 或 pain.002 报文",
        )

    def _statements(self) -> Iterator[Taken]:
        """A statement that was handed back has some of its entries only: it ends no day, unless that was at fault."""
        until: str | None = None
        repairs: tuple[int, ...] = ()
        handed_back = False
        for node in trees(self._told, *IN_STATEMENT):
            if node.name == "Ntry":
                handed_back = handed_back or any(part.name == MARK for row in rows_of(node) for part in row.children)
                yield from self._entry(node)
                continue
            self._bookings.head(node)
            if is_closing(node):
                day = node.at("Dt/Dt", "Dt/DtTm")[:10]
                until, repairs = min(day if until is None else until, day), repairs + numbers_of(node)
        ends = self._manner.complete_for and self._kind == "BkToCstmrStmt" and (repairs or not handed_back)
        if until is not None and ends:
            yield self._completed(until, repairs)

    def _entry(self, entry: Node) -> Iterator[Taken]:
        if not is_booked(entry):
            self.tally.rows += 1
            self.tally.passed += 1
            yield Taken(self.tally.rows, None)
            return
        facts = Facts(self._manner, self._bookings.account, entry, self._bookings.reference(entry))
        for place, row in enumerate(rows_of(entry)):
            self.tally.rows += 1
            yield self._row(facts.told(row, place), row, same=facts.same(place))

    def _row(self, checked: Checked, node: Node, repairs: tuple[int, ...] = (), same: str = "") -> Taken:
        """What was made of a part; it settles what its marks say, and what was set aside of the same part before."""
        named = (*numbers_of(node), *repairs, *self._earlier.of(checked, node, same))
        return Taken(self.tally.rows, checked, tuple(dict.fromkeys(named)))

    def _completed(self, until: str, repairs: tuple[int, ...]) -> Taken:
        """The earliest closing day of the statements, as the day up to which everything was delivered."""
        self.tally.rows += 1
        data = {"bank_code": self._manner.complete_for, "complete_until": until}
        told = told_event(self._manner, "bank.feed_completed", None, f"{until}T00:00:00+08:00", data, "completed")
        return Taken(self.tally.rows, or_aside(check_event(told), self._manner, Node("Bal", text=until)), repairs)

    def _report(self) -> Iterator[Taken]:
        """A rejection of all that was repaired by its single payments is repaired by the first of them."""
        header, batch = Node("GrpHdr"), Node("OrgnlPmtInfAndSts")
        of_message: tuple[int, ...] = ()
        of_batch: tuple[int, ...] = ()
        for node in trees(self._told, *IN_REPORT, MARK):
            match node.name:
                case "GrpHdr":
                    header = node
                case "OrgnlPmtInfId":
                    batch, of_batch = Node("OrgnlPmtInfAndSts", children=[node]), ()
                case "TxInfAndSts":
                    self.tally.rows += 1
                    yield self._result(header, batch, node, of_message + of_batch)
                case "OrgnlGrpInfAndSts":
                    self._message, of_message = node.at("OrgnlMsgId"), numbers_of(node)
                    yield from self._of_all(header, node)
                case "PmtInfSts":
                    yield from self._of_all(header, node, of_batch)
                case _:
                    of_batch += numbers_of(Node("OrgnlPmtInfAndSts", children=[node]))

    def _of_all(self, header: Node, node: Node, repairs: tuple[int, ...] = ()) -> Iterator[Taken]:
        """A whole message or batch rejected at once names no payment: it is set aside, not lost."""
        for row in rows_of(node):
            self.tally.rows += 1
            reason = Reason(
                node.name, "RJCT", "the rejected payments one by one (TxInfAndSts)", "逐笔列明的失败支付(TxInfAndSts)"
            )
            checked = aside(self._manner, "bank.wages_paid", None, header.at("CreDtTm"), row, (reason,))
            yield self._row(checked, row, repairs)

    def _result(self, header: Node, batch: Node, result: Node, repairs: tuple[int, ...]) -> Taken:
        status = result.at("TxSts")
        if status not in DONE | FAILED:
            self.tally.passed += 1
            return Taken(self.tally.rows, None)
        batch_id, line_id = batch.at("OrgnlPmtInfId") or self._message, result.at("OrgnlEndToEndId")
        at = result.at("AccptncDtTm") or header.at("CreDtTm")
        account = result.at("OrgnlTxRef/DbtrAcct/Id/IBAN", "OrgnlTxRef/DbtrAcct/Id/Othr/Id")
        known, on = self._manner.accounts.get(account), day_of(at)
        payment = self._manner.payments.get((batch_id, line_id))
        if payment is None and known is not None:
            payment = self._manner.submitted(*known, batch_id).get(line_id)
        if payment is not None:
            line = {**payment.line, "status": "paid" if status in DONE else "failed", "paid_on": on}
            data: dict[str, Any] = {**payment.batch, "batch_id": batch_id, "lines": [{**line, "line_id": line_id}]}
            return self._row(self._checked("bank.wages_paid", payment.project, at, data, result), result, repairs)
        if status in FAILED and known is not None:
            why = result.at("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry") or status
            data = {"batch_id": batch_id, "line_id": line_id, "returned_on": on, "reason": why}
            return self._row(self._checked("bank.wages_returned", known[0], at, data, result), result, repairs)
        reason = Reason(
            "OrgnlEndToEndId",
            shown(line_id or None),
            "a payment that was instructed: by a wage fund, or in your table of payments, under this PmtInfId",
            "应急周转金支付令或代发指令表中该 PmtInfId 下的一笔",
        )
        return self._row(aside(self._manner, "bank.wages_paid", None, at, result, (reason,)), result, repairs)

    def _checked(self, kind: str, project: str | None, at: str, data: dict[str, Any], node: Node) -> Checked:
        told = told_event(self._manner, kind, project, instant_of(at), data, "pain.002")
        return or_aside(check_event(told), self._manner, node)
