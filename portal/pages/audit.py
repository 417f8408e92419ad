"""The auditor's page: the chronicle searched, the whole chain proved, and the look-ups of a year."""

from datetime import date
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import Response

from infra.db.chronicle import ChronicleStore, Entry, Written, verify
from infra.db.chronicle.search import PAGE, Search, Sought
from infra.db.fund.faults import faults
from infra.db.offices import Offices
from portal.i18n import mark
from portal.page import page
from portal.pages.workers import PURPOSES
from portal.timeline import ACTS
from portal.visitor import Auditor, Visitor
from schemas.office import EVERYWHERE, Sight
from streams.cli.audit import anchor_of
from streams.wording import said

router = APIRouter()
_LONGEST: Final = 300
WORDS: Final = {
    **ACTS,
    "looked_up": mark("查询工人"),
    "signed_in": mark("登录"),
    "signed_out": mark("退出登录"),
    "sealed": mark("每日封存"),
    "drafted": mark("起草参数"),
    "published": mark("发布参数"),
    "withdrawn": mark("撤回参数草案"),
    "board_code_made": mark("生成告示牌公示页"),
    "board_items_entered": mark("补录告示牌内容"),
    "board_photo_received": mark("收到告示牌照片"),
    "board_photo_confirmed": mark("核验告示牌在位"),
    "board_photo_refused": mark("不采用告示牌照片"),
    "verified": mark("验证审计链"),
    "fund_proposed": mark("提出资金事项"),
    "fund_confirmed": mark("复核通过资金事项"),
    "fund_refused": mark("未通过资金事项"),
    "answer_handled": mark("处理银行答复"),
}
"""What entries did, in words; an act without them is shown as it is written."""
KINDS: Final = {
    "alert:": mark("预警"),
    "case:": mark("案卷"),
    "lead:": mark("线索"),
    "worker:": mark("工人查询"),
    "project:": mark("项目"),
    "officer:": mark("人员"),
    "policy:": mark("参数"),
    "fund:": mark("周转金"),
    "fund_case:": mark("周转金案件"),
    "seal": mark("封存"),
}


@router.get("/audit")
def search(
    request: Request,
    visitor: Auditor,
    *,
    about: Annotated[str, Query(max_length=_LONGEST)] = "",
    actor: Annotated[str, Query(max_length=_LONGEST)] = "",
    act: Annotated[str, Query(max_length=_LONGEST)] = "",
    since: str = "",
    until: str = "",
    before: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
) -> Response:
    """The entries sought, the newest first."""
    subject, person, deed = (text.strip().replace("\0", "") for text in (about, actor, act))
    sought = Sought(subject, person, deed, _day(since), _day(until))
    found = Search(visitor.engine, visitor.sight).entries(sought, before)
    more = found[-1].n if len(found) == PAGE else None
    return _page(request, visitor, "audit/search.html", sought=sought, found=found, more=more)


@router.post("/audit/verify")
def prove(request: Request, visitor: Auditor, head: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Recompute the whole chain, and say whether it holds."""
    anchor = anchor_of(head) if head.strip() else None
    if head.strip() and anchor is None:
        raise HTTPException(400, visitor.say("链首的写法是“序号：校验值”，如 wagewatch audit head 所打印。"))
    proof = verify(visitor.engine, anchor=anchor)
    found = faults(visitor.engine)
    body = {"holds": proof.holds and not found, "entries": proof.entries, "head": f"{proof.n}:{proof.sha256}"}
    entry = Entry("audit", "verified", visitor.officer.id, visitor.officer.office, visitor.today, body)
    ChronicleStore(visitor.engine).write([entry])
    sees_all = Search(visitor.engine, visitor.sight).offices is None
    why = "" if proof.broken is None else said(proof.broken.why, visitor.lang)
    wrong = [visitor.told(en, zh) for zh, en in found]
    return _page(
        request,
        visitor,
        "audit/proof.html",
        proof=proof,
        wrong=wrong,
        why=why,
        sees_all=sees_all,
        anchored=bool(anchor),
    )


@router.get("/audit/lookups")
def lookups(request: Request, visitor: Auditor, year: Annotated[int | None, Query(ge=1, le=9999)] = None) -> Response:
    """The look-ups of a year by office and purpose."""
    store = Search(visitor.engine, visitor.sight)
    asked = year or visitor.today.year
    years = sorted({asked, visitor.today.year, *store.years()}, reverse=True)
    counted = store.lookups(asked)
    return _page(request, visitor, "audit/lookups.html", counted=counted, year=asked, years=years, purposes=PURPOSES)


def _page(request: Request, visitor: Visitor, template: str, **context: Any) -> Response:
    offices = {office.code: office.name for office in Offices(visitor.engine).offices(Sight((EVERYWHERE,)))}
    n, sha256 = ChronicleStore(visitor.engine).head()
    return page(
        request,
        visitor,
        template,
        words=WORDS,
        kinds=KINDS,
        offices=offices,
        head_n=n,
        head_sha256=sha256,
        body_of=_body,
        **context,
    )


def _body(entry: Written) -> str:
    """What belongs to an entry, as people can read it."""
    return msgspec.json.format(msgspec.json.encode(entry.body), indent=2).decode()


def _day(text: str) -> date | None:
    """A day of the form; nothing where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
