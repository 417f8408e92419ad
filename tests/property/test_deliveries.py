"""What the transport does to the events between projects, or repeats, changes nothing."""

import json
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from schemas.checking import check_line
from tests.property.stories import SEEDS, forever, gist, judged, kind_of, merged, story

TURNS = st.lists(st.integers(0, 9), max_size=40)


def streams(lines: list[bytes]) -> list[list[bytes]]:
    """The first line of each name, by project; leads may name any, and are one stream with what belongs to none."""
    seen, found = set(), defaultdict[str, list[bytes]](list)
    for line, checked in ((line, check_line(line)) for line in lines):
        name = checked and checked.source and checked.id and (checked.source, checked.id)
        if checked and (not name or name not in seen):
            seen.add(name)
            is_lead = (checked.type or "").startswith("lead.")
            found["" if is_lead or not checked.project else checked.project].append(line)
    return list(found.values())


@given(seed=SEEDS, turns=TURNS)
def test_the_order_between_projects_does_not_matter(seed: int, turns: list[int]) -> None:
    told = story(seed)
    apart = streams(told.lines)
    assert judged(told, merged(apart, forever(turns))) == judged(told, merged(apart, forever([0])))


@given(seed=SEEDS, places=st.lists(st.integers(0, 999), max_size=30))
def test_repetition_does_not_matter(seed: int, places: list[int]) -> None:
    told = story(seed)
    lines = list(told.lines)
    for number, place in enumerate(places):
        again = lines[place % len(lines)]
        lines.insert(max(lines.index(again) + 1, number * 37 % len(lines)), again)
    assert judged(told, lines) == judged(told, told.lines)


@given(seed=SEEDS)
def test_punches_that_come_again_under_another_name_change_nothing(seed: int) -> None:
    told = story(seed)
    lines = []
    for line in told.lines:
        lines.append(line)
        if kind_of(line) == "attendance.punched":
            event = json.loads(line)
            lines.append(json.dumps({**event, "id": f"again {event.get('id')}"}).encode())
    assert gist(judged(told, lines)) == gist(judged(told, told.lines))
