"""What the forms of leads say, read into commands; what cannot be read is said in words."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from starlette.datastructures import FormData

from alerts.leads import (
    MOST_REPRESENTATIVES,
    Accept,
    Answer,
    Close,
    Command,
    Extend,
    Ground,
    Handle,
    Outcome,
    Refuse,
    TellExtension,
)
from infra.db.leads.intake import Contact, Form
from portal.i18n import mark
from portal.leads.words import CHANNELS
from schemas.identifiers import uscc
from schemas.sensitive import looks_like_identity

_MONTH: Final = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")
_MOST_FEN: Final = Decimal(2**53)
_TOKENS: Final = 200


class Wrong(ValueError):
    """A field cannot be read; the text is a message for people."""


def command_of(act: str, form: Mapping[str, Any]) -> Command | None:  # noqa: PLR0911 (one return per command)
    """The command of a form on the lead's page; None where there is no such act. Raises `Wrong`."""
    why = _text(form, "why")
    match act:
        case "accept":
            return Accept(why)
        case "refuse":
            return Refuse(_choice(Ground, form, "ground"), why)
        case "extend":
            return Extend(why)
        case "tell-extension":
            return TellExtension(why)
        case "handle":
            return Handle(_choice(Outcome, form, "outcome"), why, fen_of(_text(form, "paid")))
        case "answer":
            return Answer(_text(form, "how"), _text(form, "letter"))
        case "close":
            return Close()
        case _:
            return None


def intake_of(form: FormData, today: date, threshold: int) -> Form:
    """The intake form. Raises `Wrong` with what is to be put right."""
    channel = _text(form, "channel")
    if channel not in CHANNELS:
        raise Wrong(mark("请选择来源渠道"))
    claimants = _count(_text(form, "claimants") or "1", mark("反映人数须为1以上的整数"), least=1)
    representatives = _count(_text(form, "representatives") or "0", mark("代表人数须为整数"))
    if representatives > MOST_REPRESENTATIVES and claimants >= threshold:
        raise Wrong(mark("群体反映的代表不超过5人"))
    code = _text(form, "employer_uscc").upper()
    story = _text(form, "story")
    texts = (_text(form, "project_text"), _text(form, "employer_text"), story)
    if not any(texts):
        raise Wrong(mark("请至少填写项目、单位或情况说明中的一项"))
    return Form(
        channel=channel,
        received_on=_received(_text(form, "received_on"), today),
        claimants=claimants,
        representatives=representatives,
        months=_months(_text(form, "months")),
        amount_fen=fen_of(_text(form, "amount")),
        workers=_tokens(_text(form, "workers")),
        employer_uscc=_uscc(code) if code else None,
        employer_text=texts[1],
        project_text=texts[0],
        story=story,
        contact=Contact(_text(form, "contact_name"), _text(form, "contact_phone"), _text(form, "contact_address")),
    )


def fen_of(told: str) -> int | None:
    """An amount in yuan as people write it, in fen; None for nothing. Raises `Wrong`."""
    if not told:
        return None
    try:
        fen = Decimal(told.replace(",", "").replace(",", "")) * 100
    except InvalidOperation:
        raise Wrong(mark("金额须为数字,例如 12345.67")) from None
    if not fen.is_finite() or fen < 0 or fen != fen.to_integral_value() or fen > _MOST_FEN:
        raise Wrong(mark("金额须为数字,例如 12345.67"))
    return int(fen)


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _choice(words: Any, form: Mapping[str, Any], name: str) -> Any:
    try:
        return words(_text(form, name))
    except ValueError:
        raise Wrong(mark("请选择一项")) from None


def _count(told: str, message: str, least: int = 0) -> int:
    if not told.isascii() or not told.isdigit() or not least <= int(told[:9]) < 10**7 or len(told) > 7:
        raise Wrong(message)
    return int(told)


def _received(told: str, today: date) -> date:
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise Wrong(mark("请填写收到日期")) from None
    if day > today:
        raise Wrong(mark("收到日期不能晚于今天"))
    return day


def _months(told: str) -> tuple[str, ...]:
    found = tuple(sorted({part for part in re.split(r"[\s,,、;;]+", told) if part}))
    if not all(_MONTH.fullmatch(month) for month in found):
        raise Wrong(mark("欠薪月份请写成 2026-01 的形式,多个月份用逗号隔开"))
    return found


def _tokens(told: str) -> tuple[str, ...]:
    found = tuple(sorted({part for part in re.split(r"[\s,,、;;]+", told) if part}))
    if any(looks_like_identity(token.upper()) for token in found):  # a right one has become a token before
        raise Wrong(mark("身份证号的校验码不对,请核对。"))
    if len(found) > _TOKENS or any(len(token) > 200 for token in found):
        raise Wrong(mark("人员编号过多或过长"))
    return found


def _uscc(code: str) -> str:
    try:
        return uscc(code)
    except ValueError:
        raise Wrong(mark("统一社会信用代码有误(18位,含校验位)")) from None
