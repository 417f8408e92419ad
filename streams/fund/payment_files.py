"""Payment orders as files for a bank: a table, and ISO 20022 pain.001.001.09, checked against its schema.

Both name each payment by batch and line, as the bank's answer does: the table comes back with result and date filled in
(feed `wages`), pain.001 is answered by pain.002, read with the table as `--payments`. Their subject is the fund's own
(`fund:<code>`), never the project: an advance pays nothing of what the employer owes.

Names and card numbers are not in this system: the bank, or the platform that pays, knows whose token it is.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import xmlschema

from infra.db.fund.funds import Fund
from infra.db.fund.orders import Batch, KeptBatch, KeptFile, Orders, Payment
from schemas.feeds.money import INSTRUCTED, WAGES

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_SCHEMA: Final = Path(__file__).with_name("pain.001.001.09.xsd")
_ANSWERED: Final = tuple(column for column in WAGES.columns if column.field in ("status", "paid_on"))
_CLEARING: Final = "CNAPS"
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
Tree = tuple[str, Any]


class Unwritable(ValueError):
    """The message would not keep to its schema: why, as the schema says it."""


def csv_file(batch: Batch, fund: Fund) -> bytes:
    """The batch as the table that the bank fills in and sends back; UTF-8 with mark, as spreadsheets want it."""
    text = io.StringIO()
    writer = csv.writer(text)
    columns = (*INSTRUCTED.columns, *_ANSWERED)
    writer.writerow([column.zh for column in columns])
    for payment in batch.payments:
        told = _told(batch, fund, payment)
        writer.writerow([_harmless(told.get(column.field, "")) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def pain_001(batch: Batch, fund: Fund, made_on: date, at: datetime) -> bytes:
    """The batch as a CustomerCreditTransferInitiation. Raises `Unwritable` where the schema refuses it."""
    total, count = _yuan(batch.amount_fen), str(len(batch.payments))
    document = ET.Element("Document", {"xmlns": NAMESPACE})
    header: list[Tree] = [
        ("MsgId", batch.batch),
        ("CreDtTm", at.replace(microsecond=0).isoformat()),
        ("NbOfTxs", count),
        ("CtrlSum", total),
        ("InitgPty", [("Nm", fund.name[:140])]),
    ]
    payment: list[Tree] = [
        ("PmtInfId", batch.batch),
        ("PmtMtd", "TRF"),
        ("BtchBookg", "true"),
        ("NbOfTxs", count),
        ("CtrlSum", total),
        ("PmtTpInf", [("CtgyPurp", [("Cd", "SALA")])]),
        ("ReqdExctnDt", [("Dt", made_on.isoformat())]),
        ("Dbtr", [("Nm", fund.name[:140])]),
        ("DbtrAcct", [("Id", [("Othr", [("Id", fund.account_no)])]), ("Ccy", "CNY")]),
        ("DbtrAgt", _bank(fund.bank)),
        *(("CdtTrfTxInf", list(_transfer(one, batch, fund))) for one in batch.payments),
    ]
    _grow(document, [("CstmrCdtTrfInitn", [("GrpHdr", header), ("PmtInf", payment)])])
    ET.indent(document)
    body: bytes = ET.tostring(document, encoding="UTF-8", xml_declaration=True)
    _check(body)
    return body


def files(orders: Orders, kept: KeptBatch, fund: Fund, at: datetime) -> tuple[KeptFile, KeptFile]:
    """The batch's table and message, made once: whoever asks again gets the same bytes."""
    batch = kept.batch
    table, message = f"{batch.batch}.csv", f"{batch.batch}.xml"
    return (
        orders.file(batch.batch, table) or orders.keep(batch.batch, table, csv_file(batch, fund)),
        orders.file(batch.batch, message) or orders.keep(batch.batch, message, pain_001(batch, fund, kept.made_on, at)),
    )


def _told(batch: Batch, fund: Fund, payment: Payment) -> dict[str, str]:
    return {
        "project_id": fund.subject,
        "batch_id": batch.batch,
        "account_id": fund.account_no,
        "pay_month": max(payment.months, default=""),
        "line_id": payment.line,
        "worker_id": payment.worker,
        "amount_fen": _yuan(payment.amount_fen),
        "payee_token": payment.card,
        "payee_name_matches": "是",
    }


def _transfer(payment: Payment, batch: Batch, fund: Fund) -> Iterator[Tree]:
    yield "PmtId", [("InstrId", f"{batch.batch}/{payment.line}"), ("EndToEndId", payment.line)]
    yield "Amt", [("InstdAmt", _yuan(payment.amount_fen))]
    yield "CdtrAgt", _bank(payment.bank or fund.bank)
    yield "Cdtr", [("Nm", payment.worker[:140])]
    yield "CdtrAcct", [("Id", [("Othr", [("Id", payment.card)])])]
    yield "Purp", [("Cd", "SALA")]
    yield "RmtInf", [("Ustrd", f"应急周转金 {batch.batch} {','.join(payment.months)}"[:140])]


def _bank(code: str) -> list[Tree]:
    return [("FinInstnId", [("ClrSysMmbId", [("ClrSysId", [("Cd", _CLEARING)]), ("MmbId", code)])])]


def _grow(parent: ET.Element, children: list[Tree]) -> None:
    for name, content in children:
        child = ET.SubElement(parent, name, {"Ccy": "CNY"} if name == "InstdAmt" else {})
        if isinstance(content, str):
            child.text = content
        else:
            _grow(child, content)


def _check(body: bytes) -> None:
    """Raise `Unwritable` where the message does not keep to the schema, as ISO publishes it."""
    try:
        _schema().validate(io.BytesIO(body))
    except xmlschema.XMLSchemaException as error:
        raise Unwritable(" ".join(str(getattr(error, "reason", "") or error).split())) from error


@cache
def _schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(_SCHEMA)


def _harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it; the reader takes it off again."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
