"""Whatever happens to an alert, nobody is told the same twice, and the muted keep quiet."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.notices import Reason, Repeat, Stands, Tell, Told, decide
from schemas.finding import Level

_DAY = date(2026, 5, 18)
_standing = st.builds(
    Stands,
    st.sampled_from(Level),
    present=st.booleans(),
    answered=st.booleans(),
    muted_by=st.sampled_from([None, None, "alert:1"]),
    waived=st.sampled_from([False, False, True]),
)
_repeat = st.sampled_from([Repeat.never(), Repeat(5, 4), Repeat(5, 5)])
_life = st.lists(st.tuples(_standing, _repeat), max_size=30)


@given(_life)
def test_asking_a_second_time_tells_nothing(life: list[tuple[Stands, Repeat]]) -> None:
    told = Told()
    for number, (now, repeat) in enumerate(life):
        day = _DAY + timedelta(number)
        told = decide(now, told, day, repeat).told
        assert not isinstance(decide(now, told, day, Repeat.never()), Tell)


@given(_life)
def test_the_muted_keep_quiet_and_forget_nothing(life: list[tuple[Stands, Repeat]]) -> None:
    told = Told()
    for now, repeat in life:
        decided = decide(now, told, _DAY, repeat)
        if now.muted_by is not None:
            assert not isinstance(decided, Tell)
            assert decided.told == told
        told = decided.told


@given(_life)
def test_beginning_and_end_are_told_in_turn(life: list[tuple[Stands, Repeat]]) -> None:
    told, spoken = Told(), []
    for now, repeat in life:
        decided = decide(now, told, _DAY, repeat)
        told = decided.told
        if isinstance(decided, Tell):
            spoken.append(decided.reason)
    turns = [reason for reason in spoken if reason in {Reason.FIRST, Reason.RETURNED, Reason.CURED}]
    assert spoken.count(Reason.FIRST) <= 1
    assert turns[::2] == [Reason.FIRST, *[Reason.RETURNED] * (len(turns[::2]) - 1)][: len(turns[::2])]
    assert set(turns[1::2]) <= {Reason.CURED}
    if spoken:
        assert spoken[0] is Reason.FIRST


@given(_life, _standing)
def test_every_cure_ends_something_that_was_told(life: list[tuple[Stands, Repeat]], last: Stands) -> None:
    told = Told()
    for now, repeat in life:
        told = decide(now, told, _DAY, repeat).told
    decided = decide(last, told, _DAY, Repeat.never())
    if isinstance(decided, Tell) and decided.reason is Reason.CURED:
        assert told.standing
        assert not last.present
