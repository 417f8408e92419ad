"""What a command is told about a file, and the file on its way to the intake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Annotated, Any, Final, TypeVar

import typer

from infra.settings import Settings
from schemas.feeds.catalogue import FEEDS
from streams.cli.errors import Mistake
from streams.formats.mapping import accounts_of, payments_of, purposes_of
from streams.formats.reading import Reading, form_of
from streams.formats.refused import MEBIBYTE, Limits, Refused
from streams.formats.taken import Manner
from streams.formats.unpack import packing_of
from streams.identity import ASTERISKS
from streams.intake import Intake, Receipt
from streams.wording import chosen

_Table = TypeVar("_Table")
_HEAD: Final = 64 * 1024


def _beside(flag: str, help_text: str) -> Any:
    return typer.Option(flag, exists=True, dir_okay=False, help=help_text)


FeedOption = Annotated[
    str | None, typer.Option("--feed", metavar="FEED", help=f"表的种类 / what the table is: {', '.join(FEEDS)}")
]
SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="URN", help="数据来源 / who sends, as in the events' source")
]
BankOption = Annotated[
    str | None, typer.Option("--bank", metavar="CODE", help="银行代码,即来源 urn:bank:CODE / the same for a bank")
]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="XLSX 的工作表 / which sheet of a workbook")]
AccountsOption = Annotated[
    Path | None, _beside("--accounts", "ISO 20022:银行账号与项目的对照表 / whose account (CSV or XLSX)")
]
PurposesOption = Annotated[
    Path | None, _beside("--purposes", "ISO 20022:代码与用途的对照表 / which purpose a code means (TOML)")
]
PaymentsOption = Annotated[
    Path | None, _beside("--payments", "pain.002:代发指令表 / what was instructed (CSV or XLSX)")
]
CompleteOption = Annotated[
    bool,
    typer.Option(
        "--complete",
        help="camt.053:对账单日期同时表示数据报送完毕 / the statement's date also says that all was delivered",
    ),
]


@dataclass(frozen=True, slots=True)
class Said:
    """The options of one call."""

    feed: str | None
    source: str | None
    bank: str | None
    sheet: str | None
    accounts: Path | None
    purposes: Path | None
    payments: Path | None
    complete: bool


def limits_of(settings: Settings) -> Limits:
    """How much of a file this deployment reads."""
    return Limits(unpacked_bytes=settings.unpacked_max_mib * MEBIBYTE, unpacked_ratio=settings.unpacked_max_ratio)


def manner_of(said: Said, limits: Limits, lang: str) -> Manner:
    """What the sender says about his files, the tables beside them read.

    Raises:
        Mistake: the options contradict each other, or a table beside cannot be read.
    """
    if said.complete and said.bank is None:
        raise Mistake("--complete needs --bank: whose statement it is")
    try:
        return Manner(
            feed=said.feed,
            source=said.source or (f"urn:bank:{said.bank}" if said.bank else None),
            sheet=said.sheet,
            accounts=_opened(said.accounts, lambda file: accounts_of(file, limits)) or {},
            purposes=purposes_of(said.purposes.read_text("utf-8")) if said.purposes else {},
            payments=_opened(said.payments, lambda file: payments_of(file, limits)) or {},
            complete_for=said.bank if said.complete else None,
        )
    except Refused as error:
        raise Mistake(chosen(error.zh, error.en, lang)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"a table beside the files cannot be read: {error}") from error


def _opened(path: Path | None, read: Callable[[IO[bytes]], _Table]) -> _Table | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return read(file)


def accepted(intake: Intake, file: IO[bytes], name: str, manner: Manner, limits: Limits, lang: str) -> Receipt:
    """The file, accepted: line by line where it is plain JSON Lines, else through its reader.

    Raises:
        Mistake: the file as a whole is not read; nothing of it is accepted.
    """
    try:
        head = file.read(_HEAD)
        file.seek(0)
        plain = manner.feed is None and packing_of(head) is None and form_of(head, name) == "jsonl"
        if plain:
            return intake.accept(file, name=name, channel="file")
        tokens = intake.tokens()
        with Reading(_pieces(file), name, replace(manner, tokens=tokens or ASTERISKS), limits) as reading:
            return intake.accept_file(reading, name=name, channel="file", tokens=tokens)
    except Refused as error:
        told = chosen("{}:未读取,任何内容均未送入:{}", "{}: not read, nothing of it was sent in: {}", lang)
        raise Mistake(told.format(name, chosen(error.zh, error.en, lang))) from error


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_HEAD):
        yield piece
