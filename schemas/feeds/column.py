"""A column of a table: what it is called, what it holds, and how it is explained to whoever fills it in."""

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What the cells of a column are read as."""

    TEXT = "text"
    ID = "id"
    MONEY = "money"
    BALANCE = "balance"
    DAY = "day"
    MONTH = "month"
    MOMENT = "moment"
    """An instant; without an offset on Shanghai's clocks, a date alone is its midnight."""
    INSTANT = "instant"
    """The same, but a date alone does not do. Of both, a time of day alone takes its date from the column `on_day`."""
    FLAG = "flag"
    WORD = "word"
    COUNT = "count"
    NUMBER = "number"
    TEXTS = "texts"
    """Several texts in one cell."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of the few values that a column may hold, and how people write it; the first way is the template's."""

    value: str
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `field` is the name in the contract's data, `path` where dots lead into an object.

    `headings` are what the sender may call it, Chinese and English, the first of each being the template's; the
    field's own name is always understood.
    """

    field: str
    zh: str
    en: str
    kind: Kind
    example: str
    required: bool = False
    headings: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    about_zh: str = ""
    about_en: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that the column may be called."""
        return (self.zh, self.en, self.field, *self.headings)


def required(  # noqa: PLR0913 (a line of a table)
    field: str, zh: str, en: str, kind: Kind, example: str, *headings: str, about: tuple[str, str] = ("", "")
) -> Column:
    """A column that every row fills in, in a line; `about` is what its cells say, in Chinese and English."""
    return Column(field, zh, en, kind, example, required=True, headings=headings, about_zh=about[0], about_en=about[1])


def optional(field: str, zh: str, en: str, kind: Kind, example: str, *headings: str) -> Column:
    """A column that may stay empty, in a line."""
    return Column(field, zh, en, kind, example, headings=headings)
