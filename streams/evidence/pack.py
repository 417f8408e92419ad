"""Puts one alert's evidence together as an archive, and notes in the chronicle that it was handed out."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from sqlalchemy import Engine

from alerts.evidence import Exhibit, archive, chained
from infra.db.chronicle import ChronicleStore, Entry, sha256_of
from monitors.policy import Policy
from schemas.office import Sight
from streams.evidence.calculation import calculation, calendar_used, readable
from streams.evidence.readme import readme
from streams.evidence.rested import Rested, rested
from streams.evidence.sent import Sent


@dataclass(frozen=True, slots=True)
class Pack:
    """An archive and its digest. `name` is what the file is called."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a pack, and when."""

    officer: str
    office: str
    sight: Sight
    day: date


def packed(engine: Engine, work_id: int, asker: Asker, policy: Policy, *, whole: bool = False) -> Pack | None:
    """The evidence of an alert; None where the asker sees none of that number. That it was handed out is chronicled.

    Args:
        engine: The database.
        work_id: The alert's number.
        asker: Who asks.
        policy: The parameters by which the running system judges.
        whole: Whether the whole submissions go with it, beside the lines; they may speak of others as well.
    """
    found = rested(engine, work_id, asker.sight, policy)
    if found is None:
        return None
    content = archive(list(_exhibits(engine, found, whole=whole)))
    pack = Pack(f"wagewatch-alert-{work_id}.zip", content, sha256_of(content))
    body = {"sha256": pack.sha256, "bytes": len(content), "whole_submissions": whole}
    about = f"alert:{work_id}"
    ChronicleStore(engine).write([Entry(about, "evidence_exported", asker.officer, asker.office, asker.day, body)])
    return pack


def _exhibits(engine: Engine, found: Rested, *, whole: bool) -> Iterator[Exhibit]:
    yield Exhibit.of_text("README.md", readme(found, version("wagewatch")))
    yield Exhibit.of_json("finding.json", found.finding)
    yield Exhibit.of_text("calculation.md", readable(found))
    yield Exhibit.of_json("calculation.json", calculation(found))
    yield Exhibit.of_json("calendar.json", calendar_used(found))
    yield Exhibit.of_text("records.csv", _index(found))
    for (submission, line_no), line in sorted(found.lines.items()):
        yield Exhibit(_record_name(submission, line_no), line)
    yield Exhibit.of_json("submissions.json", found.submitted)
    for submitted in found.submitted if whole else ():
        yield Exhibit(f"submissions/{submitted.id}.jsonl", Sent(engine).whole(submitted.id))
    about = f"alert:{found.work['id']}"
    yield from chained([entry.text for entry in ChronicleStore(engine).about(about)])
    yield Exhibit.of_json("work.json", {key: value for key, value in found.work.items() if key != "finding"})


def _record_name(submission: int, line_no: int) -> str:
    return f"records/{submission}-{line_no}.json"


def _index(found: Rested) -> str:
    """Which frame of the project's journal came from which line; one line may have carried several."""
    frames = {frame.seq: frame for frame in found.frames}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("seq", "type", "source", "id", "on", "received_at", "submission", "line", "file", "sha256"))
    for origin in found.origins:
        frame = frames[origin.seq]
        name = _record_name(origin.submission, origin.line_no)
        digest = sha256_of(found.lines[origin.submission, origin.line_no])
        writer.writerow(
            (
                origin.seq,
                frame.kind,
                frame.source,
                frame.id,
                frame.on.isoformat(),
                origin.received_at.isoformat(),
                origin.submission,
                origin.line_no,
                name,
                digest,
            )
        )
    return table.getvalue()
