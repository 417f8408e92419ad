"""How values read on a page: `|day`, `|at`, `|yuan`, `|level`, `|rule_title`, `|field`, `|number`, `|size`, others."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from infra.clock import SHANGHAI
from monitors.rule import catalogue
from portal.i18n import mark, say
from portal.senders.words import heading
from schemas.finding import Level
from streams import wording

NOTHING: Final = "–"
_LOCALES: Final = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}
_LEVELS: Final = {Level.RED: mark("红"), Level.ORANGE: mark("橙"), Level.YELLOW: mark("黄")}


def _lang(context: Context) -> str:
    return str(context.get("lang", "zh"))


@pass_context
def day(context: Context, value: date | None) -> str:
    """`2026年5月16日`, `16 May 2026`."""
    if value is None:
        return NOTHING
    return format_date(value, "y年M月d日" if _lang(context) == "zh" else "d MMM y", locale=_LOCALES[_lang(context)])


@pass_context
def at(context: Context, value: datetime | None) -> str:
    """An instant, to the minute, as clocks in China show it."""
    if value is None:
        return NOTHING
    form = "y年M月d日 HH:mm" if _lang(context) == "zh" else "d MMM y, HH:mm"
    return format_datetime(value.astimezone(SHANGHAI), form, locale=_LOCALES[_lang(context)])


def yuan(fen: int | None) -> str:
    """Fen as yuan: `12,345.00`."""
    return NOTHING if fen is None else wording.yuan(fen)


@pass_context
def number(context: Context, value: float | None) -> str:
    """`12,345`."""
    return NOTHING if value is None else format_decimal(value, locale=_LOCALES[_lang(context)])


@pass_context
def size(context: Context, octets: int) -> str:
    """Bytes as people read them: `12.3 MiB`."""
    amount, unit = (octets / 1024**2, "MiB") if octets >= 1024**2 else (octets / 1024, "KiB")
    return f"{format_decimal(amount, '#,##0.#', locale=_LOCALES[_lang(context)])} {unit}"


@pass_context
def percent(context: Context, value: float | None) -> str:
    """A ratio as per cent, with one decimal: `97.5%`."""
    return NOTHING if value is None else format_percent(value, "#,##0.#%", locale=_LOCALES[_lang(context)])


@pass_context
def level(context: Context, value: Level | str) -> Markup:
    """The level's badge: a shape, a word and a colour."""
    known = Level(value)
    word = escape(say(_LEVELS[known], _lang(context)))
    return Markup('<span class="level level-{}"><span class="level-shape" aria-hidden="true"></span>{}</span>').format(
        known.value, word
    )


@pass_context
def rule_title(context: Context, name: str) -> str:
    """The rule's title in the language."""
    rule = catalogue().get(name)
    return name if rule is None else rule.title[0 if _lang(context) == "zh" else 1]


@pass_context
def field(context: Context, path: str) -> str:
    """`账号` for `data.account_id`: a field by the heading that people know."""
    return heading(path, _lang(context))


def masked(token: str) -> Markup:
    """A worker's token, short; the whole of it as title."""
    return Markup('<span class="token" title="{}">{}</span>').format(token, short(token))


def short(token: str) -> str:
    """The first and last characters of a token."""
    return token if len(token) <= 10 else f"{token[:4]}…{token[-4:]}"


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "day": day,
    "at": at,
    "yuan": yuan,
    "number": number,
    "size": size,
    "percent": percent,
    "level": level,
    "rule_title": rule_title,
    "field": field,
    "masked": masked,
}
