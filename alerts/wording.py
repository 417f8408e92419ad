"""What a notice says, in Chinese or English, from its facts; rules and offices get their names from whoever asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from alerts.notices import Notice, Reason
from schemas.finding import Level

Titles = Callable[[str, str], str]
"""A rule's name and a language to the rule's title in it."""

ZH: Final = "zh"
LEVELS: Final = {Level.RED: ("红", "red"), Level.ORANGE: ("橙", "orange"), Level.YELLOW: ("黄", "yellow")}
REASONS: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.FIRST: ("首次预警", "first alert"),
    Reason.WORSE: ("预警升级", "worse than before"),
    Reason.REPEAT: ("再次提醒", "reminder"),
    Reason.RETURNED: ("问题再现", "it is back"),
    Reason.CURED: ("问题已消除", "cured"),
    Reason.CLOSED: ("已办结", "closed"),
    Reason.DUE: ("今日到期", "due today"),
    Reason.OVERDUE: ("已逾期", "overdue"),
    Reason.ESCALATED: ("逾期上报", "escalated"),
    Reason.UNESCALATED: ("应上报而未上报", "escalation missing"),
    Reason.ASSIGNED: ("指派给您", "assigned to you"),
    Reason.HANDED_OVER: ("移交来办", "handed over"),
    Reason.WAIVER_PROPOSED: ("豁免待复核", "waiver to confirm"),
    Reason.WAIVED: ("已豁免", "waived"),
    Reason.WAIVER_ENDED: ("豁免已到期", "waiver over"),
    Reason.EXTENSION_PROPOSED: ("延期待审批", "extension to confirm"),
    Reason.LEAD_RECEIVED: ("收到欠薪线索", "lead received"),
    Reason.LEAD_DUE: ("线索将到期", "lead due"),
    Reason.HAND_OFF_DUE: ("移送事项到期", "hand-off due"),
    Reason.FUND_STEP: ("周转金待办", "emergency wage fund"),
    Reason.FUND_DUE: ("周转金办理到期", "emergency wage fund: due"),
    Reason.FUND_OVERDUE: ("周转金办理逾期上报", "emergency wage fund: overdue, escalated"),
    Reason.FUND_RETURNED: ("周转金支付退回", "emergency wage fund: payment returned"),
    Reason.FUND_PROPOSED: ("周转金事项待复核", "emergency wage fund: to confirm"),
    Reason.RESTRICTION_ASKED: ("冻结待审核", "restriction to review"),
    Reason.RESTRICTION_PROPOSED: ("冻结审核待复核", "restriction review to confirm"),
    Reason.RESTRICTION_EXECUTED: ("未依审核意见冻结", "restricted without consent"),
    Reason.ANSWERED: ("已有答复", "answered"),
    Reason.DIGEST: ("每日要情", "daily digest"),
    Reason.UNDELIVERABLE: ("通知无法送达", "not delivered"),
    Reason.TEST: ("测试消息", "test message"),
}
FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("新增", "new"),
    "returned": ("再现", "back again"),
    "overdue": ("逾期", "overdue"),
    "due_today": ("今日到期", "due today"),
    "escalated": ("上报", "escalated"),
    "waived": ("豁免", "waived"),
    "cured": ("消除", "cured"),
    "open": ("在办合计", "open in all"),
}
"""The figures of a digest, in this order."""

_MOST_LINES: Final = 20
_OVER: Final = frozenset({Reason.CURED, Reason.CLOSED, Reason.WAIVED})
"""Nothing is due any more."""
_CLAUSES: Final[Mapping[str, tuple[str, str]]] = {
    "was": ("原为{}色", "it was {}"),
    "after_days": ("已 {} 个工作日无人响应", "nobody has answered for {} working days"),
    "workers": ("涉及 {} 人", "{} workers"),
    "claimants": ("{} 人反映", "{} claimants"),
    "amount_fen": ("{} 元", "¥{}"),
    "since": ("自{}起", "since {}"),
    "to": ("上报至{}", "to {}"),
    "by": ("经办：{}", "by {}"),
    "why": ("理由：{}", "reason: {}"),
    "due_on": ("期限 {}", "due {}"),
}
"""What the facts add to the headline, in this order."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one contact point: a subject and one line per notice."""

    subject: str
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def message(notices: Sequence[Notice], lang: str, titles: Titles) -> Message:
    """What is sent of these notices: the gravest twenty in full, the number of the others."""
    first, *others = ordered = sorted(notices, key=_gravest_first)
    subject = (
        f"【薪哨】{headline(first, lang, titles)}" if lang == ZH else f"[Wagewatch] {headline(first, lang, titles)}"
    )
    if others:
        subject += _said(f" 等 {len(ordered)} 项", f" and {len(others)} more", lang)
    lines = [line for notice in ordered[:_MOST_LINES] for line in _lines(notice, lang, titles)]
    if len(ordered) > _MOST_LINES:
        left = len(ordered) - _MOST_LINES
        lines.append(_said(f"另有 {left} 项，请登录系统查看。", f"{left} more: see the portal.", lang))
    return Message(subject, tuple(lines))


def _lines(notice: Notice, lang: str, titles: Titles) -> list[str]:
    items = [urgent(item, lang, titles) for item in notice.facts.get("items", ())]
    head = notice.facts.get("head")
    note = [_said(f"审计链首 {head}", f"Head of the audit chain: {head}", lang)] if head else []
    return [sentence(notice, lang, titles), *items, *note]


def urgent(item: Mapping[str, Any], lang: str, titles: Titles) -> str:
    """One of the urgent alerts of a digest, in a line."""
    level, due = _said(*LEVELS[Level(item["level"])], lang), day_text(item["due_on"], lang)
    what = f"[{level}] {titles(str(item['rule']), lang)} — {_where(item, lang)}"
    return f"· {what}{_said(f'，期限 {due}', f', due {due}', lang)}"


def headline(notice: Notice, lang: str, titles: Titles) -> str:
    """The notice in a few words: level and reason, what, where."""
    where = _where(notice.facts, lang)
    return " ".join(part for part in (tag(notice, lang), _what(notice, lang, titles), where and f"— {where}") if part)


def tag(notice: Notice, lang: str) -> str:
    """The level, where there is one, and the reason."""
    reason = _said(*REASONS[notice.reason], lang)
    level = notice.facts.get("level")
    return f"[{_said(*LEVELS[Level(level)], lang)}·{reason}]" if level else f"[{reason}]"


def sentence(notice: Notice, lang: str, titles: Titles) -> str:
    """The notice in one sentence: reason, what, where, who is affected, how much, since when, until when."""
    if notice.reason is Reason.DIGEST:
        return figures(notice, lang)
    stop, comma = ("。", "，") if lang == ZH else (".", ", ")
    return comma.join([headline(notice, lang, titles), *_details(notice, lang)]) + stop


def figures(notice: Notice, lang: str) -> str:
    """A digest in one sentence: its figures, those that are nothing left out."""
    counted = [(_said(*FIGURES[name], lang), int(notice.facts.get(name, 0))) for name in FIGURES]
    since = day_text(notice.facts.get("since"), lang)
    begin = _said(f"[每日要情] 自{since}以来：", f"[daily digest] since {since}: ", lang)
    figured = [f"{name} {count}" for name, count in counted if count]
    nothing = _said("无待办事项", "nothing to do", lang)
    return begin + (_said("，", ", ", lang).join(figured) or nothing) + _said("。", ".", lang)


def day_text(value: object, lang: str) -> str:
    """A date as people write it; empty where there is none."""
    if value is None or value == "":
        return ""
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return f"{day.year}年{day.month}月{day.day}日" if lang == ZH else day.isoformat()


def _what(notice: Notice, lang: str, titles: Titles) -> str:
    facts = notice.facts
    if "rule" in facts:
        return titles(str(facts["rule"]), lang)
    what = facts.get("what", "")
    return str(what[0 if lang == ZH else 1]) if isinstance(what, (list, tuple)) else str(what)


def _where(facts: Mapping[str, Any], lang: str) -> str:
    name = str(facts.get("project_name") or facts.get("project") or "")
    subject = str(facts.get("subject") or "")
    if not subject or subject == "-":
        return name
    return f"{name}（{subject}）" if lang == ZH else f"{name} ({subject})"


def _details(notice: Notice, lang: str) -> list[str]:
    """The clauses behind the headline, those only whose facts are known."""
    facts = dict(notice.facts)
    for name in ("since", "due_on"):
        facts[name] = day_text(facts.get(name), lang)
    if facts.get("was"):
        facts["was"] = _said(*LEVELS[Level(facts["was"])], lang)
    if facts.get("amount_fen"):
        facts["amount_fen"] = yuan(facts["amount_fen"])
    if notice.reason in _OVER:
        facts.pop("due_on", None)
    return [_said(*texts, lang).format(facts[name]) for name, texts in _CLAUSES.items() if facts.get(name)]


def yuan(fen: object) -> str:
    """An amount of fen in yuan, with two decimals and thousands separators."""
    amount = int(str(fen))
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def _gravest_first(notice: Notice) -> tuple[int, str, str]:
    level = notice.facts.get("level")
    return (-Level(level).rank if level else -3, notice.about, notice.reason)


def _said(zh: str, en: str, lang: str) -> str:
    return zh if lang == ZH else en
