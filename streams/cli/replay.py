"""`wagewatch replay`: judge a recorded file as of a day."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import wrap_file

from monitors.policy import PolicyError
from schemas.finding import Finding
from streams.cli.errors import Mistake
from streams.cli.options import AsOfOption, Form, FormOption, Lang, LangOption, PolicyOption
from streams.cli.tables import accounting_line, console, findings_table
from streams.policies import policy_of
from streams.replay import RuleFailedError, replay_lines
from streams.wording import chosen


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="replay")(replay)


def replay(
    events: Annotated[Path, typer.Argument(help="事件文件 / a file of events", exists=True, dir_okay=False)],
    as_of: AsOfOption,
    policy: PolicyOption = None,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """重放事件文件,列出某日日终的全部预警。/ Judge a recorded file as of a day, with no broker and no database."""
    try:
        answer = _answer(events, as_of, policy)
    except (PolicyError, OSError) as error:
        raise Mistake(str(error)) from error
    except RuleFailedError as error:
        raise Mistake(f"{error}. This is a bug in Wagewatch, please report it", 70) from error
    if form is Form.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=1))
    else:
        _print(answer, lang)


def _answer(events: Path, as_of: date, policy: Path | None) -> dict[str, Any]:
    judged_by = policy_of(policy)
    with (
        events.open("rb") as file,
        wrap_file(
            file, total=events.stat().st_size, description=events.name, transient=True, console=Console(stderr=True)
        ) as lines,
    ):
        return replay_lines(lines, as_of, judged_by)


def _print(answer: dict[str, Any], lang: str) -> None:
    findings = [msgspec.convert(finding, Finding) for finding in answer["findings"]]
    title = chosen("{} 日终的预警:{} 条", "Findings at the end of {}: {}", lang).format(answer["as_of"], len(findings))
    console().print(findings_table(findings, title, lang))
    console().print(accounting_line(answer["accounting"], lang))
