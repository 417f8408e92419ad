"""The calculation of an alert as people and programs read it: the rule, its terms, its parameters, its calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import msgspec

from monitors.calendar import is_known, is_working_day
from monitors.explain import Explanation
from monitors.ruledoc import sections
from monitors.verdict import Verdict
from streams.evidence.rested import Rested
from streams.sentence import sentence, shown
from streams.wording import LEVELS, said


def calculation(rested: Rested) -> dict[str, Any]:
    """The calculation as data."""
    told = rested.told
    return {
        "rule": told.rule.name,
        "project": rested.finding.project,
        "subject": rested.finding.subject,
        "as_of": told.as_of,
        "same_as_the_alert": rested.same,
        "parameters": [msgspec.to_builtins(parameter) for parameter in told.parameters],
        "verdicts": [verdict.as_dict() for verdict in told.verdicts],
    }


def calendar_used(rested: Rested) -> dict[str, Any]:
    """The days of the period on which people worked or rested other than by the week, and where they come from."""
    start, end = _period(rested)
    days = [start + timedelta(n) for n in range((end - start).days + 1)]
    unlike = [day for day in days if is_working_day(day) != (day.isoweekday() <= 5)]
    return {
        "from": start,
        "until": end,
        "rest_days": [day for day in unlike if not is_working_day(day)],
        "make_up_working_days": [day for day in unlike if is_working_day(day)],
        "years_by_the_week_alone": [year for year in range(start.year, end.year + 1) if not is_known(year)],
        "source": f"国务院办公厅历年节假日安排, as collected by chinesecalendar {version('chinesecalendar')}",
    }


def readable(rested: Rested) -> str:
    """The calculation as a text, Chinese first."""
    return "\n".join(_text(rested)) + "\n"


def _period(rested: Rested) -> tuple[date, date]:
    """From the first day that the alert or a record behind it speaks of, to the day of the calculation."""
    days = [rested.as_of, *(frame.on for frame in rested.frames)]
    if rested.finding.since is not None:
        days.append(rested.finding.since)
    return min(days).replace(day=1), rested.as_of


def _text(rested: Rested) -> Iterator[str]:
    finding, told = rested.finding, rested.told
    chinese, english = told.rule.title
    level = LEVELS[finding.level]
    yield f"# {chinese} · {english}"
    yield ""
    yield f"- 结论 finding: {sentence(finding, 'zh')} / {sentence(finding, 'en')}"
    yield f"- 级别 level: {level[0]} / {level[1]}"
    yield f"- 项目、对象 project, subject: {finding.project}, {finding.subject}"
    yield f"- 判断日 as of the end of: {told.as_of}"
    yield f"- 重算是否一致 the calculation made anew says the same: {'是 yes' if rested.same else '否 no'}"
    yield ""
    yield "## 规则 The rule"
    yield ""
    yield from (f"- {name}: {text}" for name, text in sections(told.rule).items())
    yield f"- 条文 articles: {';'.join(told.rule.law)}"
    yield ""
    yield "## 定义各项及其值 The terms and their values"
    yield ""
    for verdict in told.verdicts:
        yield from _verdict_text(verdict)
    yield "## 参数及其出处 The parameters and their sources"
    yield ""
    yield from _parameters(told)


def _verdict_text(verdict: Verdict) -> Iterator[str]:
    yield f"### {verdict.subject}"
    yield ""
    for term in verdict.terms:
        mark = "[x]" if term.holds else "[ ]"
        value = "" if term.value is None else f": {_value(term.value)}"
        yield f"- {mark} {said(term.text, 'zh')} / {said(term.text, 'en')}{value}"
    for name, value in verdict.facts.items():
        yield f"- {name}: {shown(name, value, 'zh')}"
    yield ""


def _value(value: Any) -> str:
    plain = msgspec.to_builtins(value)
    return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()


def _parameters(told: Explanation) -> Iterator[str]:
    for parameter in told.parameters:
        since = "" if parameter.since == date.min else f" ({parameter.since})"
        yield f"- `{parameter.name}` = {parameter.value} [{parameter.prefix}]{since}: {parameter.source}"
    if not told.parameters:
        yield "- 无 none"
