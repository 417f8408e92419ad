"""The number behind a worker's token: for a purpose and a matter that concerns the worker, for minutes, written down.

Neither token nor number stands in an address: what was revealed has a number of its own, which is its officer's.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from alerts.limits import Span
from infra import clock
from infra.db.policies import Policies
from infra.db.portraits import Lookups
from infra.vault import Asked, Revealed, Vault
from portal.i18n import mark
from portal.identities import Matter, cards_of, of_alert, of_case
from portal.page import page
from portal.pages.workers import PURPOSES
from portal.visitor import Visitor, Worker
from schemas.finding import Level
from schemas.sensitive import Kind

router = APIRouter()
NUMBERS: Final = {Kind.IDENTITY: mark("居民身份证号码"), Kind.CARD: mark("工资银行卡号")}
_INCOMPLETE: Final = mark("请选择工人和用途,并填写具体事由(至少4个字)。")
_NOT_THERE: Final = mark("系统中没有这名工人的该号码:报送方使用自己的代号,或没有报送。本次查看已记录。")
_LONGEST: Final = 500


@router.get("/alerts/{work_id}/identities")
def ask_of_alert(request: Request, visitor: Worker, work_id: int, lookup: str = "") -> Response:
    """The form that asks why."""
    return _form(request, visitor, of_alert(visitor, work_id), {"worker": _looked_up(visitor, lookup)})


@router.post("/alerts/{work_id}/identities")
def reveal_of_alert(request: Request, visitor: Worker, work_id: int) -> Response:
    """Write it down, then lead to the number."""
    return _asked(request, visitor, of_alert(visitor, work_id))


@router.get("/cases/{case_id}/identities")
def ask_of_case(request: Request, visitor: Worker, case_id: int, lookup: str = "") -> Response:
    """The form that asks why."""
    return _form(request, visitor, of_case(visitor, case_id), {"worker": _looked_up(visitor, lookup)})


@router.post("/cases/{case_id}/identities")
def reveal_of_case(request: Request, visitor: Worker, case_id: int) -> Response:
    """Write it down, then lead to the number."""
    return _asked(request, visitor, of_case(visitor, case_id))


@router.get("/identities/{name}")
def shown(request: Request, visitor: Worker, name: str) -> Response:
    """The number, as long as it may be read; to nobody but who asked."""
    found = _vault(request, visitor).revealed(name.replace("\0", ""), visitor.officer, clock.now())
    if found is None:
        return page(request, visitor, "identities/gone.html", 404, minutes=_lasts(visitor) // timedelta(minutes=1))
    answer = page(request, visitor, "identities/shown.html", found=found, numbers=NUMBERS, groups=_groups(found))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Refresh"] = f"{max(1, round((found.until - clock.now()).total_seconds()) + 1)}"
    return answer


def _asked(request: Request, visitor: Visitor, matter: Matter) -> Response:
    told = {name: str(value).strip() for name, value in request.state.form.items()}
    if not _is_complete(told, matter):
        return _form(request, visitor, matter, told, _INCOMPLETE)
    worker = told["worker"]
    cards = cards_of(visitor.engine, matter, worker, visitor.today) if told["number"] == Kind.CARD else []
    token = next(iter(cards), f"{worker}/card") if told["number"] == Kind.CARD else worker
    asked = Asked(token, worker, told["purpose"], told["reason"], matter.number, matter.about)
    found = _vault(request, visitor).reveal(asked, visitor.officer, visitor.today, clock.now(), _lasts(visitor))
    if found is None:
        return _form(request, visitor, matter, told, _NOT_THERE)
    return RedirectResponse(f"/identities/{found.id}", 303)


def _is_complete(told: Mapping[str, str], matter: Matter) -> bool:
    known = told.get("worker") in matter.workers and told.get("purpose") in set(PURPOSES)
    return known and told.get("number") in set(NUMBERS) and 4 <= len(told.get("reason", "")) <= _LONGEST


def _form(request: Request, visitor: Visitor, matter: Matter, told: Mapping[str, str], error: str = "") -> Response:
    given: dict[str, Any] = {"told": told, "error": error, "purposes": PURPOSES, "numbers": NUMBERS}
    minutes = _lasts(visitor) // timedelta(minutes=1)
    return page(request, visitor, "identities/ask.html", 422 if error else 200, matter=matter, minutes=minutes, **given)


def _looked_up(visitor: Visitor, lookup: str) -> str:
    """The worker of a look-up of one's own that leads here."""
    found = Lookups(visitor.engine).get(lookup.replace("\0", ""), visitor.officer, clock.now()) if lookup else None
    return "" if found is None else found.worker


def _groups(found: Revealed) -> list[str]:
    """The number as people read it out: place, birth, rest; a card by fours."""
    text = found.number
    if found.kind is Kind.IDENTITY:
        return [text[:6], text[6:14], text[14:]]
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def _vault(request: Request, visitor: Visitor) -> Vault:
    return Vault.of(visitor.engine, request.app.state.settings)


def _lasts(visitor: Visitor) -> timedelta:
    """For so long a number is shown where the officer serves: a figure that two persons publish."""
    limits = Policies(visitor.engine).limits()
    return timedelta(minutes=limits.in_force(Span.REVEAL, Level.RED, visitor.office.region, visitor.today).count)
