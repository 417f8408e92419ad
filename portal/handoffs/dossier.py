"""The dossier of a hand-off: cover, who is owed what, the elements, the evidence pack, with every file's digest."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from fastapi import Request

from alerts.evidence import Exhibit, archive, chained
from alerts.handoffs import KINDS, missing_documents
from alerts.work import Work
from infra.db.chronicle import ChronicleStore, Entry, sha256_of
from infra.db.handoffs.store import Kept
from monitors.policy import Policy
from portal.documents import document
from portal.tables import csv_lines
from portal.visitor import Visitor
from schemas.finding import Finding
from streams.caretaker.leads import attested_now
from streams.evidence.pack import Asker, packed
from streams.wording import yuan

_STATES = {
    "paid": "足额支付", "short": "支付不足", "unpaid": "分文未付", "not_due": "未到发薪日", "unknown": "银行数据未到",
    "excused": "不可抗力期间", "no_sheet": "有支付、无工资表", "absent": "无出勤",
}  # fmt: skip


def dossier(request: Request, visitor: Visitor, kept: Kept, work: Work, policy: Policy) -> tuple[str, bytes]:
    """The archive and its name; that it was handed out is in the chronicle."""
    exhibits = list(_exhibits(visitor, kept, work, policy))
    cover = document("dossier", _cover(visitor, kept, work, exhibits), dated=visitor.today)
    content = archive([Exhibit("封面-cover.pdf", cover), *exhibits])
    name = f"wagewatch-handoff-{kept.id}-{kept.handoff.kind.value}.zip"
    body = {"sha256": sha256_of(content), "bytes": len(content)}
    officer = visitor.officer
    about = f"handoff:{kept.id}"
    entry = Entry(about, "exported", officer.id, officer.office, visitor.today, body)
    ChronicleStore(request.app.state.engine).write([entry])
    return name, content


def _exhibits(visitor: Visitor, kept: Kept, work: Work, policy: Policy) -> Iterator[Exhibit]:
    yield Exhibit.of_text("人员明细-workers.csv", "".join(_workers(visitor, work, policy)))
    yield Exhibit.of_json("要件-elements.json", [asdict(element) for element in kept.elements])
    yield Exhibit.of_json("材料清单-checklist.json", _checklist(kept))
    asker = Asker(visitor.officer.id, visitor.officer.office, visitor.sight, visitor.today)
    pack = packed(visitor.engine, kept.work_id, asker, policy)
    if pack is not None:
        yield Exhibit(f"证据包-evidence/{pack.name}", pack.content)
    texts = [entry.text for entry in ChronicleStore(visitor.engine).about(f"handoff:{kept.id}")]
    yield from chained(texts)


def _workers(visitor: Visitor, work: Work, policy: Policy) -> Iterator[str]:
    header = ("人员编号 worker", "月份 month", "出勤天数 days", "应发(元) due", "已付(元) paid", "情况 state")
    workers = work.finding.workers or ()
    told = attested_now(visitor.engine, policy, visitor.today, work.key.project, months_of(work.finding), workers)
    cells = told.cells if told is not None and workers else ()
    rows = (
        (cell.worker, cell.month, cell.days, _yuan(cell.due_fen), _yuan(cell.paid_fen), _STATES[cell.state.value])
        for cell in cells
    )
    return csv_lines(header, rows)


def months_of(finding: Finding) -> tuple[str, ...]:
    """The pay months that a finding names; none where it names none, which asks for all of them."""
    months = finding.facts.get("months")
    if isinstance(months, list):
        return tuple(str(month) for month in months)
    subject = finding.subject
    return (subject[:7],) if len(subject) >= 7 and subject[4] == "-" and subject[:4].isdigit() else ()


def _cover(visitor: Visitor, kept: Kept, work: Work, exhibits: list[Exhibit]) -> dict[str, Any]:
    handoff, spec = kept.handoff, KINDS[kept.handoff.kind]
    rows = [
        ("移送事项", spec.title[0]),
        ("项目", f"{work.project_name or work.key.project}(编号 {work.key.project})"),
        ("预警编号", f"第{work.id}号"),
        ("涉及人数", "未列明" if work.finding.workers is None else f"{len(work.finding.workers)}人"),
        ("涉及金额", "未计算" if work.amount_fen is None else f"{yuan(work.amount_fen)}元"),
        *((f"要件{n}", _element_text(element)) for n, element in enumerate(kept.elements, 1)),
    ]
    missing = [document.text[0] for document in missing_documents(handoff)]
    if missing:
        rows.append(("待补材料", ";".join(missing)))
    return {
        "office": visitor.office.name,
        "number": handoff.document_no or f"移送第{kept.id}号(未编文号)",
        "title": f"{spec.title[0]}移送卷宗",
        "addressed_to": handoff.recipient,
        "paragraphs": [f"依据{'、'.join(spec.law)},现将下列材料移送你单位,请依法办理并函复结果。", spec.note[0]],
        "rows": rows,
        "enclosures": [{"name": exhibit.name, "sha256": exhibit.sha256} for exhibit in exhibits],
    }


def _element_text(element: Any) -> str:
    met = {True: "具备", False: "不具备", None: "未知"}[element.met]
    seen = f"({element.seen})" if element.seen else ""
    return f"{element.text[0]}——{met}{seen};依据:{element.source}"


def _checklist(kept: Kept) -> list[dict[str, Any]]:
    had = kept.handoff.had
    return [
        {
            "document": paper.text[0],
            "owed_by": paper.owed_by.value,
            "essential": paper.essential,
            "there": paper.key in had,
            "proof": had.get(paper.key, ""),
        }
        for paper in KINDS[kept.handoff.kind].documents
    ]


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"
