"""Laws of comparing two ways of judging the same history."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.differences import MIRRORED, Change, Diary, Difference, Episode, differences
from schemas.finding import Finding, Key, Level

FIRST = date(2026, 1, 1)
LEVELS = st.sampled_from(Level)
STANDING = st.dictionaries(st.sampled_from(["a", "b", "c"]), LEVELS, max_size=3)
HISTORY = st.lists(STANDING, max_size=14)


def told(history: list[dict[str, Level]]) -> dict[Key, list[Episode]]:
    diary = Diary()
    for n, standing in enumerate(history):
        diary.tell(FIRST + timedelta(n), [Finding("r", "P1", subject, level) for subject, level in standing.items()])
    return diary.episodes()


def mirrored(change: Change) -> Change:
    return Change(MIRRORED[change.kind], change.key, change.after, change.before, change.days)


def by_key(changes: list[Change]) -> dict[Key, set[Change]]:
    return {key: {change for change in changes if change.key == key} for key in {change.key for change in changes}}


@given(HISTORY)
def test_no_change_no_difference(history: list[dict[str, Level]]) -> None:
    assert differences(told(history), told(history)) == []


@given(HISTORY, HISTORY)
def test_swapping_the_two_mirrors_every_difference(
    before: list[dict[str, Level]], after: list[dict[str, Level]]
) -> None:
    one, other = told(before), told(after)
    assert by_key(differences(other, one)) == by_key([mirrored(change) for change in differences(one, other)])


@given(HISTORY, HISTORY)
def test_two_histories_are_the_same_exactly_when_nothing_differs(
    before: list[dict[str, Level]], after: list[dict[str, Level]]
) -> None:
    one, other = told(before), told(after)
    gravest = [(key, e.first, e.last, e.level) for key in sorted(one) for e in one[key]]
    same = gravest == [(key, e.first, e.last, e.level) for key in sorted(other) for e in other[key]]
    assert (differences(one, other) == []) == same


@given(HISTORY)
def test_against_nothing_everything_is_added(history: list[dict[str, Level]]) -> None:
    episodes = told(history)
    found = differences({}, episodes)
    assert {change.kind for change in found} <= {Difference.ADDED}
    assert len(found) == sum(map(len, episodes.values()))


@given(HISTORY)
def test_episodes_of_a_key_are_in_order_and_never_overlap(history: list[dict[str, Level]]) -> None:
    for episodes in told(history).values():
        for one, following in itertools.pairwise(episodes):
            assert one.last is not None
            assert one.last < following.first
