"""`wagewatch quarantine export`: the sender's own rows with the reasons, to be repaired and sent again."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from infra.db.quarantine import QuarantineStore
from infra.db.readings import ReadingStore
from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption
from streams.cli.running import running_system
from streams.cli.tables import console
from streams.door.rejected import rejected
from streams.formats.refused import Refused
from streams.wording import chosen


def export(
    submission: Annotated[
        int, typer.Argument(metavar="N", help="报送编号(quarantine list 中冒号前的数字) / the submission")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="写到哪里 / where to write it")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出某次报送中被隔离的行及原因,更正后可直接再送。/ Export the rows set aside, to be repaired and sent again."""
    with running_system() as running:
        try:
            made = rejected(QuarantineStore(running.engine), ReadingStore(running.engine), submission, lang.value)
        except LookupError as error:
            raise Mistake(f"there is no submission {submission}", 1) from error
        except Refused as error:
            raise Mistake(chosen(error.zh, error.en, lang), 1) from error
    path = output or Path(made.name)
    try:
        with made.file, path.open("wb") as out:
            shutil.copyfileobj(made.file, out)
    except OSError as error:
        raise Mistake(f"{path} cannot be written: {error.strerror}") from error
    console().print(chosen("已写入 {},{} 行", "written to {}, {} rows", lang).format(path, made.rows), markup=False)
