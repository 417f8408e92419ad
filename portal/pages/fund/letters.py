"""The letters of a recovery as PDF: 催收函, 失信移送函, 司法移送函, each as it was when it was sent."""

import hashlib

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from portal.documents import MissingGlyphError
from portal.fund.casefile import posted
from portal.fund.letters import TITLES, letters
from portal.pages.fund.papers import chronicled, named, unprintable
from portal.pages.fund.rights import FundLooker, found, store

router = APIRouter()


@router.get("/fund/cases/{number}/letters/{name}.pdf")
def printed(request: Request, visitor: FundLooker, number: int, name: str) -> Response:
    """One letter; that it was printed stands in the chronicle."""
    case = found(store(request, visitor), visitor, number)
    wanted = next((one for one in letters(case) if one.name == name), None)
    if wanted is None:
        raise HTTPException(404)
    try:
        made = posted(visitor.engine, case, wanted)
    except MissingGlyphError as error:
        raise unprintable(visitor, error) from error
    chronicled(visitor, case, "printed", {"paper": f"letter-{name}", "sha256": hashlib.sha256(made).hexdigest()})
    title = TITLES[wanted.pressed.pressure]
    return Response(made, media_type="application/pdf", headers=named(f"{title}-{case.number}-{name}.pdf", "inline"))
