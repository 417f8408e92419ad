"""What a fund case hands out: its forms as PDF, the banks' payment files, and the case file as an evidence pack."""

import csv
import hashlib
import io
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from alerts.evidence import Exhibit, archive, chained
from fund.case import FundCase
from fund.claims import debts
from fund.papers import papers
from infra import clock
from infra.db.chronicle import ChronicleStore, Entry
from infra.db.fund.cases import FundCases
from infra.db.fund.funds import Funds
from infra.db.fund.orders import Orders
from infra.db.offices import Offices
from portal.documents import MissingGlyphError, document
from portal.fund.papers import TITLES, NotYet, Printing, paper
from portal.pages.fund.rights import FundLooker, found, store
from portal.visitor import Visitor
from streams.fund.payment_files import Unwritable, files

router = APIRouter()
_MEDIA: Final = {"csv": "text/csv; charset=utf-8", "xml": "application/xml"}


@router.get("/fund/cases/{number}/{kind}.pdf")
def printed(request: Request, visitor: FundLooker, number: int, kind: str) -> Response:
    """One of the case's forms; that it was printed stands in the chronicle."""
    cases = store(request, visitor)
    case = found(cases, visitor, number)
    if kind not in TITLES:
        raise HTTPException(404)
    made = _paper(visitor, cases, case, kind)
    _chronicled(visitor, case, "printed", {"paper": kind, "sha256": hashlib.sha256(made).hexdigest()})
    name = f"{TITLES[kind]}-{case.number}.pdf"
    return Response(made, media_type="application/pdf", headers=_named(name, "inline"))


@router.get("/fund/cases/{number}/payments/{name}")
def payment_file(request: Request, visitor: FundLooker, number: int, name: str) -> Response:
    """A file for a bank, made once: the same bytes for whoever asks again."""
    case = found(store(request, visitor), visitor, number)
    batch, _, form = name.rpartition(".")
    orders, fund = Orders(visitor.engine), Funds(visitor.engine).of_region(case.region)
    kept = orders.get(batch, visitor.sight)
    if kept is None or kept.case_id != case.id or form not in _MEDIA or fund is None:
        raise HTTPException(404)
    try:
        table, message = files(orders, kept, fund, clock.now())
    except Unwritable as error:
        raise HTTPException(409, str(error)) from error
    wanted = table if form == "csv" else message
    return Response(wanted.body, media_type=_MEDIA[form], headers=_named(wanted.name))


@router.get("/fund/cases/{number}/evidence.zip")
def evidence(request: Request, visitor: FundLooker, number: int) -> Response:
    """The case file: the case, its figures, books, forms, payment files and history, each with its digest."""
    cases = store(request, visitor)
    case = found(cases, visitor, number)
    content = archive(list(_exhibits(visitor, cases, case)))
    digest = hashlib.sha256(content).hexdigest()
    _chronicled(visitor, case, "evidence_exported", {"sha256": digest, "bytes": len(content)})
    headers = {**_named(f"wagewatch-fund-{case.number}.zip"), "X-Content-SHA256": digest}
    return Response(content, media_type="application/zip", headers=headers)


def _exhibits(visitor: Visitor, cases: FundCases, case: FundCase) -> Iterator[Exhibit]:
    yield Exhibit.of_text("README.md", _README.format(number=case.number, version=version("wagewatch")))
    yield Exhibit.of_json("case.json", msgspec.to_builtins(case))
    yield Exhibit.of_text("figures.csv", _figures(case))
    booked = [one for one in Funds(visitor.engine).journal(case.fund, visitor.sight) if one.case == case.id]
    yield Exhibit.of_json("books.json", msgspec.to_builtins(booked))
    for kind, title in TITLES.items():
        try:
            yield Exhibit(f"forms/{kind}-{title}.pdf", _paper(visitor, cases, case, kind))
        except HTTPException:
            continue
    orders = Orders(visitor.engine)
    for kept in orders.of_case(case.id, visitor.sight):
        for name in (f"{kept.batch.batch}.csv", f"{kept.batch.batch}.xml"):
            made = orders.file(kept.batch.batch, name)
            if made is not None:
                yield Exhibit(f"payments/{name}", made.body)
    yield from chained([entry.text for entry in ChronicleStore(visitor.engine).about(f"fund_case:{case.id}")])


_README: Final = """# 应急周转金案卷 Case file of the emergency wage fund {number}

由薪哨 Wagewatch {version} 导出。case.json 是案件全部内容; figures.csv 是逐人逐月的应发、实付、退回、欠付和依据记录;
books.json 是本案的复式账分录; forms/ 是表单; payments/ 是交给银行的支付文件; history/ 是经过, 逐条以哈希相连。
SHA256SUMS 可以核对每个文件: `sha256sum -c SHA256SUMS`。

Exported by Wagewatch {version}: the case, every worker's figures by month with the records behind them, its postings,
forms, payment files, and its history, each entry chained to the one before by its hash.
"""


def _figures(case: FundCase) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(
        ("worker", "employer", "month", "days", "due_fen", "paid_fen", "returned_fen", "owed_fen", "evidence")
    )
    for line in case.lines:
        for a in line.arrears:
            row = (a.month, a.days, a.due_fen, a.paid_fen, a.returned_fen, a.owed_fen, " ".join(a.evidence))
            writer.writerow((line.worker, line.employer, *row))
    return told.getvalue()


def _paper(visitor: Visitor, cases: FundCases, case: FundCase, kind: str) -> bytes:
    offices = Offices(visitor.engine)
    office, fund = offices.office(case.office), Funds(visitor.engine).of_region(case.region)
    people = {one.by for one in case.signatures} | {
        who for order in case.orders for who in (order.prepared_by, order.released_by) if who
    }
    it = Printing(
        case,
        office.name if office else case.office,
        fund.name if fund else case.fund,
        offices.names(people),
        papers(case, cases.rules.terms, visitor.today),
        debts(case),
        visitor.today,
    )
    try:
        data, dated = paper(kind, it)
        return document("fund-form", data, dated=dated)
    except NotYet as error:
        raise HTTPException(409, visitor.say("案件还没有办到这一步,不能打印这份文书。")) from error
    except MissingGlyphError as error:
        said = visitor.say("没有字体能印出这些字：%(characters)s", characters=error.characters)
        raise HTTPException(400, said) from error


def _chronicled(visitor: Visitor, case: FundCase, act: str, body: dict[str, object]) -> None:
    officer = visitor.officer
    entry = Entry(f"fund_case:{case.id}", act, officer.id, officer.office, visitor.today, body)
    ChronicleStore(visitor.engine).write([entry])


def _named(name: str, how: str = "attachment") -> dict[str, str]:
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}
