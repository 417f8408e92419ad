"""What a fund case hands out: its forms as PDF and the case file as an evidence pack."""

import hashlib
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from fund.case import FundCase
from infra.db.chronicle import ChronicleStore, Entry
from infra.db.fund import FundCases
from portal.documents import MissingGlyphError
from portal.fund.casefile import forms, made
from portal.fund.papers import TITLES, NotYet
from portal.pages.fund.rights import FundLooker, found, store
from portal.visitor import Visitor
from streams.evidence import Asker
from streams.fund.pack import packed

router = APIRouter()


@router.get("/fund/cases/{number}/{kind}.pdf")
def printed(request: Request, visitor: FundLooker, number: int, kind: str) -> Response:
    """One of the case's forms; that it was printed stands in the chronicle."""
    cases = store(request, visitor)
    case = found(cases, visitor, number)
    if kind not in TITLES:
        raise HTTPException(404)
    content = _paper(visitor, cases, case, kind)
    chronicled(visitor, case, "printed", {"paper": kind, "sha256": hashlib.sha256(content).hexdigest()})
    name = f"{TITLES[kind]}-{case.number}.pdf"
    return Response(content, media_type="application/pdf", headers=named(name, "inline"))


@router.get("/fund/cases/{number}/evidence.zip")
def evidence(request: Request, visitor: FundLooker, number: int, whole: str = "") -> Response:
    """The case file, with everything behind it and the digest of each file."""
    cases = store(request, visitor)
    case = found(cases, visitor, number)
    asker = Asker(visitor.officer.id, visitor.officer.office, visitor.sight, visitor.today)
    try:
        printed_forms = list(forms(visitor.engine, cases, case, visitor.today))
    except MissingGlyphError as error:
        raise unprintable(visitor, error) from error
    pack = packed(visitor.engine, cases, case, printed_forms, asker, whole=bool(whole))
    headers = {**named(pack.name), "X-Content-SHA256": pack.sha256}
    return Response(pack.content, media_type="application/zip", headers=headers)


def _paper(visitor: Visitor, cases: FundCases, case: FundCase, kind: str) -> bytes:
    try:
        return made(visitor.engine, cases, case, kind, visitor.today)
    except NotYet as error:
        raise HTTPException(409, visitor.say("案件还没有办到这一步,不能打印这份文书。")) from error
    except MissingGlyphError as error:
        raise unprintable(visitor, error) from error


def unprintable(visitor: Visitor, error: MissingGlyphError) -> HTTPException:
    """The answer where no font has a character."""
    said = visitor.say("没有字体能印出这些字：%(characters)s", characters=error.characters)
    return HTTPException(400, said)


def chronicled(visitor: Visitor, case: FundCase, act: str, body: dict[str, object]) -> None:
    """Write down that somebody took something out of a case."""
    officer = visitor.officer
    entry = Entry(f"fund_case:{case.id}", act, officer.id, officer.office, visitor.today, body)
    ChronicleStore(visitor.engine).write([entry])


def named(name: str, how: str = "attachment") -> dict[str, str]:
    """The header that names a file."""
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}
