"""The table at the end of the demonstration: what was put in, what was found, in Chinese or in English."""

from collections.abc import Iterator
from typing import Final

from rich.table import Table
from rich.text import Text

from streams.county.reckoning import Outcome, Reckoning, Row
from streams.wording import STYLES, ZH, chosen, level_word, rule_title

_HEADINGS: Final = (
    ("注入的违法行为", "what was put in"),
    ("项目", "project"),
    ("系统发出的预警", "alert raised"),
    ("对象", "subject"),
    ("级别", "level"),
    ("结果", "outcome"),
)
_OUTCOMES: Final = {
    Outcome.FOUND: ("✔ 已发现", "✔ found", "green"),
    Outcome.WRONG_LEVEL: ("✘ 级别不符", "✘ wrong level", "red"),
    Outcome.MISSED: ("✘ 未发现", "✘ missed", "red"),
    Outcome.UNEXPECTED: ("✘ 意外", "✘ unexpected", "red"),
}


def table(reckoning: Reckoning, lang: str = ZH) -> Table:
    """The reckoning as a table; an offence with several alerts is named once."""
    drawn = Table(header_style="bold", pad_edge=False)
    for heading in _HEADINGS:
        drawn.add_column(chosen(*heading, lang), overflow="fold")
    before: Row | None = None
    for row in reckoning.rows:
        again = before is not None and row.offence is not None and before.offence is row.offence
        drawn.add_row(*(("", "") if again else _offence(row, lang)), *_alert(row, lang))
        before = row
    return drawn


def summary(reckoning: Reckoning, offences: int, lang: str = ZH) -> Text:
    """One sentence: how many of how many were found, and how much else was."""
    found, level, missed, much = map(reckoning.count, Outcome)
    expected = len(reckoning.rows) - much
    zh = f"应有预警 {expected} 条:已发现 {found},未发现 {missed},级别不符 {level},意外 {much}。"
    en = f"{expected} alerts due: {found} found, {missed} missed, {level} at a wrong level, {much} unexpected."
    told = chosen(f"注入违法行为 {offences} 起,{zh}", f"{offences} offences put in, {en}", lang)
    return Text(told, style="bold green" if reckoning.exact else "bold red")


def _offence(row: Row, lang: str) -> tuple[str, str]:
    if row.offence is None:
        return "—", row.found.project if row.found else "—"
    named = f"{row.offence.project} {row.offence.project_name}"
    return chosen(row.offence.title_zh, row.offence.title_en, lang), chosen(named, row.offence.project, lang)


def _alert(row: Row, lang: str) -> Iterator[str | Text]:
    alert = row.found or row.expected
    if alert is not None:
        title = rule_title(alert.rule, lang)
        yield alert.rule if title == alert.rule else f"{title} {alert.rule}"
        yield alert.subject
        yield Text(level_word(alert.level, lang), style=STYLES[alert.level])
    zh, en, style = _OUTCOMES[row.outcome]
    yield Text(chosen(zh, en, lang), style=style)
