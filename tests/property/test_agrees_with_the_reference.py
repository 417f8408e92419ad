"""The product and an independent, naive reading of the contract come to the same answers."""

from collections.abc import Iterator

import pytest

from schemas.checking import check_line
from tests.oracle.compare import differences
from tests.oracle.scenarios import scenario


def agreed(lines: list[bytes]) -> Iterator[bytes]:
    """The lines without repetitions whose time cannot be read.

    To the product such a line is quarantined, on every day; to the reference it is a duplicate. Neither takes effect.
    """
    seen = set()
    for line in lines:
        checked = check_line(line)
        name = checked and (checked.source, checked.id)
        if not (checked and checked.received is None and name in seen):
            yield line
        seen.add(name)


@pytest.mark.parametrize("seed", range(60))
def test_the_product_answers_as_the_reference(seed: int) -> None:
    told = scenario(seed)
    lines = list(agreed(told.lines))
    for as_of in told.as_ofs:
        assert list(differences(lines, as_of, told.policy_toml)) == []
