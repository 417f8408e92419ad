"""The history of an alert or a case as its page tells it: entries of the chronicle in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from alerts.work import Act
from infra.db.chronicle import Written
from infra.db.works.saving import CARETAKER
from portal.i18n import mark, say
from streams.sentence import shown
from streams.vocabulary import fact_name

ACTS: Final[Mapping[str, str]] = {
    Act.OPENED: mark("发现问题,预警产生"),
    Act.CHANGED: mark("情况有变化"),
    Act.WORSENED: mark("情况加重"),
    Act.GONE: mark("问题已消除,待办结"),
    Act.CURED: mark("问题已消除,自动办结"),
    Act.RETURNED: mark("问题再次出现"),
    Act.REOPENED: mark("超出原认定范围,重新办理"),
    Act.ESCALATED: mark("逾期,上报上级机构"),
    Act.REMINDED: mark("逾期,再次提醒"),
    Act.ACKNOWLEDGED: mark("签收"),
    Act.INVESTIGATED: mark("立案调查"),
    Act.RECTIFICATION_ORDERED: mark("责令限期改正"),
    Act.DECIDED: mark("作出行政处理决定"),
    Act.CLOSED: mark("办结"),
    Act.WAIVER_PROPOSED: mark("提出豁免"),
    Act.WAIVER_REFUSED: mark("不予豁免"),
    Act.WAIVED: mark("批准豁免"),
    Act.WAIVER_ENDED: mark("豁免到期"),
    Act.EXTENSION_PROPOSED: mark("申请延长调查"),
    Act.EXTENSION_REFUSED: mark("不予延长"),
    Act.EXTENDED: mark("批准延长调查"),
    Act.ASSIGNED: mark("指派"),
    Act.HANDED_OVER: mark("移交"),
    Act.COMMENTED: mark("备注"),
    Act.MUTED: mark("并入上级预警,不再单独通知"),
    Act.UNMUTED: mark("恢复单独通知"),
    "evidence_exported": mark("导出证据包"),
    "record_viewed": mark("查看原始记录"),
    "revealed": mark("显示工人号码"),
    "printed": mark("打印文书"),
    "hand_off_prepared": mark("准备移送材料"),
    "hand_off_sent": mark("移送材料已送出"),
    "hand_off_received": mark("对方已接收移送"),
    "hand_off_objected": mark("对方提出异议"),
    "hand_off_decided": mark("对方作出处理"),
    "hand_off_returned": mark("对方退回移送"),
    "hand_off_closed": mark("移送事项已办结"),
}
CASE_ACTS: Final[Mapping[str, str]] = {
    "opened": mark("立卷"),
    "reopened": mark("重新开卷"),
    "closed": mark("全部预警办结,案卷归档"),
}
_TOLD: Final = (
    "due_on", "until", "document_no", "ground", "outcome", "level", "workers", "amount_fen", "from", "to", "parent",
    "proposed_by",
)  # fmt: skip
_GRAVE: Final = {Act.ESCALATED: "is-orange", Act.REMINDED: "is-orange", Act.WORSENED: "is-red", Act.RETURNED: "is-red"}
_GOOD: Final = {Act.CURED, Act.GONE, Act.CLOSED}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words. `details` are (name, value)."""

    n: int
    at: datetime
    day: date
    title: str
    who: str
    why: str
    kind: str
    details: tuple[tuple[str, str], ...]
    version: int | None
    about: str


def told(entries: Sequence[Written], names: Mapping[str, str], lang: str) -> list[Told]:
    """The entries, the newest first. `names` are those of officers and offices by id."""
    return [_told(entry, names, lang) for entry in reversed(entries)]


def people(entries: Sequence[Written]) -> set[str]:
    """The ids of everybody whom the entries name."""
    return {entry.actor for entry in entries} | {
        str(value) for entry in entries for key, value in entry.body.items() if key in {"to", "from", "proposed_by"}
    }


def _told(entry: Written, names: Mapping[str, str], lang: str) -> Told:
    if entry.about.startswith("case:"):
        return _of_case(entry, lang)
    is_system = entry.actor in {CARETAKER, ""}
    kind = (
        "is-good"
        if entry.act in _GOOD
        else dict(_GRAVE).get(Act(entry.act) if entry.act in list(Act) else Act.OPENED, "")
    )
    body = entry.body
    return Told(
        n=entry.n,
        at=entry.at,
        day=entry.day,
        title=say(ACTS.get(entry.act, entry.act), lang),
        who="" if is_system else names.get(entry.actor, entry.actor),
        why=str(body.get("why") or ""),
        kind=kind or ("is-system" if is_system else ""),
        details=tuple(_details(body, names, lang)),
        version=body.get("version"),
        about=entry.about.partition(":")[2] if entry.about.startswith("alert:") else "",
    )


def _details(body: Mapping[str, Any], names: Mapping[str, str], lang: str) -> Iterator[tuple[str, str]]:
    for name in _TOLD:
        value = body.get(name)
        if value is None or value in ("", 0):
            continue
        if name in {"from", "to", "proposed_by"}:
            value = names.get(str(value), value)
        yield fact_name(name, lang), f"#{value}" if name == "parent" else shown(name, value, lang)


def _of_case(entry: Written, lang: str) -> Told:
    title = say(CASE_ACTS.get(entry.act, entry.act), lang)
    return Told(entry.n, entry.at, entry.day, title, "", "", "is-system", (), None, "")
