"""A day's movements as an ISO 20022 statement (camt.053), with a bank's own codes for what each was for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final
from xml.etree import ElementTree as ET

from portal.simulate.delivery import XML, Delivery, Event, money
from schemas.feeds.purposes import WORDS

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_SIDES: Final = {
    "bank.account_credited": ("CRDT", "Dbtr", "payer"),
    "bank.account_debited": ("DBIT", "Cdtr", "counterparty"),
}
_Tree = tuple[str, Any]

CODES: Final[Mapping[str, Mapping[str, str]]] = {
    direction: {f"prtry:{purpose.upper()}": purpose for purpose in sorted(words)} for direction, words in WORDS.items()
}
"""What the simulated bank's own codes mean, as it would say it once."""


def statement(moved: Sequence[Event], day: date) -> Delivery:
    """The movements as one message, a statement for each account."""
    accounts = sorted(moved, key=_account)
    statements = [("Stmt", list(_statement(number, list(own), day))) for number, own in groupby(accounts, key=_account)]
    header = ("GrpHdr", [("MsgId", f"S{day:%Y%m%d}"), ("CreDtTm", f"{day}T23:00:00+08:00")])
    document = ET.Element("Document", {"xmlns": _SPACE})
    _grow(document, [("BkToCstmrStmt", [header, *statements])])
    body: bytes = ET.tostring(document, encoding="UTF-8", xml_declaration=True)
    return Delivery(f"对账单-{day:%Y%m%d}.xml", XML, body, len(moved), sum(map(money, moved)))


def _statement(number: str, moved: Iterable[Event], day: date) -> Iterator[_Tree]:
    yield "Id", f"{number}-{day:%Y%m%d}"
    yield "Acct", [("Id", [("Othr", [("Id", number)])])]
    for event in moved:
        yield "Ntry", _entry(event)


def _entry(event: Event) -> list[_Tree]:
    data = event["data"]
    direction, party, field = _SIDES[event["type"]]
    other = [("RltdPties", [(party, [("Nm", data[field])])])] if data.get(field) else []
    return [
        ("Amt", f"{data['amount_fen'] // 100}.{data['amount_fen'] % 100:02d}"),
        ("CdtDbtInd", direction),
        ("Sts", [("Cd", "BOOK")]),
        ("BookgDt", [("DtTm", event["time"])]),
        ("AcctSvcrRef", data["transaction_id"]),
        ("BkTxCd", [("Prtry", [("Cd", data["purpose"].upper())])]),
        ("NtryDtls", [("TxDtls", other)]),
    ]


def _account(event: Event) -> str:
    return str(event["data"]["account_id"])


def _grow(parent: ET.Element, children: Iterable[_Tree]) -> None:
    for name, content in children:
        child = ET.SubElement(parent, name, {"Ccy": "CNY"} if name == "Amt" else {})
        if isinstance(content, str):
            child.text = content
        else:
            _grow(child, content)
