"""`python -m bench`: every figure in one run, beside what it should reach and what the machine could do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from bench import door, durable, gate, latency, machine, memory, officers, replaying
from bench.engines import Engines, engines
from bench.load import Load
from infra.clock import elapsed

console: Final = Console()


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the answer. `asked` is what was to be reached, `share` what part of the limit it is."""

    what: str
    reached: str
    asked: str = ""
    ok: bool | None = None
    share: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: punches, seconds of latency, projects, the county replayed, rounds, rows of a file."""

    punches: int
    seconds: float
    projects: int
    replayed: int
    held: int
    rounds: int
    delivered: int


FULL: Final = Size(
    punches=40_000_000, seconds=30, projects=400, replayed=20, held=2_000, rounds=100, delivered=1_000_000
)
DOOR: Final = {"csv": 70, "jsonl": 14}
"""How many times the processor time of only parsing a row may cost on its way to the receipt."""
QUICK: Final = Size(punches=3_000_000, seconds=8, projects=100, replayed=10, held=200, rounds=30, delivered=200_000)


def main(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="a few minutes less, figures a little rougher")] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="durable, latency, replay, memory, officers, door, gate")
    ] = None,
    rows: Annotated[int | None, typer.Option(help="rows of the files that go through the door")] = None,
) -> None:
    """Measure this machine and this code, and print ratios."""
    size, began = QUICK if quick else FULL, elapsed()
    size = size if rows is None else replace(size, delivered=rows)
    for name, value in machine.facts():
        console.print(f"[bold]{name:>12}[/]  {value}")
    figures: list[Figure] = []
    with engines() as running:
        for name, part in PARTS.items():
            if not only or name in only:
                for figure in part(running, size):
                    figures.append(figure)
                    console.print(f"  … {figure.what}: {figure.reached} {figure.share}")
    console.print(_table(figures))
    console.print(f"{elapsed() - began:.0f} s in all")


def _throughput(running: Engines, size: Size) -> Iterator[Figure]:
    for per_frame, asked in ((1_000, 1_000_000), (200, 500_000)):
        few = durable.measure(running, Load(size.projects, size.punches, per_frame))
        what = f"durable punches/s, frames of {per_frame:,}"
        yield Figure(f"limit: poll + decode, frames of {per_frame:,}", _rate(few.limit))
        yield Figure(what, _rate(few.reached), f"≥ {asked:,}", few.reached >= asked, f"{few.share:.0%} of the limit")
        many = durable.measure(running, Load(size.projects * 10, size.punches, per_frame))
        yield Figure(f"{what}, 10 × the projects", _rate(many.reached), "", None, _times(many.reached, few.reached))


def _latency(running: Engines, size: Size) -> Iterator[Figure]:
    few = Load(size.projects, size.punches, 1_000)
    half = durable.measure(running, few).reached / 2
    for load, note in ((few, ""), (Load(size.projects * 10, size.punches, 1_000), ", 10 × the projects")):
        # enough punches for the time, whatever the pace
        enough = Load(load.projects, int(half * (size.seconds + 40)), 1_000)
        seen = latency.measure(running, enough, half, size.seconds)
        p50, p99, worst = (f"{seen.at(share) * 1000:.0f} ms" for share in (0.5, 0.99, 1.0))
        reached = f"p50 {p50}, p99 {p99}, max {worst} of {len(seen.seconds)}"
        what = f"restriction accepted → alert committed, under {_rate(seen.load_per_s)} punches/s{note}"
        yield Figure(what, reached, "p99 < 1 s, none lost", seen.at(0.99) < 1 and not seen.lost, f"{seen.lost} lost")


def _replay(_: Engines, size: Size) -> Iterator[Figure]:
    few, many = replaying.measure(size.replayed), replaying.measure(size.replayed * 10)
    rate = few.punches / few.seconds
    yield Figure("replay, events/s", _rate(few.events / few.seconds))
    yield Figure("replay, punches/s", _rate(rate), "≥ 300,000", rate >= 300_000)
    yield Figure(
        "replay, punches/s, 10 × the projects",
        _rate(many.punches / many.seconds),
        "",
        None,
        _times(many.punches / many.seconds, rate),
    )


def _memory(running: Engines, size: Size) -> Iterator[Figure]:
    resident, peak = memory.measure(running, size.held, different=20, workers=250, months=12)
    what = f"worker holding {size.held:,} projects × 250 workers × 12 months"
    yield Figure(what, f"{resident:,.0f} MiB, at most {peak:,.0f} MiB", "< 1,024 MiB for 2,000", peak < 1024)


def _officers(running: Engines, size: Size) -> Iterator[Figure]:
    bare: float | None = None
    for waited in officers.measure(running, size.rounds):
        p50, p95 = waited.at(0.5), waited.at(0.95)
        reached = f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
        if bare is None:
            bare = p50
            yield Figure(waited.what, reached)
        else:
            what = f"{waited.what}, {officers.ALERTS:,} open alerts"
            yield Figure(what, reached, "p95 < 200 ms", p95 < 0.2, f"{p50 / bare:.1f} × an empty page")


def _gate(running: Engines, size: Size) -> Iterator[Figure]:
    seen = gate.measure(running, size.rounds * 60)
    yield Figure("bare FastAPI endpoint that parses, requests/s", _rate(seen.bare.per_s))
    ratio = seen.ratio
    cost = f"{ratio:.2f} × bare; {seen.cpu_ratio:.2f} × its processor time, {seen.full.cpu_s * 1e6:.0f} µs"
    yield Figure("restriction checks/s, signed", _rate(seen.full.per_s), "≤ 1.3 × bare", ratio <= 1.3, cost)
    p50, p99 = (seen.half.at(share) * 1000 for share in (0.5, 0.99))
    reached = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms at {_rate(seen.half.per_s)}/s"
    yield Figure("restriction check at half of that load", reached, "p99 < 20 ms", p99 < 20)


def _door(running: Engines, size: Size) -> Iterator[Figure]:
    seen = door.measure(running, size.delivered, 500)
    for large in seen.large:
        what = f"a {large.kind} file of {size.delivered:,} rows, {large.size / 2**20:,.0f} MiB"
        share, cost = large.rows_per_s / large.bare_rows_per_s, large.cpu_us / large.bare_cpu_us
        yield Figure(f"limit: an endpoint that only parses {large.kind}, rows/s", _rate(large.bare_rows_per_s))
        what = f"rows/s, {what}, up to its signed receipt"
        yield Figure(what, _rate(large.rows_per_s), "≥ 30,000", large.rows_per_s >= 30_000, f"{share:.0%} of the limit")
        reached, most = f"{large.cpu_us:.0f} µs, bare {large.bare_cpu_us:.1f} µs", DOOR[large.kind]
        what = f"the portal's processor for a row of {large.kind}"
        yield Figure(what, reached, f"≤ {most} × bare", cost <= most, f"{cost:.0f} × bare")
        reached = f"at most {large.peak_mib:,.0f} MiB"
        yield Figure(f"the portal's memory meanwhile ({large.kind})", reached, "< 512 MiB", large.peak_mib < 512)
        p95 = large.beside_s[int(0.95 * (len(large.beside_s) - 1))]
        reached = f"p95 {p95 * 1000:.0f} ms of {len(large.beside_s)}"
        yield Figure(f"another client's files of ten rows meanwhile ({large.kind})", reached, "p95 < 1 s", p95 < 1)
    each, limit, cost = seen.small.per_s, seen.bare_small.per_s, seen.small.cpu_ms / seen.bare_small.cpu_ms
    yield Figure("limit: only parsed, files of ten rows, files/s", _rate(limit))
    what = "submissions/s, files of ten rows, one after the other"
    yield Figure(what, _rate(each), "≥ 100", each >= 100, f"{each / limit:.0%} of the limit")
    reached = f"{seen.small.cpu_ms:.1f} ms, bare {seen.bare_small.cpu_ms:.1f} ms"
    yield Figure("the portal's processor for such a file", reached, "", None, f"{cost:.0f} × bare")


PARTS: Final[dict[str, Callable[[Engines, Size], Iterator[Figure]]]] = {
    "replay": _replay, "durable": _throughput, "latency": _latency, "memory": _memory,
    "officers": _officers, "door": _door, "gate": _gate,
}  # fmt: skip


def _rate(per_s: float) -> str:
    return f"{per_s:,.0f}"


def _times(one: float, other: float) -> str:
    return f"{one / other:.2f} × of few"


def _table(figures: list[Figure]) -> Table:
    table = Table("what", "reached", "asked for", "", "ratio")
    for figure in figures:
        verdict = {None: "", True: "[green]✔[/]", False: "[red]✘[/]"}[figure.ok]
        table.add_row(figure.what, figure.reached, figure.asked, verdict, figure.share)
    return table


if __name__ == "__main__":
    typer.run(main)
