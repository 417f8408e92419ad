"""`wagewatch evidence`: one alert's evidence as an archive that a court can verify with standard tools."""

from typing import Annotated

import typer

from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption, PolicyOption
from streams.cli.packing import OutOption, WholeOption, asked, written
from streams.cli.running import running_system
from streams.evidence import packed


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="evidence")(evidence)


def evidence(
    alert: Annotated[int, typer.Argument(metavar="ALERT-ID", help="预警编号 / the alert's number")],
    out: OutOption,
    whole: WholeOption = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出一条预警的证据包，可用 sha256sum 验证。/ Export an alert's evidence, to be verified with sha256sum.

    The lines as submitted, the rule, its articles and parameters, the calendar, the calculation, and the chained
    history. How to verify it stands in the archive's README.md and in docs/evidence.md.
    """
    with running_system() as running:
        asker, judged_by = asked(running, policy)
        pack = packed(running.engine, alert, asker, judged_by, whole=whole)
    if pack is None:
        raise Mistake(f"there is no alert {alert}", 1)
    written(pack, out, lang)
