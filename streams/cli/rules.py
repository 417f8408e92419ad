"""`wagewatch rules`: the catalogue of rules."""

import enum
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from monitors.policy import Policy
from monitors.rule import Rule, catalogue
from monitors.ruledoc import markdown, sections
from streams.cli.options import Lang, LangOption
from streams.cli.tables import console
from streams.wording import chosen


class CatalogueForm(enum.StrEnum):
    """How the catalogue is printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="rules")(rules)


def rules(
    form: Annotated[
        CatalogueForm, typer.Option("--format", help="输出格式 / how to print the answer")
    ] = CatalogueForm.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """列出全部规则:含义、条文、参数。/ List every rule with its claim, its articles and the parameters it reads."""
    match form:
        case CatalogueForm.MARKDOWN:
            typer.echo(markdown(Policy.shipped()), nl=False)
        case CatalogueForm.JSON:
            catalogued = [_as_dict(rule) for rule in catalogue().values()]
            typer.echo(msgspec.json.format(msgspec.json.encode(catalogued), indent=1))
        case CatalogueForm.TABLE:
            console().print(_table(lang))


def _as_dict(rule: Rule) -> dict[str, Any]:
    chinese, english = rule.title
    return {"rule": rule.name, "zh": chinese, "en": english, **sections(rule), "law": rule.law, "reads": rule.reads}


def _table(lang: str) -> Table:
    table = Table(title=chosen("规则目录", "The rules", lang), title_justify="left", show_lines=True)
    for heading in (("规则", "rule"), ("名称与含义", "claim"), ("条文", "articles"), ("参数", "parameters")):
        table.add_column(chosen(*heading, lang), overflow="fold")
    for rule in catalogue().values():
        chinese, english = rule.title
        claim = chinese if lang == Lang.ZH else english
        table.add_row(rule.name, claim, "\n".join(rule.law), "\n".join(rule.reads))
    return table
