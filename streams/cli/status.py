"""`wagewatch status`: the accounting to the record, and who is behind."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
import typer
from rich.table import Table

from infra.db.beats import Beat, Beats
from infra.db.standing import Books, Stages, Standing, StandingStore
from infra.kafka import admin
from infra.kafka.admin import BrokerUnavailable
from infra.kafka.partitioning import partition_of
from infra.settings import Settings
from streams.cli.options import Form, FormOption, Lang, LangOption
from streams.cli.running import running_system
from streams.cli.tables import console
from streams.wording import chosen

_ALIVE_S = 10.0
_BROKER_S = 3.0
_BOOKS = (
    ("received", "收到", "received"),
    ("applied", "已入账", "applied"),
    ("duplicate", "重复", "duplicate"),
    ("quarantined", "隔离", "quarantined"),
    ("in_flight", "在途", "in flight"),
)
_OFFICE = ("caretaker", "auditor")
"""Who looks after the offices' alerts, and who looks whether that is done."""

_STAGES = ("journal", "relayed", "applied", "judged")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="status")(status)


def status(form: FormOption = Form.TABLE, lang: LangOption = Lang.ZH) -> None:
    """运行状况:逐条对账、各分区积压、迟到的银行数据、故障。/ The accounting to the record, lag, late feeds, faults."""
    with running_system() as running:
        standing = StandingStore(running.engine).standing()
        beats = Beats(running.engine).seen(_ALIVE_S)
        workers = [beat for beat in beats if beat.name not in _OFFICE]
        broker = _broker(running.settings)
        partitions = _partitions(standing.stages, running.settings.partitions)
    if form is Form.JSON:
        answer = _as_dict(standing, partitions, broker, workers)
        answer["office"] = {beat.name: beat.detail for beat in beats if beat.name in _OFFICE}
        typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=1).decode())
    else:
        _print(standing, partitions, broker, workers, lang)
        for line in _office({beat.name: beat.detail for beat in beats}, lang):
            console().print(line, markup=False)


def _broker(settings: Settings) -> dict[str, Any]:
    try:
        return {"address": settings.broker, "brokers": admin.brokers(settings.broker, timeout_s=_BROKER_S)}
    except BrokerUnavailable as error:
        return {"address": settings.broker, "brokers": 0, "error": str(error)}


def _partitions(stages: Sequence[Stages], count: int) -> list[dict[str, int]]:
    """Frames per stage, summed over the projects of each partition."""
    sums: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("projects", *_STAGES), 0))
    for project in stages:
        row = sums[partition_of(project.project, count)]
        row["projects"] += 1
        for stage in _STAGES:
            row[stage] += getattr(project, stage)
    return [
        {"partition": partition, **row, "lag": row["journal"] - row["applied"]}
        for partition, row in sorted(sums.items())
    ]


def _as_dict(
    standing: Standing, partitions: list[dict[str, int]], broker: dict[str, Any], workers: Sequence[Beat]
) -> dict[str, Any]:
    return {
        "as_of": standing.day,
        "accounting": asdict(standing.books),
        "partitions": partitions,
        "outbox": standing.outbox,
        "quarantine": {"open": standing.open_quarantine},
        "alerts": {"open": standing.open_alerts},
        "faults": {"count": standing.fault_count, "last": [asdict(fault) for fault in standing.faults]},
        "late_feeds": standing.late_feeds,
        "broker": broker,
        "workers": [asdict(beat) for beat in workers],
    }


def _print(
    standing: Standing, partitions: list[dict[str, int]], broker: dict[str, Any], workers: Sequence[Beat], lang: str
) -> None:
    out = console()
    out.print(_accounting(standing.books, lang))
    out.print(_lag(partitions, lang))
    for zh, en, value in (
        ("系统日期", "the clock's day", standing.day or "-"),
        ("未解除预警", "open alerts", standing.open_alerts),
        ("迟到的银行数据", "late feeds", ", ".join(standing.late_feeds) or "-"),
        ("待更正的隔离记录", "open quarantine", standing.open_quarantine),
        ("待发送的预警消息", "alert messages to publish", standing.outbox),
        ("故障", "faults", standing.fault_count),
        ("消息队列", "broker", broker.get("error") or f"{broker['address']} ({broker['brokers']})"),
        ("判定进程", "workers", ", ".join(beat.name for beat in workers) or "-"),
    ):
        out.print(f"{chosen(zh, en, lang)}: {value}", markup=False)
    for fault in standing.faults:
        out.print(f"  {fault.project} #{fault.seq}: {fault.text}", markup=False)


def _office(details: dict[str, dict[str, Any]], lang: str) -> Iterator[str]:
    """How the caretaker and the auditor are; what the auditor finds missing is an alarm."""
    caretaker, auditor = (details.get(name) for name in _OFFICE)
    troubles = [f"{name}: {duty['trouble']}" for name, duty in (caretaker or {}).items() if duty["trouble"]]
    yield f"{chosen('办案后台', 'caretaker', lang)}: {'-' if caretaker is None else '; '.join(troubles) or 'OK'}"
    name = chosen("上报审计", "auditor", lang)
    if auditor is None:
        yield f"{name}: -"
    elif auditor.get("missed") or auditor.get("stuck_news"):
        missed = chosen("应上报而未上报", "escalations that did not happen", lang)
        stuck = chosen("预警变更未接收", "changes of alerts not admitted", lang)
        yield f"{name}: {missed} {auditor['missed']}, {stuck} {auditor['stuck_news']}"
    else:
        yield f"{name}: OK"


def _accounting(books: Books, lang: str) -> str:
    received, *rest = (f"{chosen(zh, en, lang)} {getattr(books, key):,}" for key, zh, en in _BOOKS)
    return f"{received} = {' + '.join(rest)}"


def _lag(partitions: list[dict[str, int]], lang: str) -> Table:
    table = Table(title=chosen("各分区的帧", "Frames per partition", lang), title_justify="left")
    for zh, en in (
        ("分区", "partition"), ("项目", "projects"), ("日志", "journal"), ("已发布", "relayed"),
        ("已入账", "applied"), ("已判定", "judged"), ("积压", "lag"),
    ):  # fmt: skip
        table.add_column(chosen(zh, en, lang), justify="right")
    for row in partitions:
        table.add_row(*(f"{value:,}" for value in row.values()))
    return table
