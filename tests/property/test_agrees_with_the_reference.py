"""The product and an independent, naive reading of the contract come to the same answers."""

import pytest

from tests.oracle.compare import differences
from tests.oracle.scenarios import scenario


@pytest.mark.parametrize("seed", range(60))
def test_the_product_answers_as_the_reference(seed: int) -> None:
    told = scenario(seed)
    for as_of in told.as_ofs:
        assert list(differences(told.lines, as_of, told.policy_toml)) == []
