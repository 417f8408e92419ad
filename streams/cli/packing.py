"""What the commands that export evidence share: how it is asked for, as of which day, and where it goes."""

from pathlib import Path
from typing import Annotated

import typer

from infra.db.clock import ClockStore
from infra.db.policies import Policies
from monitors.policy import Policy, PolicyError
from schemas.office import EVERYWHERE, Sight
from streams.cli.errors import Mistake
from streams.cli.options import Lang
from streams.cli.running import Running
from streams.cli.tables import console
from streams.evidence import Asker, Pack
from streams.policies import policy_in_force
from streams.wording import chosen

OutOption = Annotated[Path, typer.Option("--out", dir_okay=False, help="写入的文件(ZIP) / the file to write")]
WholeOption = Annotated[
    bool, typer.Option("--whole", help="附上整份报送 / enclose the whole submissions, not the lines alone")
]
_ACTOR = "command-line"


def asked(running: Running, policy: Path | None) -> tuple[Asker, Policy]:
    """Who asks here, as of the system's day, and by what is judged. Raises `Mistake` where nothing was judged yet."""
    today = ClockStore(running.engine).today()
    if today is None:
        raise Mistake("nothing has been judged yet: the first tick begins the first day", 1)
    try:
        judged_by = policy_in_force(policy, Policies(running.engine))
    except PolicyError as error:
        raise Mistake(str(error)) from error
    return Asker(_ACTOR, "", Sight((EVERYWHERE,)), today), judged_by


def written(pack: Pack, out: Path, lang: Lang) -> None:
    """Write the archive and say what it is."""
    out.write_bytes(pack.content)
    text = chosen("已写入 {}({:,} 字节)\nSHA-256 {}", "written to {} ({:,} bytes)\nSHA-256 {}", lang)
    console().print(text.format(out, len(pack.content), pack.sha256), markup=False)
