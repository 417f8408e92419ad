"""A feed: a kind of table that somebody delivers, and the events that its rows become."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from schemas.catalogue import CATALOGUE, EventType
from schemas.feeds.column import Column, Kind, Word

REVISION: Final = Column(
    "revision",
    "更正序号",
    "revision",
    Kind.TEXT,
    "",
    headings=("更正号", "版本号"),
    about_zh="同一条更正后又改回原样时填写不同的序号,以便与重复发送区分;一般留空",
    about_en="only to tell a correction back to earlier content from a repetition; usually empty",
)
QUARANTINE_NO: Final = Column(
    "quarantine_no",
    "隔离编号",
    "quarantine no",
    Kind.TEXT,
    "",
    about_zh="更正被隔离的行时保留此列,系统据此与原行关联",
    about_en="kept when a row from the quarantine is repaired: links the repaired row to it",
)


@dataclass(frozen=True)
class Feed:
    """A table whose rows are events, or lines of events.

    `kinds` are the event types by the value of the column `event`; a feed of one type has no such column. `keys` name
    the thing that a row speaks of, and begin its event's id; `on` are the columns of which the first that is filled
    dates the event. Rows with the same `group` are lines of one event; with `whole` such an event is never cut,
    because it replaces its predecessor with all its lines, and `same` must then be the same in all its rows.
    """

    name: str
    zh: str
    en: str
    kinds: dict[str, str]
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    on: tuple[str, ...]
    group: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    whole: bool = False
    project_wide: bool = True

    @cached_property
    def known(self) -> dict[str, Column]:
        """Every column that is understood, by field."""
        return {column.field: column for column in (*self.columns, REVISION, QUARANTINE_NO)}

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """The columns without which the table cannot be read."""
        return tuple(column for column in self.columns if column.required)

    def type_of(self, event: str | None) -> EventType:
        """The event type of a row, by its column `event`."""
        name = self.kinds[event] if event is not None else next(iter(self.kinds.values()))
        return CATALOGUE[name]

    @cached_property
    def types(self) -> dict[str, EventType]:
        """The event type by every word of the column `event`."""
        return {word: CATALOGUE[name] for word, name in self.kinds.items()}

    @cached_property
    def only_type(self) -> EventType | None:
        """The event type of a feed that has but one."""
        return next(iter(self.types.values())) if len(self.kinds) == 1 else None

    def type_told(self, event: str | None) -> EventType | None:
        """The event type of a row by its column `event`, if the row tells it."""
        return self.types[event] if event else self.only_type

    @cached_property
    def unsaid(self) -> frozenset[str]:
        """The fields of a group that are no part of its event's id."""
        return frozenset({"project_id"} if self.group else ())

    @cached_property
    def is_dotted(self) -> bool:
        """Whether a column fills a field of an object in the data."""
        return any("." in column.field for column in self.columns)

    @cached_property
    def has_fractions(self) -> bool:
        """Whether a column may hold a number with a fraction."""
        return any(column.kind is Kind.NUMBER for column in self.columns)

    @property
    def lined(self) -> EventType | None:
        """The event type whose lines the rows are; None where each row is an event."""
        return self.type_of(None) if self.group else None


def word(value: str, *written: str) -> Word:
    """A value and the ways to write it."""
    return Word(value, written)
