"""`wagewatch evidence`: one alert's evidence as an archive that a court can verify with standard tools."""

from pathlib import Path
from typing import Annotated

import typer

from infra.db.clock import ClockStore
from infra.db.policies import Policies
from monitors.policy import PolicyError
from schemas.office import EVERYWHERE, Sight
from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption, PolicyOption
from streams.cli.running import running_system
from streams.cli.tables import console
from streams.evidence import Asker, packed
from streams.policies import policy_in_force
from streams.wording import chosen

_ACTOR = "command-line"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="evidence")(evidence)


def evidence(
    alert: Annotated[int, typer.Argument(metavar="ALERT-ID", help="预警编号 / the alert's number")],
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="写入的文件（ZIP) / the file to write")],
    whole: Annotated[
        bool, typer.Option("--whole", help="附上整份报送 / enclose the whole submissions, not the lines alone")
    ] = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出一条预警的证据包，可用 sha256sum 验证。/ Export an alert's evidence, to be verified with sha256sum.

    The lines as submitted, the rule, its articles and parameters, the calendar, the calculation, and the chained
    history. How to verify it stands in the archive's README.md and in docs/evidence.md.
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
        pack = packed(running.engine, alert, asker, judged_by, whole=whole)
    if pack is None:
        raise Mistake(f"there is no alert {alert}", 1)
    out.write_bytes(pack.content)
    text = chosen("已写入 {}({:,} 字节）\nSHA-256 {}", "written to {} ({:,} bytes)\nSHA-256 {}", lang)
    console().print(text.format(out, len(pack.content), pack.sha256), markup=False)
