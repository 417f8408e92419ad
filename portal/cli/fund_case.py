"""`wagewatch fund-case`: one case of the emergency wage fund as an archive that a court can verify."""

from pathlib import Path
from typing import Annotated

import typer

from infra.db.clock import ClockStore
from infra.db.fund import FundCases, Rules
from infra.db.policies import Policies
from monitors.policy import PolicyError
from portal.documents import MissingGlyphError
from portal.fund.casefile import forms
from schemas.office import EVERYWHERE, Sight
from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption, PolicyOption
from streams.cli.running import running_system
from streams.cli.tables import console
from streams.evidence import Asker
from streams.fund.pack import packed
from streams.policies import policy_in_force
from streams.wording import chosen

_ACTOR = "command-line"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="fund-case")(fund_case)


def fund_case(
    case: Annotated[str, typer.Argument(metavar="CASE-NUMBER", help="案号,如 ZZJ-520103-2026-0001 / its number")],
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="写入的文件（ZIP) / the file to write")],
    whole: Annotated[
        bool, typer.Option("--whole", help="附上整份报送 / enclose the whole submissions, not the lines alone")
    ] = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出一件应急周转金案卷，可用 sha256sum 验证。/ Export a fund case's file, to be verified with sha256sum.

    The case, its figures, the rules, its books and forms, the lines as submitted, and the chained history. How to
    verify it stands in the archive's README.md and in docs/evidence.md.
    """
    with running_system() as running:
        today = ClockStore(running.engine).today()
        if today is None:
            raise Mistake("nothing has been judged yet: the first tick begins the first day", 1)
        try:
            judged_by = policy_in_force(policy, Policies(running.engine))
        except PolicyError as error:
            raise Mistake(str(error)) from error
        asker = Asker(_ACTOR, "", Sight((EVERYWHERE,)), today)
        cases = FundCases(running.engine, Rules(Policies(running.engine).fund_terms(), judged_by))
        held = cases.numbered(case, asker.sight)
        if held is None:
            raise Mistake(f"there is no case {case}", 1)
        try:
            made = list(forms(running.engine, cases, held, today))
        except MissingGlyphError as error:
            raise Mistake(str(error), 1) from error
        pack = packed(running.engine, cases, held, made, asker, whole=whole)
    out.write_bytes(pack.content)
    text = chosen("已写入 {}({:,} 字节）\nSHA-256 {}", "written to {} ({:,} bytes)\nSHA-256 {}", lang)
    console().print(text.format(out, len(pack.content), pack.sha256), markup=False)
