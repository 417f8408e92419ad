"""What the form of a contact point says, and the words that it offers."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from fastapi import HTTPException, Request

from infra.channels import Kind, normalised, shown
from infra.db.notices.contacts import Contact, Given
from infra.db.offices import Offices
from infra.seal import Seal
from portal.i18n import mark
from portal.visitor import Visitor
from schemas.finding import Level

KINDS: Final = {
    Kind.MAIL: (mark("邮件"), "duty@hrss.example.gov.cn"),
    Kind.WECOM: (mark("企业微信群机器人"), "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"),
    Kind.DINGTALK: (mark("钉钉群机器人"), "https://oapi.dingtalk.com/robot/send?access_token=…"),
    Kind.FEISHU: (mark("飞书群机器人"), "https://open.feishu.cn/open-apis/bot/v2/hook/…"),
    Kind.WEBHOOK: (mark("Webhook 接口"), "https://…"),
    Kind.ALERTMANAGER: (mark("Alertmanager 格式接口"), "https://…"),
}
DIGESTS: Final = {"workdays": mark("工作日发送"), "daily": mark("每天发送"), "never": mark("不发送")}
LANGS: Final = {"zh": "中文", "en": "English"}
LEVELS: Final = (Level.RED, Level.ORANGE, Level.YELLOW)
_Chosen = TypeVar("_Chosen", bound=StrEnum)


def given_in(request: Request, visitor: Visitor, form: Mapping[str, Any], known: Contact | None) -> Given:
    """What was entered. Raises `BadAddress`; what no form of ours sends is a 400, another's office a 404."""
    text = {name: str(form.get(name, "")).strip() for name in ("office", "officer", "name", "address")}
    kind, level = _choice(Kind, form.get("kind")), _choice(Level, form.get("from_level"))
    lang, digest = str(form.get("lang")), str(form.get("digest"))
    if lang not in LANGS or digest not in DIGESTS:
        raise HTTPException(400)
    if text["office"] not in {office.code for office in Offices(visitor.engine).offices(visitor.sight)}:
        raise HTTPException(404)
    if text["officer"] and text["officer"] not in {one.id for one in Offices(visitor.engine).members(text["office"])}:
        raise HTTPException(404)
    name = text["name"][:60] or visitor.say(KINDS[kind][0])
    given = Given(text["office"], text["officer"], name, kind.value, lang, level.value, digest, None, "")
    if not text["address"] and known is not None and known.kind == kind:
        return given
    address = normalised(kind, text["address"])
    sealed = Seal.of(request.app.state.settings).sealed(address)
    return replace(given, sealed=sealed, shown=shown(kind, address))


def plain(given: Given) -> dict[str, Any]:
    """What the chronicle keeps of it: no address."""
    names = ("office", "officer", "name", "kind", "lang", "from_level", "digest", "shown")
    return {name: getattr(given, name) for name in names if getattr(given, name)}


def _choice(kind: type[_Chosen], value: object) -> _Chosen:
    try:
        return kind(str(value))
    except ValueError:
        raise HTTPException(400) from None
