"""`wagewatch alerts`: the alerts open in the running system."""

from datetime import date
from typing import Annotated

import msgspec
import typer

from infra.db.alert_days import AlertDays
from schemas.finding import Finding, Level
from streams.cli.errors import Mistake
from streams.cli.options import Form, FormOption, Lang, LangOption, day
from streams.cli.running import running_system
from streams.cli.tables import console, findings_table
from streams.wording import chosen


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="alerts")(alerts)


def alerts(
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            parser=day,
            metavar="YYYY-MM-DD",
            help="该日日终的预警,默认为最近判定之日 / the end of this day; default: the last day judged",
        ),
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="只看此规则 / only this rule")] = None,
    project: Annotated[str | None, typer.Option("--project", help="只看此项目 / only this project")] = None,
    level: Annotated[Level | None, typer.Option("--level", help="只看此级别 / only this level")] = None,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """列出运行中的系统在某日日终的预警。/ List the alerts open in the running system at the end of a day."""
    with running_system() as running:
        days = AlertDays(running.engine)
        judged = _judged_day(days.last_day(), as_of)
        standing = days.standing(judged)
    wanted = [f for f in standing if _is(f.rule, rule) and _is(f.project, project) and _is(f.level, level)]
    if form is Form.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(_as_dict(judged, wanted)), indent=1).decode())
    else:
        title = chosen("{} 日终的预警:{} 条", "Alerts at the end of {}: {}", lang).format(judged, len(wanted))
        console().print(findings_table(wanted, title, lang))


def _judged_day(last: date | None, asked: date | None) -> date:
    if last is None:
        raise Mistake("nothing has been judged yet: the first tick begins the first day; see `wagewatch status`", 1)
    if asked is not None and asked > last:
        raise Mistake(f"{asked} has not been judged yet; the last day judged for every project is {last}", 1)
    return asked or last


def _as_dict(judged: date, findings: list[Finding]) -> dict[str, object]:
    return {"as_of": judged.isoformat(), "findings": [msgspec.to_builtins(finding) for finding in findings]}


def _is(value: str, wanted: str | None) -> bool:
    return wanted is None or value == wanted
