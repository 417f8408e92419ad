"""A snapshot plus the rest equals the whole."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.ledger import Ledger
from schemas.frame import Frame
from tests.property.stories import SEEDS, findings, folded, frames, story

CUTS = st.sets(st.integers(1, 400), max_size=6)


def in_pieces(own: list[Frame], cuts: set[int]) -> Ledger:
    """The ledger drained at the cuts and restored from what was written, as a worker that dies there."""
    ledger, rows = Ledger.new(own[0].project), dict[str, bytes]()
    for frame in own:
        ledger.apply(frame)
        if frame.seq in cuts:
            state, changed = ledger.drain()
            rows |= changed
            ledger = Ledger.restored(ledger.project, state, rows)
    return ledger


def resting(own: list[Frame], cuts: set[int]) -> Ledger:
    """The ledger that goes on after each drain, as a worker that lives."""
    ledger = Ledger.new(own[0].project)
    for frame in own:
        ledger.apply(frame)
        if frame.seq in cuts:
            ledger.drain()
    return ledger


def reread(ledger: Ledger) -> Ledger:
    """The ledger as a new worker reads it: drained whole, and restored."""
    rows = {name: month.packed() for name in ledger.month_names() if (month := ledger.month(name))}
    return Ledger.restored(ledger.project, ledger.drain()[0], rows)


@given(seed=SEEDS, cuts=CUTS)
def test_a_ledger_in_pieces_finds_what_the_whole_one_finds(seed: int, cuts: set[int]) -> None:
    told = story(seed)
    for own in frames(told.lines, ticks=True).values():
        whole, pieces, lived = folded(own), in_pieces(own, cuts), resting(own, cuts)
        for as_of in told.as_ofs:
            expected = findings(whole, as_of, told.policy)
            assert findings(pieces, as_of, told.policy) == expected
            assert findings(lived, as_of, told.policy) == expected


@given(seed=SEEDS, cuts=CUTS)
def test_a_ledger_in_pieces_is_written_as_the_whole_one(seed: int, cuts: set[int]) -> None:
    told = story(seed)
    for own in frames(told.lines, ticks=True).values():
        whole, pieces = folded(own), in_pieces(own, cuts)
        assert reread(pieces).drain() == reread(whole).drain()
        assert pieces.drain()[0] == whole.drain()[0]
        for name in whole.month_names():
            one, other = whole.month(name), pieces.month(name)
            assert one is not None
            assert other is not None
            assert (one.sheets, one.lines, one.corrections) == (other.sheets, other.lines, other.corrections)
            days = [[(n, day.ins, day.outs, day.on) for n, day in month.days()] for month in (one, other)]
            assert days[0] == days[1]


@given(seed=SEEDS, cuts=CUTS)
def test_evaluating_in_between_changes_nothing(seed: int, cuts: set[int]) -> None:
    told = story(seed)
    for own in frames(told.lines, ticks=True).values():
        whole, watched = folded(own), Ledger.new(own[0].project)
        for frame in own:
            watched.apply(frame)
            if frame.seq in cuts:
                findings(watched, told.as_ofs[frame.seq % len(told.as_ofs)], told.policy)
        assert watched.drain() == whole.drain()
        for as_of in told.as_ofs:
            assert findings(watched, as_of, told.policy) == findings(whole, as_of, told.policy)
