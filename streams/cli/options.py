"""Options that several commands share."""

import enum
from datetime import date
from pathlib import Path
from typing import Annotated

import typer


class Form(enum.StrEnum):
    """How a command prints its answer."""

    JSON = "json"
    TABLE = "table"


class Lang(enum.StrEnum):
    """The language of what people read."""

    ZH = "zh"
    EN = "en"


def day(text: str | date) -> date:
    """A day written YYYY-MM-DD."""
    if isinstance(text, date):
        return text
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise typer.BadParameter(f"{text!r} is no day; expected YYYY-MM-DD, such as 2026-03-31")
    return found


def _text(zh: str, en: str) -> str:
    return f"{zh} / {en}"


FormOption = Annotated[Form, typer.Option("--format", help=_text("输出格式", "how to print the answer"))]
LangOption = Annotated[
    Lang, typer.Option("--lang", envvar="WAGEWATCH_LANG", help=_text("屏幕文字的语言", "language of what people read"))
]
AsOfOption = Annotated[
    date,
    typer.Option(
        "--as-of", parser=day, metavar="YYYY-MM-DD", help=_text("判断至该日日终", "as of the end of this day")
    ),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        envvar="WAGEWATCH_POLICY",
        exists=True,
        dir_okay=False,
        help=_text("附加的政策文件(TOML)", "a policy file (TOML), added to what is shipped"),
    ),
]
