"""The gate's own figures: until when to decide, and from which sum a second person must agree. Dated, ours, settable.

No instrument sets them: 人社部发〔2020〕93号 names no days for the review, and no sum. They say so where shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Self

from alerts.timers import Limit, Mark, Unit

_SOURCE: Final = "系统默认值,人社部发〔2020〕93号未规定期限和金额"


@dataclass(frozen=True, slots=True)
class GateFigures:
    """The figures in force from a day on, in a region (a prefix of GB/T 2260 codes)."""

    since: date
    prefix: str
    decide: Limit
    climb: Limit
    second_person_fen: int
    source: str
    mark: Mark = Mark.DEFAULT


SHIPPED: Final = GateFigures(
    since=date.min,
    prefix="",
    decide=Limit(
        "gate_decide", ("决定冻结审核", "to decide a restriction review"), 3, Unit.WORKING, _SOURCE, Mark.DEFAULT
    ),
    climb=Limit("gate_climb", ("上级督办后决定", "to decide once escalated"), 1, Unit.WORKING, _SOURCE, Mark.DEFAULT),
    second_person_fen=50_000_000,
    source=_SOURCE,
)


class BadFigures(ValueError):
    """A table of figures says something that is none; the message names the place."""


@dataclass(frozen=True, slots=True)
class GateLimits:
    """The figures of all regions and dates. Immutable."""

    tables: tuple[GateFigures, ...] = (SHIPPED,)

    def in_force(self, region: str, day: date) -> GateFigures:
        """The figures there and then: of the longest prefix, the latest."""
        found = (one for one in self.tables if region.startswith(one.prefix) and one.since <= day)
        return max(found, key=lambda one: (len(one.prefix), one.since))

    def with_table(self, prefix: str, raw: Mapping[str, Any]) -> Self:
        """These with one more; what it leaves out stays as it was there and then.

        Raises:
            BadFigures: naming the place.
        """
        since, source = raw.get("from"), raw.get("source")
        if not isinstance(since, date) or not isinstance(source, str) or not (prefix == "" or prefix.isdigit()):
            raise BadFigures(f"[gate.{prefix}]: expected digits, `from`, a date, and `source`, the document's name")
        known = self.in_force(prefix, since)
        counts = {"decide_wd": known.decide.count, "climb_wd": known.climb.count}
        counts["second_person_fen"] = known.second_person_fen
        for name, value in raw.items():
            if name in ("from", "source"):
                continue
            if name not in counts or type(value) is not int or value < 1:
                raise BadFigures(f"[gate.{prefix}]: {name} = {value!r}: expected 1 or more, of {sorted(counts)}")
            counts[name] = value
        added = replace(
            known,
            since=since,
            prefix=prefix,
            decide=replace(known.decide, count=counts["decide_wd"], source=source, mark=Mark.PRACTICE),
            climb=replace(known.climb, count=counts["climb_wd"], source=source, mark=Mark.PRACTICE),
            second_person_fen=counts["second_person_fen"],
            source=source,
            mark=Mark.PRACTICE,
        )
        return type(self)((*self.tables, added))
