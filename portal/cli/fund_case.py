"""`wagewatch fund-case`: one case of the emergency wage fund as an archive that a court can verify."""

from typing import Annotated

import typer

from infra.db.fund import FundCases, Rules
from infra.db.policies import Policies
from portal.documents import MissingGlyphError
from portal.fund.casefile import forms
from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption, PolicyOption
from streams.cli.packing import OutOption, WholeOption, asked, written
from streams.cli.running import running_system
from streams.fund.pack import packed


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="fund-case")(fund_case)


def fund_case(
    case: Annotated[str, typer.Argument(metavar="CASE-NUMBER", help="案号,如 ZZJ-520103-2026-0001 / its number")],
    out: OutOption,
    whole: WholeOption = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出一件应急周转金案卷，可用 sha256sum 验证。/ Export a fund case's file, to be verified with sha256sum.

    The case, its figures, the rules, its books and forms, the lines as submitted, and the chained history. How to
    verify it stands in the archive's README.md and in docs/evidence.md.
    """
    with running_system() as running:
        asker, judged_by = asked(running, policy)
        cases = FundCases(running.engine, Rules(Policies(running.engine).fund_terms(), judged_by))
        held = cases.numbered(case, asker.sight)
        if held is None:
            raise Mistake(f"there is no case {case}", 1)
        try:
            made = list(forms(running.engine, cases, held, asker.day))
        except MissingGlyphError as error:
            raise Mistake(str(error), 1) from error
        pack = packed(running.engine, cases, held, made, asker, whole=whole)
    written(pack, out, lang)
