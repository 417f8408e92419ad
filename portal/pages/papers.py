"""What an alert's page hands out: the rectification order as PDF, and the evidence as an archive."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Query, Request
from starlette.responses import Response

from infra.db.chronicle import ChronicleStore, Entry, sha256_of
from infra.db.ledgers import LedgerStore
from infra.db.offices import Offices
from infra.db.policies import Policies
from infra.db.works.store import Works
from monitors.ledger import Ledger
from monitors.terms.site import Site
from portal.documents import MissingGlyphError, document
from portal.documents.orders import last_order, order
from portal.pages.queue import Looker
from portal.visitor import Visitor
from streams.evidence import Asker, packed
from streams.policies import policy_in_force

router = APIRouter()
Number = Annotated[int, Path(ge=0, lt=2**63)]


@router.get("/alerts/{number}/evidence.zip")
def evidence(request: Request, visitor: Looker, number: Number, *, whole: Annotated[bool, Query()] = False) -> Response:
    """The evidence pack; that it was handed out stands in the chronicle."""
    officer = visitor.officer
    asker = Asker(officer.id, officer.office, visitor.sight, visitor.today)
    policy = policy_in_force(request.app.state.settings.policy, Policies(visitor.engine))
    pack = packed(visitor.engine, number, asker, policy, whole=whole)
    if pack is None:
        raise HTTPException(404)
    headers = {**_attachment(pack.name), "X-Content-SHA256": pack.sha256}
    return Response(pack.content, media_type="application/zip", headers=headers)


@router.get("/alerts/{number}/rectification-order.pdf")
def rectification_order(visitor: Looker, number: Number) -> Response:
    """The order to put right what the alert is about; only once it has been ordered, with its number and its day."""
    work = Works(visitor.engine).get(number, visitor.sight)
    if work is None:
        raise HTTPException(404)
    site = _site(visitor, work.finding.project)
    ordered = last_order(ChronicleStore(visitor.engine).about(f"alert:{number}"))
    if site is None or ordered is None:
        raise HTTPException(409, visitor.say("请先在预警页面责令限期改正，填写文书编号和期限，再打印指令书。"))
    office = Offices(visitor.engine).office(ordered.office)
    data = order(ordered, work, site, office.name if office else ordered.office)
    try:
        made = document("rectification-order", data, dated=ordered.day)
    except MissingGlyphError as error:
        raise HTTPException(
            400, visitor.say("没有字体能印出这些字：%(characters)s", characters=error.characters)
        ) from error
    body = {"document_no": ordered.document_no, "sha256": sha256_of(made)}
    entry = Entry(f"alert:{number}", "printed", visitor.officer.id, visitor.officer.office, visitor.today, body)
    ChronicleStore(visitor.engine).write([entry])
    headers = _attachment(f"{ordered.document_no}.pdf", "inline")
    return Response(made, media_type="application/pdf", headers=headers)


def _site(visitor: Visitor, project: str) -> Site | None:
    """The project as it is registered today; None where it is not."""
    loaded = LedgerStore(visitor.engine).load([project]).get(project)
    if loaded is None:
        return None
    site = Site(Ledger.restored(project, loaded.state, loaded.months), visitor.today)
    return site if site.registration else None


def _attachment(name: str, how: str = "attachment") -> dict[str, str]:
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}
