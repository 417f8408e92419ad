"""The inbox: what the office and the officer were told, in the portal itself."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from alerts.notices import Notice, Reason
from alerts.wording import FIGURES, REASONS, sentence, urgent
from infra import clock
from infra.db.notices.inbox import MOST_COUNTED, PAGE, Inbox, Told, Wanted
from portal.delivery_words import ERRORS
from portal.i18n import mark
from portal.page import page
from portal.visitor import SignedIn, Visitor
from schemas.office import Role
from streams.caretaker.delivery import title_of

router = APIRouter()
GROUPS: Final[dict[str, tuple[str, frozenset[Reason]]]] = {
    "": (mark("全部"), frozenset()),
    "alerts": (
        mark("预警变化"),
        frozenset({Reason.FIRST, Reason.WORSE, Reason.RETURNED, Reason.REPEAT, Reason.CURED, Reason.CLOSED}),
    ),
    "deadlines": (
        mark("期限与上报"),
        frozenset({
            Reason.DUE, Reason.OVERDUE, Reason.ESCALATED, Reason.UNESCALATED, Reason.LEAD_DUE, Reason.HAND_OFF_DUE,
            Reason.FUND_DUE, Reason.FUND_OVERDUE,
        }),
    ),
    "people": (
        mark("指派与审批"),
        frozenset({
            Reason.ASSIGNED, Reason.HANDED_OVER, Reason.WAIVER_PROPOSED, Reason.WAIVED, Reason.WAIVER_ENDED,
            Reason.EXTENSION_PROPOSED, Reason.LEAD_RECEIVED, Reason.ANSWERED, Reason.RESTRICTION_ASKED,
            Reason.RESTRICTION_PROPOSED, Reason.RESTRICTION_EXECUTED, Reason.FUND_STEP, Reason.FUND_RETURNED,
            Reason.FUND_PROPOSED,
        }),
    ),
    "digests": (mark("每日要情"), frozenset({Reason.DIGEST})),
    "system": (mark("系统"), frozenset({Reason.UNDELIVERABLE})),
}  # fmt: skip
_PLACES: Final = {
    "alert": "/alerts/",
    "case": "/cases/",
    "lead": "/leads/",
    "project": "/projects/",
    "review": "/reviews/",
    "fund": "/fund/matters?fund=",
    "fund_case": "/fund/cases/",
}


@router.get("/inbox")
def inbox(
    request: Request, visitor: SignedIn, group: str = "", unread: bool = False, before: int | None = None
) -> Response:
    """The latest notices, unread ones marked."""
    group = group if group in GROUPS else ""
    store = Inbox(visitor.engine)
    found = store.page(visitor.officer, Wanted(unread, GROUPS[group][1], before))
    return page(
        request,
        visitor,
        "inbox/_inbox.html" if "HX-Request" in request.headers else "inbox/list.html",
        rows=[_row(visitor, told) for told in found],
        groups=GROUPS,
        group=group,
        only_unread=unread,
        before=before,
        newest=found[0].id if found else 0,
        following=found[-1].id if len(found) == PAGE else None,
        unread=store.unread(visitor.officer),
        most=MOST_COUNTED,
    )


@router.post("/inbox/read")
def read(
    visitor: SignedIn,
    number: Annotated[int, Form()],
    back: Annotated[str, Form()] = "/inbox",
    go: Annotated[str, Form()] = "",
) -> Response:
    """Mark one as read, and go where it leads."""
    Inbox(visitor.engine).read(visitor.officer, [number], clock.now())
    return RedirectResponse(_within(go) or _within(back) or "/inbox", 303)


@router.post("/inbox/read-all")
def read_all(visitor: SignedIn, upto: Annotated[int, Form()], back: Annotated[str, Form()] = "/inbox") -> Response:
    """Mark everything as read, up to the newest that was on the page."""
    Inbox(visitor.engine).read_all(visitor.officer, upto, clock.now())
    return RedirectResponse(_within(back) or "/inbox", 303)


def _within(address: str) -> str:
    """The address if it leads nowhere but into the portal."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else ""


def _row(visitor: Visitor, told: Told) -> dict[str, Any]:
    notice = told.notice
    facts = notice.facts
    return {
        "it": told,
        "reason": REASONS[notice.reason][0 if visitor.lang == "zh" else 1],
        "level": facts.get("level"),
        "text": _text(visitor, notice),
        "link": _link(visitor, notice),
        "figures": _figures(notice, visitor.lang),
        "urgent": [
            (urgent(item, visitor.lang, title_of).lstrip("· "), f"/alerts/{item['id']}")
            for item in facts.get("items", ())
        ],
    }


def _text(visitor: Visitor, notice: Notice) -> str:
    """The sentence without its tag: level and reason stand beside it."""
    if notice.reason is Reason.UNDELIVERABLE:
        why = str(notice.facts.get("why", ""))
        notice = replace(notice, facts={**notice.facts, "why": visitor.say(ERRORS.get(why, why))})
    return sentence(notice, visitor.lang, title_of).partition("] ")[2]


def _figures(notice: Notice, lang: str) -> list[tuple[str, int, str]]:
    if notice.reason is not Reason.DIGEST:
        return []
    return [(texts[0 if lang == "zh" else 1], int(notice.facts.get(name, 0)), name) for name, texts in FIGURES.items()]


def _link(visitor: Visitor, notice: Notice) -> str:
    kind, _, number = notice.about.partition(":")
    if kind == "contact":
        return f"/admin/contacts/{number}" if visitor.may(Role.ADMIN) else ""
    return f"{_PLACES[kind]}{number}" if kind in _PLACES else ""
