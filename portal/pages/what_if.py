"""What if: a parameter or a rule is changed, the recorded history is judged both ways, and nothing live is touched."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from alerts.differences import Difference
from infra.db.offices import Offices
from infra.db.offices.refusal import RefusedError
from infra.db.policies import RULES, Draft, Policies, WrongError
from infra.db.portraits import Portraits
from infra.db.whatifs.changes import PAGE, Changes, Narrowed
from infra.db.whatifs.changes import Difference as Found
from infra.db.whatifs.store import WhatIfs
from infra.db.whatifs.trial import Busy, WhatIf
from monitors.policy import PARAMETERS, PolicyError
from monitors.rule import catalogue
from monitors.whatif import Setting
from portal.i18n import mark
from portal.leads.view import law
from portal.page import page
from portal.places import place
from portal.tables import csv_lines
from portal.visitor import PolicyEditor, Visitor, needs
from portal.whatif import words
from portal.whatif.question import ROWS, Wrong, question_of
from schemas.measures import Unit
from schemas.office import Role
from streams.wording import yuan

router = APIRouter()
Asker = Annotated[Visitor, Depends(needs(Role.CHIEF, Role.POLICY))]
Reader = Annotated[Visitor, Depends(needs(Role.CHIEF, Role.POLICY, Role.AUDITOR))]
_BUSY: Final = mark("本机构已有一项推演尚未结束,请等待或取消它")
_HEADER: Final = (
    "变化 change", "区划 region", "项目 project", "项目名称 name", "规则 rule", "对象 subject", "级别 level",
    "相差天数 days", "现行起 before from", "现行止 before until", "现行级别 before level", "试算起 after from",
    "试算止 after until", "试算级别 after level", "涉及人数 workers",
)  # fmt: skip


@router.get("/what-if")
def asked(request: Request, visitor: Reader) -> Response:
    """The form, and the trials in sight."""
    return _form(request, visitor, {})


@router.post("/what-if")
def ask(request: Request, visitor: Asker) -> Response:
    """Ask for a trial; it runs in the background."""
    form = dict(request.state.form)
    try:
        question = question_of(form, visitor.sight)
        question.hypothesis.policy(law(request))
    except Wrong as error:
        return _form(request, visitor, form, visitor.say(str(error)), 422)
    except PolicyError as error:
        return _form(request, visitor, form, str(error), 422)
    if question.project and Portraits(visitor.engine).get(question.project, visitor.sight) is None:
        return _form(request, visitor, form, visitor.say(words.BAD_PLACE), 422)
    done = WhatIfs(visitor.engine).ask(question, visitor.officer, visitor.today)
    if isinstance(done, Busy):
        return _form(request, visitor, form, visitor.say(_BUSY), 409)
    return RedirectResponse(f"/what-if/{done}", 303)


@router.get("/what-if/{number}")
def trial(
    request: Request,
    visitor: Reader,
    number: int,
    kind: str = "",
    rule: str = "",
    level: str = "",
    region: str = "",
    shown: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """A trial: how far it is, what differs, and each difference."""
    found = _found(visitor, number)
    narrowed = Narrowed(kind, rule, level, region, shown)
    changes = Changes(visitor.engine, number)
    listed, total = changes.listed(narrowed)
    offices = Offices(visitor.engine).offices(visitor.sight)
    counted = changes.counted()
    partial = "HX-Request" in request.headers
    return page(
        request,
        visitor,
        "what_if/_progress.html" if partial else "what_if/trial.html",
        trial=found,
        counted=counted,
        places={code: place(code, offices) for code in counted.regions},
        listed=listed,
        total=total,
        pages=-(-total // PAGE),
        narrowed=narrowed,
        chosen=urlencode({"kind": kind, "rule": rule, "level": level, "region": region}),
        said=list(_said(request, found, visitor.lang)),
        office_name=next((o.name for o in offices if o.code == found.office), found.office),
        asker=Offices(visitor.engine).names([found.asked_by]).get(found.asked_by, found.asked_by),
        may_cancel=visitor.may(Role.CHIEF, Role.POLICY),
        may_draft=visitor.may(Role.POLICY) and bool(found.question.hypothesis.settings),
        words=words,
        kinds=list(Difference),
    )


@router.get("/what-if/{number}/changes.csv")
def export(visitor: Reader, number: int, kind: str = "", rule: str = "", level: str = "", region: str = "") -> Response:
    """Every difference as a table for spreadsheets."""
    _found(visitor, number)
    differences = Changes(visitor.engine, number).all(Narrowed(kind, rule, level, region))
    lines = csv_lines(_HEADER, map(_row, differences))
    headers = {"Content-Disposition": f'attachment; filename="what-if-{number}.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/what-if/{number}/cancel")
def cancel(visitor: Asker, number: int) -> Response:
    """Stop a trial."""
    _found(visitor, number)
    WhatIfs(visitor.engine).cancel(number, visitor.officer, visitor.today)
    return RedirectResponse(f"/what-if/{number}", 303)


@router.post("/what-if/{number}/draft")
def draft(visitor: PolicyEditor, number: int) -> Response:
    """Hand the tried parameters over as drafts; another person publishes them."""
    found = _found(visitor, number)
    source = f"推演第{number}号:{found.question.title}"
    made = 0
    for (prefix, since), values in _grouped(found.question.hypothesis.settings).items():
        try:
            made = Policies(visitor.engine).draft(
                Draft(RULES, prefix, since, source, values), visitor.officer, visitor.today
            )
        except (RefusedError, WrongError):
            raise HTTPException(403) from None
    return RedirectResponse(f"/admin/policies/{made}" if made else f"/what-if/{number}", 303)


def _grouped(settings: tuple[Setting, ...]) -> dict[tuple[str, Any], dict[str, int | Decimal | str]]:
    grouped: dict[tuple[str, Any], dict[str, int | Decimal | str]] = {}
    for setting in settings:
        grouped.setdefault((setting.prefix, setting.since), {})[setting.name] = setting.table()[setting.name]
    return grouped


def _found(visitor: Visitor, number: int) -> WhatIf:
    found = WhatIfs(visitor.engine).get(number, visitor.sight) if number < 2**63 else None
    if found is None:
        raise HTTPException(404)
    return found


def _form(
    request: Request, visitor: Visitor, told: dict[str, Any], error: str | None = None, status: int = 200
) -> Response:
    offices = [office for office in Offices(visitor.engine).offices(visitor.sight) if len(office.region) <= 6]
    policy = law(request)
    region = visitor.office.region
    now = {name: shown_value(name, policy.in_force(name, region, visitor.today).value) for name in PARAMETERS}
    lang = 0 if visitor.lang == "zh" else 1
    return page(
        request,
        visitor,
        "what_if/ask.html",
        status,
        told=told,
        error=error,
        offices=offices,
        parameters=[(name, (one.zh, one.en)[lang], one.unit, now[name]) for name, one in PARAMETERS.items()],
        rules=[(name, found.title[lang]) for name, found in catalogue().items()],
        rows=ROWS,
        since=visitor.today - timedelta(90),
        trials=WhatIfs(visitor.engine).listed(visitor.sight),
        may_ask=visitor.may(Role.CHIEF, Role.POLICY),
        words=words,
    )


def shown_value(name: str, value: Any) -> str:
    """A parameter's value as the form takes it."""
    unit = PARAMETERS[name].unit
    return yuan(int(value)) if unit is Unit.FEN else str(value)


def _said(request: Request, found: WhatIf, lang: str) -> Iterator[tuple[str, str, str]]:
    """(what, before, after) of each change that is tried."""
    policy, n = law(request), 0 if lang == "zh" else 1
    for setting in found.question.hypothesis.settings:
        one = PARAMETERS[setting.name]
        region = "" if setting.prefix == words.EVERYONE else setting.prefix
        before = policy.in_force(setting.name, region, setting.since).value
        where = f"{setting.prefix} · {setting.since.isoformat()}"
        yield (
            f"{(one.zh, one.en)[n]} ({where})",
            shown_value(setting.name, before),
            shown_value(setting.name, setting.value),
        )
    for rule, validity in found.question.hypothesis.rules.items():
        days = f"{validity.since or '…'} – {validity.until or '…'}"
        yield catalogue()[rule].title[n] if rule in catalogue() else rule, "✓", "✗" if validity.off else days


def _row(found: Found) -> tuple[object, ...]:
    return (
        found.kind, found.region, found.project, found.name, found.rule, found.subject, found.level, found.days,
        found.before_first, found.before_last, found.before_level, found.after_first, found.after_last,
        found.after_level, found.workers,
    )  # fmt: skip
