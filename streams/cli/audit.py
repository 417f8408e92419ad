"""`wagewatch audit`: proves the chronicle, prints its head, and writes it to a file."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import Progress

from infra.db.chronicle import ChronicleStore, Proof, verify
from infra.db.fund.faults import faults
from streams.cli.errors import Mistake
from streams.cli.options import Form, FormOption, Lang, LangOption
from streams.cli.running import running_system
from streams.cli.tables import console
from streams.wording import chosen, said

_ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
audit = typer.Typer(
    no_args_is_help=True,
    help="审计链：验证、链首、导出。/ The chronicle of decisions and look-ups: prove it, print its head, export it.",
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(audit, name="audit")


@audit.command(name="verify")
def verify_command(
    start: Annotated[int, typer.Option("--from", min=1, metavar="N", help="自第 N 条起 / from entry N on")] = 1,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="N:SHA256", help="另存的链首 / a head noted elsewhere, see `audit head`"),
    ] = None,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """重算整条审计链，指出第一处不符。/ Recompute the chain and name the first entry that does not fit.

    Every entry's digest and links, every seal over the alerts' history and the submissions, every posting of the wage
    funds, and that their books, cases and promises say the same of every fen. Exit code 1 if something does not fit.
    A cut-off end shows only against a head that was noted elsewhere.
    """
    anchor = None if head is None else anchor_of(head)
    if head is not None and anchor is None:
        raise Mistake(f"{head!r} is no head; expected N:SHA256 as `wagewatch audit head` prints it")
    with running_system() as running, Progress(console=console(), transient=True) as progress:
        total = ChronicleStore(running.engine).head()[0]
        shown = form is Form.TABLE
        task = progress.add_task(chosen("验证", "checking", lang), total=max(total - start + 1, 0), visible=shown)
        proof = verify(running.engine, start=start, anchor=anchor, tell=lambda more: progress.advance(task, more))
        found = faults(running.engine)
    if form is Form.JSON:
        _echo(_as_dict(proof, found))
    else:
        console().print("\n".join([_told(proof, lang), *_said(found, lang)]), markup=False)
    if found or not proof.holds:
        raise typer.Exit(1)


@audit.command(name="head")
def head_command(form: FormOption = Form.TABLE) -> None:
    """打印链首，供公布或另存。/ Print the last entry's number and digest, to be published or noted elsewhere."""
    with running_system() as running:
        n, sha256 = ChronicleStore(running.engine).head()
    if form is Form.JSON:
        _echo({"n": n, "sha256": sha256})
    elif sha256 is None:
        raise Mistake("the chronicle is empty", 1)
    else:
        typer.echo(f"{n}:{sha256}")


@audit.command(name="export")
def export_command(
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="写入的文件 / the file to write")],
    start: Annotated[int, typer.Option("--from", min=1, metavar="N", help="自第 N 条起 / from entry N on")] = 1,
    lang: LangOption = Lang.ZH,
) -> None:
    """导出审计链，一行一条，原样。/ Write the chronicle to a file, one entry per line, exactly as it is chained.

    The SHA-256 of a line without its end is the `prev` of the next line.
    """
    lines = 0
    with running_system() as running, out.open("wb") as file:
        for entry in ChronicleStore(running.engine).following(start):
            file.write(entry.text.encode() + b"\n")
            lines += 1
    console().print(chosen("已写入 {} 条：{}", "{} entries written to {}", lang).format(lines, out), markup=False)


def anchor_of(text: str) -> tuple[int, str] | None:
    """The head that a text `N:SHA256` notes; None where it is none."""
    found = _ANCHOR.fullmatch(text.strip().lower())
    return None if found is None else (int(found[1]), found[2])


def _told(proof: Proof, lang: str) -> str:
    broken = proof.broken
    if broken is None:
        text = chosen(
            "完整：{} 条，{} 次封存（{} 行），周转金分录 {} 笔。链首 {}:{}",
            "It holds: {} entries, {} seals (over {} rows), {} postings of the wage funds. Head {}:{}",
            lang,
        )
        counts = (proof.entries, proof.seals, proof.sealed_rows, proof.postings)
        return text.format(*counts, proof.n, proof.sha256 or "-")
    text = chosen(
        "第 {} 条不符：{}\n  应为 {}\n  实为 {}", "Entry {} does not fit: {}\n  expected {}\n  found {}", lang
    )
    return text.format(broken.n, said(broken.why, lang), broken.expected, broken.found)


def _said(found: Sequence[tuple[str, str]], lang: str) -> Iterator[str]:
    """What is wrong with the wage funds' books, a line each."""
    for zh, en in found:
        yield chosen("周转金账簿不符：{}", "The wage funds' books do not fit: {}", lang).format(chosen(zh, en, lang))


def _as_dict(proof: Proof, found: Sequence[tuple[str, str]]) -> dict[str, object]:
    broken = proof.broken
    return {
        "holds": proof.holds and not found,
        "entries": proof.entries,
        "seals": proof.seals,
        "sealed_rows": proof.sealed_rows,
        "n": proof.n,
        "sha256": proof.sha256,
        "fund": {"postings": proof.postings, "faults": [en for _, en in found]},
        "broken": broken
        and {
            "n": broken.n,
            "why": said(broken.why, Lang.EN),
            "expected": broken.expected,
            "found": broken.found,
        },
    }


def _echo(answer: object) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=1).decode())
