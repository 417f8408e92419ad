"""`wagewatch explain`: why an alert is raised, or why there is none."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from infra.db.policies import Policies
from monitors.explain import Explanation, explain, speaking
from monitors.policy import Policy, PolicyError
from monitors.rule import catalogue
from monitors.ruledoc import sections
from monitors.verdict import Verdict
from schemas.frame import Frame
from streams.cli.errors import Mistake
from streams.cli.options import AsOfOption, Form, FormOption, Lang, LangOption, PolicyOption
from streams.cli.running import running_system
from streams.cli.tables import console
from streams.history import History, NoSuchProjectError
from streams.policies import policy_in_force, policy_of
from streams.wording import STYLES, chosen, level_word, said

MOST_FRAMES = 20


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="explain")(explain_command)


def explain_command(
    project: Annotated[str, typer.Argument(help="项目编号,“-”为不属于任何项目者 / the project, or - for the commons")],
    rule: Annotated[str, typer.Argument(help="规则,如 wages.unpaid / the rule; see `wagewatch rules`")],
    as_of: AsOfOption,
    subject: Annotated[str | None, typer.Argument(help="对象,如 2026-01 / the subject; all if left out")] = None,
    events: Annotated[
        Path | None,
        typer.Option("--events", exists=True, dir_okay=False, help="依据文件 / a file, not the running system"),
    ] = None,
    policy: PolicyOption = None,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """说明某条规则为何预警、为何不预警。/ Why there is an alert, or why not.

    定义各项及其值、参数及出处、条文、依据的记录。

    The terms of the rule's definition with their values, the parameters with their source, the articles, and the
    frames that speak for it.
    """
    if rule not in catalogue():
        raise Mistake(f"there is no rule {rule!r}; `wagewatch rules` lists them")
    try:
        judged_by = policy_of(policy) if events else _in_force(policy)
        history = History.of_file(events, project, as_of) if events else History.of_journal(project, as_of)
    except (PolicyError, NoSuchProjectError) as error:
        raise Mistake(str(error)) from error
    told = explain(history.ledger, rule, as_of, judged_by, subject)
    frames = list(islice(speaking(history.frames(), told), MOST_FRAMES + 1))
    if form is Form.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(_as_dict(project, told, frames)), indent=1))
    else:
        console().print(_page(project, told, frames, lang))


def _in_force(policy: Path | None) -> Policy:
    with running_system() as running:
        return policy_in_force(policy, Policies(running.engine))


def _as_dict(project: str, told: Explanation, frames: list[Frame]) -> dict[str, Any]:
    return {
        "rule": told.rule.name,
        "project": project,
        "as_of": told.as_of,
        "holds": told.holds,
        "applies": told.applies,
        "articles": told.rule.law,
        "parameters": [msgspec.to_builtins(parameter) for parameter in told.parameters],
        "verdicts": [verdict.as_dict() for verdict in told.verdicts],
        "frames": [{"seq": f.seq, "kind": f.kind, "source": f.source, "id": f.id, "on": f.on} for f in frames],
    }


def _page(project: str, told: Explanation, frames: list[Frame], lang: str) -> Group:
    return Group(*_heading(project, told, lang), *_verdicts(told, lang), *_sources(told, lang), *_frames(frames, lang))


def _heading(project: str, told: Explanation, lang: str) -> Iterator[Any]:
    answer = chosen("成立", "holds", lang) if told.holds else chosen("不成立", "does not hold", lang)
    chinese, english = told.rule.title
    yield Text(f"{told.rule.name} · {chinese if lang == Lang.ZH else english}", style="bold")
    yield Text(f"{project} · {told.as_of} · {answer}", style="red" if told.holds else "green")
    for name, text in sections(told.rule).items() if lang != Lang.ZH else ():
        yield Text(f"{name}: {text}", style="dim")
    if not told.applies:
        yield Text(
            chosen("该项目尚未登记,或此规则与它无关。", "It is not registered, or the rule is not about it.", lang)
        )
    elif not told.verdicts:
        yield Text(chosen("没有可判断的对象。", "There is nothing of the kind to judge.", lang))


def _verdicts(told: Explanation, lang: str) -> Iterator[Any]:
    for verdict in told.verdicts:
        table = Table(title=_verdict_title(verdict, lang), title_justify="left")
        for heading in (("", ""), ("定义各项", "term"), ("值", "value")):
            table.add_column(chosen(*heading, lang), overflow="fold")
        for term in verdict.terms:
            mark = Text("✓", style="red") if term.holds else Text("✗", style="green")
            table.add_row(mark, said(term.text, lang), _shown(term.value))
        for name, value in verdict.facts.items():
            table.add_row("", name, _shown(value), style="dim")
        yield table


def _verdict_title(verdict: Verdict, lang: str) -> Text:
    title = Text(verdict.subject, style="bold")
    if verdict.holds:
        title.append(f"  {level_word(verdict.level, lang)}", style=STYLES[verdict.level])
        workers = sorted(verdict.workers or ())
        title.append(f"  {' '.join(workers[:10])}{' …' if len(workers) > 10 else ''}")
    return title


def _shown(value: Any) -> str:
    plain = msgspec.to_builtins(value)
    return "" if plain is None else plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()


def _sources(told: Explanation, lang: str) -> Iterator[Any]:
    yield Text(chosen("条文:", "Articles: ", lang) + "; ".join(told.rule.law))
    for parameter in told.parameters:
        since = "" if parameter.since == date.min else f", {parameter.since}"
        yield Text(f"{parameter.name} = {parameter.value}  [{parameter.prefix}{since}] {parameter.source}")


def _frames(frames: list[Frame], lang: str) -> Iterator[Any]:
    yield Text(chosen("依据的记录:", "Frames that speak for it:", lang))
    for frame in frames[:MOST_FRAMES]:
        yield Text(f"  #{frame.seq} {frame.on} {frame.kind} {frame.source} {frame.id}", style="dim")
    if len(frames) > MOST_FRAMES:
        yield Text(chosen("  ……还有更多", "  … and more", lang), style="dim")
    if not frames:
        yield Text("  —", style="dim")
