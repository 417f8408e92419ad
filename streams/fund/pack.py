"""Puts a case of the fund together as an archive like an alert's, and notes in the chronicle that it was handed out."""

import csv
import io
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Engine

from alerts.evidence import Exhibit, archive, chained
from fund.case import FundCase
from fund.eligibility import checklist
from fund.parameters import PARAMETERS
from infra.db.chronicle import ChronicleStore, Entry, sha256_of
from infra.db.fund import FundCases
from infra.db.fund.funds import Funds
from infra.db.fund.orders import Orders
from infra.db.records import Records
from streams.evidence import Asker, Pack
from streams.evidence.readme import VERIFY_CHAIN, VERIFY_FILES, VERIFY_SUBMISSIONS
from streams.evidence.sent import Sent
from streams.fund.behind import Behind, behind

_TEMPLATE: Final = Path(__file__).parent / "pack.md"
_ALL: Final = 100_000


def packed(  # noqa: PLR0913 (a case with those who judge it and who ask for it)
    engine: Engine, cases: FundCases, case: FundCase, forms: Sequence[Exhibit], asker: Asker, *, whole: bool = False
) -> Pack:
    """The case file; that it was handed out is chronicled.

    Args:
        engine: The database.
        cases: The store that judges the case.
        case: The case; whoever asks must have looked whether it may be seen.
        forms: The case's papers and letters as they are printed.
        asker: Who asks.
        whole: Whether the whole submissions go with it, beside the lines; they may speak of others as well.
    """
    content = archive([*_of_case(engine, cases, case, asker), *forms, *_of_records(engine, case, whole=whole)])
    pack = Pack(f"wagewatch-fund-{case.number}.zip", content, sha256_of(content))
    body = {"sha256": pack.sha256, "bytes": len(content), "whole_submissions": whole}
    about = f"fund_case:{case.id}"
    ChronicleStore(engine).write([Entry(about, "evidence_exported", asker.officer, asker.office, asker.day, body)])
    return pack


def _of_case(engine: Engine, cases: FundCases, case: FundCase, asker: Asker) -> Iterator[Exhibit]:
    """What the fund itself knows: the case, its figures, terms, checklist, books, payment files and history."""
    yield Exhibit.of_text("README.md", _readme(case))
    yield Exhibit.of_json("case.json", msgspec.to_builtins(case))
    yield Exhibit.of_text("figures.csv", _figures(case))
    yield Exhibit.of_json("terms.json", _terms(cases, case, asker))
    items = checklist(case, cases.setting(case, asker.day), asker.day)
    yield Exhibit.of_json("checklist.json", msgspec.to_builtins(items))
    journal = Funds(engine).journal(case.fund, asker.sight, limit=_ALL)
    yield Exhibit.of_json("books.json", [msgspec.to_builtins(one) for one in journal if one.case == case.id])
    orders = Orders(engine)
    for kept in orders.of_case(case.id, asker.sight):
        for name in (f"{kept.batch.batch}.csv", f"{kept.batch.batch}.xml"):
            made = orders.file(kept.batch.batch, name)
            if made is not None:
                yield Exhibit(f"payments/{name}", made.body)
    yield from chained([entry.text for entry in ChronicleStore(engine).about(f"fund_case:{case.id}")])


def _of_records(engine: Engine, case: FundCase, *, whole: bool) -> Iterator[Exhibit]:
    """What was submitted: the lines behind the figures byte for byte, and the receipts of their submissions."""
    found, records = behind(engine, case), Records(engine)
    lines = Sent(engine).lines((one.origin.submission, one.origin.line_no) for one in found)
    submitted = records.submitted(one.origin.submission for one in found)
    yield Exhibit.of_text("records.csv", _index(found, lines))
    for (submission, line_no), line in sorted(lines.items()):
        yield Exhibit(_record_name(submission, line_no), line)
    yield Exhibit.of_json("submissions.json", submitted)
    for one in submitted if whole else ():
        yield Exhibit(f"submissions/{one.id}.jsonl", Sent(engine).whole(one.id))


def _readme(case: FundCase) -> str:
    return _TEMPLATE.read_text(encoding="utf-8").format(
        number=case.number,
        project=case.project_name or case.project,
        version=version("wagewatch"),
        verify_files=VERIFY_FILES,
        verify_chain=VERIFY_CHAIN,
        verify_submissions=VERIFY_SUBMISSIONS,
    )


def _terms(cases: FundCases, case: FundCase, asker: Asker) -> list[Any]:
    """Every rule that the case is judged by, with the document that sets it, and the minimum wage."""
    by = cases.setting(case, asker.day)
    given = [by.terms.in_force(name, case.region, asker.day) for name in sorted(PARAMETERS)]
    wage = [by.minimum_wage] if by.minimum_wage is not None else []
    return [msgspec.to_builtins(one) for one in (*given, *wage)]


def _figures(case: FundCase) -> str:
    head = ("worker", "employer", "month", "days", "due_fen", "paid_fen", "returned_fen", "owed_fen", "evidence")
    rows = [
        (line.worker, line.employer, a.month, a.days, a.due_fen, a.paid_fen, a.returned_fen, a.owed_fen,
         " ".join(a.evidence))
        for line in case.lines
        for a in line.arrears
    ]  # fmt: skip
    return _table(head, rows)


def _index(found: Sequence[Behind], lines: Any) -> str:
    """Which record came from which line; one line may have carried several."""
    head = ("seq", "type", "source", "id", "on", "received_at", "submission", "line", "file", "sha256")
    rows = [
        (one.frame.seq, one.frame.kind, one.frame.source, one.frame.id, one.frame.on.isoformat(),
         one.origin.received_at.isoformat(), one.origin.submission, one.origin.line_no,
         _record_name(one.origin.submission, one.origin.line_no),
         sha256_of(lines[one.origin.submission, one.origin.line_no]))
        for one in found
    ]  # fmt: skip
    return _table(head, rows)


def _record_name(submission: int, line_no: int) -> str:
    return f"records/{submission}-{line_no}.json"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerows((head, *rows))
    return told.getvalue()
