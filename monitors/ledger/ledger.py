"""The ledger: everything known of one project, folded frame by frame."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self, TypeVar

import msgspec
import zstandard

from monitors.calendar import month_of, months_after
from monitors.ledger.kept import KEPT, SEPARATOR, Kept
from monitors.ledger.month import Line, Month, Sheet
from monitors.ledger.said import Said, replace
from schemas.frame import TICKED, Frame

URGENT = frozenset(
    {
        "bank.account_restricted",
        "bank.account_released",
        "bank.account_debited",
        "bank.wages_returned",
        "project.notice_board_removed",
    }
)
"""The kinds of event after which a project is judged at once."""

_RESHAPES_MONTHS = frozenset({"attendance.worker_enrolled", "attendance.worker_exited", "bank.wages_returned"})


_V = TypeVar("_V", Line, Sheet)


class _State(msgspec.Struct, array_like=True):
    seq: int
    today: date | None
    told: bytes


class _Told(msgspec.Struct, array_like=True):
    groups: dict[str, dict[str, list[Said]]]
    batches: dict[str, list[str]]
    sheets: dict[str, list[str]]


class Ledger:
    """One project's facts. Only `apply` changes them.

    `fold of a snapshot plus the rest` equals `fold of the whole`; what an event dates after a day is kept, and left
    out of account until that day by the terms, not here.
    """

    def __init__(self, project: str) -> None:
        self.project = project
        self.seq = 0
        self.today: date | None = None
        self.memo: dict[str, Any] = {}
        """What was concluded of each month, kept until something about it changes; no part of the state."""
        self._told: _Told | None = _Told({}, {}, {})
        """None while it rests packed."""
        self._packed: bytes | None = None
        """What was told in packed form, None once it changed."""
        self._months: dict[str, Month] = {}
        self._rows: dict[str, bytes] = {}

    @classmethod
    def new(cls, project: str) -> Self:
        """A project of which nothing is known."""
        return cls(project)

    @classmethod
    def restored(cls, project: str, state: bytes, months: Mapping[str, bytes]) -> Self:
        """The ledger of its rows, as `drain` gave them."""
        ledger = cls(project)
        read = _decode_state(state)
        ledger.seq, ledger.today = read.seq, read.today
        ledger._told, ledger._packed = None, read.told
        ledger._rows = dict(months)
        return ledger

    def drain(self) -> tuple[bytes, dict[str, bytes]]:
        """The project's row, and the rows of the months that changed since the last drain.

        What has not changed since then is kept packed from now on.
        """
        self.rest()
        changed = {name: month.packed() for name, month in self._months.items()}
        self._rows.update(changed)
        if self._packed is None:
            self._packed = zstandard.compress(_encode(self._known()), 1)
        return _encode(_State(self.seq, self.today, self._packed)), changed

    def rest(self) -> None:
        """Keep what has not changed since the last drain packed, until somebody asks for it."""
        for name in [name for name, month in self._months.items() if not month.changed]:
            del self._months[name]
        if self._packed is not None:
            self._told = None

    def apply(self, frame: Frame) -> None:
        """Fold the next frame. Raises `ValueError` where the frame is not the next one."""
        if frame.seq != self.seq + 1:
            raise ValueError(f"{self.project}: frame {frame.seq} does not follow {self.seq}")
        kept = KEPT.get(frame.kind)
        if kept is not None:
            self._keep(kept, frame)
        else:
            self._fold(frame)
        self.seq = frame.seq

    def skip(self, frame: Frame) -> None:
        """Pass over a frame that cannot be folded."""
        self.seq = frame.seq

    def said(self, group: str, key: str = "") -> list[Said]:
        """What was said of one thing, in the order of acceptance."""
        return self._known().groups.get(group, _NOTHING).get(key, [])

    def things(self, group: str) -> Mapping[str, list[Said]]:
        """Everything of a group, by key."""
        return self._known().groups.get(group, _NOTHING)

    def month_names(self) -> list[str]:
        """The months of which anything is known, in order."""
        return sorted(self._rows.keys() | self._months.keys())

    def month(self, name: str) -> Month | None:
        """The month, or None where nothing is known of it."""
        month = self._months.get(name)
        if month is None and name in self._rows:
            month = self._months[name] = Month.unpacked(self._rows[name])
        return month

    def _known(self) -> _Told:
        """What was told, unpacked if need be."""
        if self._told is None:
            assert self._packed is not None
            self._told = _decode_told(zstandard.decompress(self._packed))
        return self._told

    def _telling(self) -> _Told:
        """What was told, about to change."""
        told = self._known()
        self._packed = None
        return told

    def _keep(self, kept: Kept, frame: Frame) -> None:
        said = Said(frame.kind, kept.day_of(frame), frame.seq, frame.data, frame.name, frame.at)
        versions = self._telling().groups.setdefault(kept.group, {}).setdefault(kept.key_of(frame), [])
        if kept.group == "feed":
            _state_completeness(versions, said, self.today or date.min)
        elif kept.replaces:
            replace(versions, said)
        else:
            versions.append(said)
        if frame.kind in _RESHAPES_MONTHS:
            self.memo.clear()

    def _fold(self, frame: Frame) -> None:
        match frame.kind:
            case "attendance.punched":
                self._punched(frame.data["days"])
            case "attendance.day_corrected":
                day = date.fromisoformat(frame.data["date"])
                self._changing(month_of(day)).correct(frame.data["worker_id"], day.day, present=frame.data["present"])
            case "project.pay_sheet_submitted":
                self._sheet(frame)
            case "bank.wages_paid":
                self._wages(frame)
            case kind if kind == TICKED:
                self._tick(frame.on)
            case _:
                raise ValueError(f"{frame.kind} is no kind of event that a ledger knows")

    def _changing(self, name: str) -> Month:
        """The month, made if need be, about to change."""
        month = self.month(name)
        if month is None:
            month = self._months[name] = Month()
        month.changed = True
        self.memo.pop(name, None)
        return month

    def _punched(self, days: Mapping[str, Mapping[str, Any]]) -> None:
        for day, group in days.items():
            today = self._changing(day[:7]).day(int(day[8:]))
            today.fold(group.get("in", _NO_TIMES), group.get("out", _NO_TIMES), group.get("on", ()))
            if day[8:] == "01" and today.outs:
                self._changing(months_after(day[:7], -1))

    def _sheet(self, frame: Frame) -> None:
        data = frame.data
        lines = [(line["worker_id"], line["due_fen"], line["signed"]) for line in data["lines"]]
        for name in _homes(self._telling().sheets, data["sheet_id"], data["pay_month"]):
            here = name == data["pay_month"]
            version = Sheet(
                frame.on, frame.seq, data["employer_uscc"] if here else "", lines if here else [], frame.name
            )
            _supersede(self._changing(name).sheets.setdefault(data["sheet_id"], []), version)

    def _wages(self, frame: Frame) -> None:
        data = frame.data
        batch: str = data["batch_id"]
        for name in _homes(self._telling().batches, batch, data["pay_month"]):
            mine = self._changing(name).lines.setdefault(batch, {})
            for line in data["lines"]:
                if name == data["pay_month"]:
                    _supersede(mine.setdefault(line["line_id"], []), _line(frame.seq, line))
                elif line["line_id"] in mine:
                    _supersede(mine[line["line_id"]], Line(date.fromisoformat(line["paid_on"]), frame.seq, ""))

    def _tick(self, day: date) -> None:
        self.today = day if self.today is None else max(day, self.today)


def key_of(*parts: str) -> str:
    """The key of a thing that is named by several parts."""
    return SEPARATOR.join(parts)


def _state_completeness(versions: list[Said], said: Said, today: date) -> None:
    """Keep, by day, the farthest day up to which the bank has stated that it delivered everything.

    Of what is past today only the last is kept: nobody asks about an earlier day any more.
    """
    while versions and versions[-1].on >= said.on and _until(versions[-1]) <= _until(said):
        versions.pop()
    if not versions or (versions[-1].on <= said.on and _until(versions[-1]) < _until(said)):
        versions.append(said)
    elif versions[-1].on > said.on:
        _insert(versions, said)
    while len(versions) > 1 and versions[1].on <= today:
        del versions[0]


def _insert(versions: list[Said], said: Said) -> None:
    """Put a statement that came late among those of later days, unless an earlier one reaches as far."""
    kept = [other for other in versions if not (other.on >= said.on and _until(other) <= _until(said))]
    if not any(other.on <= said.on and _until(other) >= _until(said) for other in kept):
        kept.append(said)
        kept.sort(key=lambda other: other.on)
    versions[:] = kept


def _until(said: Said) -> str:
    until: str = said.data["complete_until"]
    return until


def _homes(index: dict[str, list[str]], thing: str, month: str) -> list[str]:
    homes = index.setdefault(thing, [])
    if month not in homes:
        homes.append(month)
    return homes


def _supersede(versions: list[_V], version: _V) -> None:
    while versions and versions[-1].on >= version.on:
        versions.pop()
    versions.append(version)


def _line(seq: int, line: Mapping[str, Any]) -> Line:
    return Line(
        date.fromisoformat(line["paid_on"]),
        seq,
        line["worker_id"],
        line["amount_fen"],
        line["status"] == "paid",
        line["payee_token"],
        line["payee_name_matches"],
    )


_NOTHING: dict[str, list[Said]] = {}
_NO_TIMES: dict[str, Any] = {}

_encode = msgspec.msgpack.Encoder().encode
_decode_state = msgspec.msgpack.Decoder(_State).decode
_decode_told = msgspec.msgpack.Decoder(_Told).decode
