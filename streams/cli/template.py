"""`wagewatch template`: an empty table of a feed, to be filled in."""

import enum
from pathlib import Path
from typing import Annotated

import typer

from schemas.feeds.catalogue import FEEDS
from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption
from streams.cli.tables import console
from streams.formats.template import csv_template, xlsx_template
from streams.wording import chosen


class Kind(enum.StrEnum):
    """What kind of file the template is."""

    XLSX = "xlsx"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="template")(template)


def template(
    feed: Annotated[
        str | None, typer.Argument(metavar="FEED", help="表的种类;不填则列出 / which; none lists them")
    ] = None,
    kind: Annotated[Kind, typer.Option("--format", help="文件格式 / kind of file")] = Kind.XLSX,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="写到哪里,默认 FEED.xlsx / where to")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """下载报送表模板。/ Write a template to be filled in."""
    if feed is None:
        for known in FEEDS.values():
            console().print(f"{known.name:14} {known.zh}  {known.en}", markup=False)
        return
    if feed not in FEEDS:
        raise Mistake(f"there is no feed {feed!r}; there are {', '.join(FEEDS)}")
    written = (xlsx_template if kind is Kind.XLSX else csv_template)(FEEDS[feed], lang.value)
    path = output or Path(f"{feed}.{kind.value}")
    try:
        path.write_bytes(written)
    except OSError as error:
        raise Mistake(f"{path} cannot be written: {error.strerror}") from error
    console().print(chosen("已写入 {}", "written to {}", lang).format(path), markup=False)
