"""How long each state of an alert or a review may last, by level, region and date, each figure with its source.

Figures marked `Mark.LAW` are law; the others are defaults that an office may set otherwise, and say so.
"""

import enum
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Self

from alerts.timers import Limit
from schemas.finding import Level
from schemas.measures import Mark, Unit

EVERYONE: Final = ""
_MOST: Final = {"reveal": 60}
_BY_LEVEL: Final = {Level.RED: 1, Level.ORANGE: 3, Level.YELLOW: 5}


class Span(enum.StrEnum):
    """What a limit of an alert's life, or of a review at the freeze gate, limits."""

    RESPOND = "respond"
    START = "start"
    INVESTIGATE = "investigate"
    EXTEND = "extend"
    DECIDE = "decide"
    CONCLUDE = "conclude"
    CLIMB = "climb"
    REMIND = "remind"
    GATE_DECIDE = "gate_decide"
    GATE_CLIMB = "gate_climb"
    GATE_SECOND = "gate_second"
    """The largest sum in fen that one person releases at the freeze gate."""
    REVEAL = "reveal"
    """For how many minutes a person's number is shown to who asked for it."""


@dataclass(frozen=True, slots=True)
class LimitTable:
    """Limits in force in one region (a prefix of GB/T 2260 codes) from a day on, by name, such as `respond.red`."""

    prefix: str
    since: date
    limits: Mapping[str, Limit]


class LimitError(ValueError):
    """A file of limits says something that is none; the message names the place."""


class Limits:
    """The limits of all regions and dates. Immutable."""

    def __init__(self, tables: Iterable[LimitTable]) -> None:
        self._tables = tuple(tables)

    @classmethod
    def shipped(cls) -> Self:
        """What is shipped: the figures of the law where it has any, defaults elsewhere."""
        return cls((LimitTable(EVERYONE, date.min, {limit.name: limit for limit in _shipped()}),))

    def with_tables(self, file: Mapping[str, Any]) -> Self:
        """These limits with a parsed file's added: per region prefix (00 for everyone) a list of tables.

        Raises `LimitError` naming the place.
        """
        added = (self._table(prefix, raw) for prefix, tables in file.items() for raw in tables)
        return type(self)((*self._tables, *added))

    def in_force(self, span: Span, level: Level, region: str, day: date) -> Limit:
        """The limit there and then: the longest prefix that sets it, of that the latest table."""
        names = {f"{span}.{level}", str(span)}
        setting = (t for t in self._tables if region.startswith(t.prefix) and t.since <= day and names & set(t.limits))
        table = max(enumerate(setting), key=lambda at: (len(at[1].prefix), at[1].since, at[0]))[1]
        return table.limits.get(f"{span}.{level}") or table.limits[str(span)]

    def __iter__(self) -> Iterator[tuple[LimitTable, Limit]]:
        """Every limit with the table that sets it."""
        return ((table, limit) for table in self._tables for limit in table.limits.values())

    def _table(self, prefix: str, raw: Mapping[str, Any]) -> LimitTable:
        since, source = raw.get("from"), raw.get("source")
        if not isinstance(since, date) or not isinstance(source, str) or not prefix.isdigit():
            raise LimitError(f"[[{prefix}]]: expected digits, `from`, a date, and `source`, the document's name")
        counts = {name: count for name, count in raw.items() if name not in ("from", "source")}
        known = {limit.name: limit for _, limit in self}
        for name, count in counts.items():
            most = _MOST.get(name, sys.maxsize)
            if name not in known or type(count) is not int or not 1 <= count <= most:
                what = "1 or more" if most == sys.maxsize else f"1 to {most}"
                raise LimitError(f"[[{prefix}]]: {name} = {count!r}: expected {what}, of {sorted(known)}")
        limits = {n: replace(known[n], count=c, source=source, mark=Mark.PRACTICE) for n, c in counts.items()}
        return LimitTable(prefix if prefix != "00" else EVERYONE, since, limits)


def _shipped() -> Iterator[Limit]:
    default = "系统默认值,无全国统一规定;红1、橙3、黄5个工作日"
    for level, count in _BY_LEVEL.items():
        for span, text in (
            (Span.RESPOND, ("签收", "to respond")),
            (Span.START, ("签收后立案调查", "to start once acknowledged")),
            (Span.CLIMB, ("上级督办后办理", "to act once escalated")),
        ):
            yield Limit(f"{span}.{level}", text, count, Unit.WORKING_DAYS, default, Mark.DEFAULT)
    inspection = "《劳动保障监察条例》第十七条"
    yield _working(Span.INVESTIGATE, ("调查", "to investigate"), 60, inspection, Mark.LAW)
    yield _working(Span.EXTEND, ("延长调查", "more to investigate"), 30, inspection + "(经负责人批准)", Mark.LAW)
    practice = "《关于实施〈劳动保障监察条例〉若干规定》,未逐条核实,为默认值"
    yield _working(Span.DECIDE, ("限期届满后作出处理决定", "to decide once the order ran out"), 15, practice)
    yield _working(Span.CONCLUDE, ("处理决定后办结", "to conclude once decided"), 15, "系统默认值,无全国统一规定")
    yield _working(Span.REMIND, ("最上级重复提醒", "between reminders at the top"), 5, "系统默认值,无全国统一规定")
    yield from _of_the_gate()
    shown = ("身份证号、卡号显示时长", "a person's number is shown for")
    yield Limit(str(Span.REVEAL), shown, 10, Unit.MINUTES, "系统默认值,无全国统一规定;至多60分钟", Mark.DEFAULT)


def _of_the_gate() -> Iterator[Limit]:
    source, mark = "系统默认值,人社部发〔2020〕93号未规定期限和金额", Mark.DEFAULT
    yield _working(Span.GATE_DECIDE, ("冻结审核:作出决定", "freeze gate: to decide a review"), 3, source, mark)
    yield _working(
        Span.GATE_CLIMB, ("冻结审核:上级督办后决定", "freeze gate: to decide once escalated"), 1, source, mark
    )
    second = ("冻结审核:超过即须第二人复核", "freeze gate: a second person agrees above")
    yield Limit(str(Span.GATE_SECOND), second, 50_000_000, Unit.FEN, source, mark)


def _working(span: Span, text: tuple[str, str], count: int, source: str, mark: Mark = Mark.PRACTICE) -> Limit:
    return Limit(str(span), text, count, Unit.WORKING_DAYS, source, mark)
