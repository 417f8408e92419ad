"""An event's id has a digest of how its content is spelled: nothing may ever be spelled in another way."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.feeds.spelling import spelled, spelled_patiently

TEXTS = st.text(st.characters(codec=None), max_size=5)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@example("中\x7f")
@example("é")
@example("😀")
@example("\ud800")
@example("\\x \\U")
@example(2**64)
@settings(deadline=None)
@given(PLAIN)
def test_a_value_is_spelled_as_json_spells_it(value: Any) -> None:
    told = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    assert spelled(value) == told


@settings(deadline=None)
@given(PLAIN | st.floats(allow_nan=False, allow_infinity=False))
def test_fractions_are_spelled_as_json_spells_them(value: Any) -> None:
    told = json.dumps([value], ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    assert spelled_patiently([value]) == told
