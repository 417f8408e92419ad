import tomllib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from monitors.policy import PARAMETERS, Policy, PolicyError
from schemas.finding import Level
from schemas.measures import Unit

DAY = date(2026, 3, 1)


def shipped_and(text: str) -> Policy:
    return Policy.shipped().with_tables(tomllib.loads(text))


def table(prefix: str, since: str, **values: Any) -> str:
    lines = [f'[["{prefix}"]]', f"from = {since}", f'source = "{prefix} {since}"']
    return "\n".join([*lines, *(f"{name} = {value}" for name, value in values.items())]) + "\n"


def test_every_parameter_has_a_national_value_with_a_source() -> None:
    for name in PARAMETERS:
        found = Policy.shipped().in_force(name, "330106", date.min)
        assert (found.prefix, found.since) == ("00", date.min)
        assert found.source


def test_guizhous_levels_apply_from_the_beginning_and_its_minimum_wage_from_february_2023() -> None:
    shipped = Policy.shipped()
    assert shipped.level("unpaid_ratio_level", "520103", date.min) is Level.RED
    assert shipped.level("excessive_level", "520103", date.min) is Level.RED
    assert shipped.number("minimum_wage_fen", "520103", date(2023, 1, 31)) == 0
    assert shipped.number("minimum_wage_fen", "520103", date(2023, 2, 1)) == 189_000


def test_the_longest_prefix_that_sets_the_parameter_wins() -> None:
    policy = shipped_and(
        table("33", "2020-01-01", lead_wd=1, silent_days=1)
        + table("3301", "2021-01-01", lead_wd=2)
        + table("330106", "2022-01-01", exit_grace_days=3)
    )
    found = {name: policy.in_force(name, "330106", DAY) for name in ("lead_wd", "silent_days", "exit_grace_days")}
    assert {name: (it.value, it.prefix) for name, it in found.items()} == {
        "lead_wd": (2, "3301"),
        "silent_days": (1, "33"),
        "exit_grace_days": (3, "330106"),
    }
    assert policy.number("lead_wd", "330206", DAY) == 1
    assert policy.number("lead_wd", "520103", DAY) == 15


def test_a_longer_prefix_does_not_win_before_its_first_day() -> None:
    policy = shipped_and(table("33", "2020-01-01", lead_wd=1) + table("3301", "2026-03-02", lead_wd=2))
    assert policy.number("lead_wd", "330106", DAY) == 1
    assert policy.number("lead_wd", "330106", date(2026, 3, 2)) == 2


def test_of_one_prefix_the_latest_table_wins_in_whatever_order_they_stand() -> None:
    late, early = table("33", "2025-01-01", lead_wd=2), table("33", "2020-01-01", lead_wd=1)
    for text in (late + early, early + late):
        assert shipped_and(text).number("lead_wd", "330106", DAY) == 2


def test_of_equal_days_the_last_table_wins_and_the_files_comes_after_the_shipped() -> None:
    twice = table("33", "2025-01-01", lead_wd=2) + table("33", "2025-01-01", lead_wd=3)
    assert shipped_and(twice).number("lead_wd", "330106", DAY) == 3
    raised = shipped_and(table("52", "2023-02-01", minimum_wage_fen=200_000))
    assert raised.in_force("minimum_wage_fen", "520103", DAY).source == "52 2023-02-01"


def test_everyone_is_the_last_resort_also_where_there_is_no_region() -> None:
    policy = shipped_and(table("00", "2020-01-01", lead_wd=4))
    assert policy.number("lead_wd", "520103", DAY) == 4
    assert policy.number("lead_wd", "", DAY) == 4


def test_a_policy_file_changes_neither_the_shipped_policy_nor_another() -> None:
    shipped = Policy.shipped()
    shipped.with_tables(tomllib.loads(table("00", "2020-01-01", lead_wd=4)))
    assert shipped.number("lead_wd", "330106", DAY) == 15


@pytest.mark.parametrize("ratio", [0.1, Decimal("0.1"), Decimal("0.10")])
def test_a_ratio_is_exact_however_it_is_written(ratio: float | Decimal) -> None:
    table = {"from": DAY, "source": "s", "unpaid_ratio": ratio}
    found = Policy.shipped().with_tables({"00": [table]}).ratio("unpaid_ratio", "", DAY)
    assert found * 30 == 3
    assert not found * 30 < 3


def test_a_whole_ratio_is_a_ratio() -> None:
    assert shipped_and(table("00", "2020-01-01", unpaid_ratio=1)).ratio("unpaid_ratio", "", DAY) == 1


def test_a_date_is_compared_as_a_day() -> None:
    assert shipped_and('[[52]]\nfrom = 2026-03-01\nsource = "s"\nlead_wd = 9\n').number("lead_wd", "520103", DAY) == 9


def broken(**entry: Any) -> dict[str, Any]:
    return {"00": [{"from": DAY, "source": "s", **entry}]}


@pytest.mark.parametrize(
    ("file", "place"),
    [
        (broken(lead_days=3), "lead_days"),
        (broken(lead_wd="3"), "lead_wd"),
        (broken(lead_wd=True), "lead_wd"),
        (broken(lead_wd=-1), "lead_wd"),
        (broken(lead_wd=3.0), "lead_wd"),
        (broken(unpaid_ratio="0.1"), "unpaid_ratio"),
        (broken(unpaid_ratio=True), "unpaid_ratio"),
        (broken(unpaid_ratio=-0.1), "unpaid_ratio"),
        (broken(unpaid_ratio=float("nan")), "unpaid_ratio"),
        (broken(unpaid_ratio=float("inf")), "unpaid_ratio"),
        (broken(excessive_level="blue"), "excessive_level"),
        (broken(excessive_level=2), "excessive_level"),
        (broken(excessive_level=["red"]), "excessive_level"),
        (broken(source=""), "source"),
        (broken(source=7), "source"),
        (broken(**{"from": "2026-03-01"}), "from"),
        (broken(**{"from": datetime(2026, 3, 1)}), "from"),  # noqa: DTZ001 - what TOML makes of a local date-time
        ({"00": [{"source": "s"}]}, "from"),
        ({"00": [7]}, "00"),
        ({"00": {"from": DAY}}, "00"),
        ({"Guizhou": [{"from": DAY, "source": "s"}]}, "Guizhou"),
        ({"": [{"from": DAY, "source": "s"}]}, "''"),
        ({"5201031": [{"from": DAY, "source": "s"}]}, "5201031"),
        ({"５２": [{"from": DAY, "source": "s"}]}, "５２"),
    ],
)
def test_what_is_no_policy_is_refused_with_the_place_and_what_was_expected(file: dict[str, Any], place: str) -> None:
    with pytest.raises(PolicyError, match=place) as error:
        Policy.shipped().with_tables(file)
    assert "expected" in str(error.value)


def test_an_error_names_the_table_among_several() -> None:
    with pytest.raises(PolicyError, match=r"\[\[00\]\] no\. 2: lead_wd"):
        Policy.shipped().with_tables({"00": [*broken()["00"], *broken(lead_wd=-1)["00"]]})


def test_a_parameter_that_nobody_sets_is_an_error_that_says_where() -> None:
    with pytest.raises(PolicyError, match=r"lead_wd .* 330106 on 2026-03-01"):
        Policy([]).in_force("lead_wd", "330106", DAY)


def test_the_tables_of_a_parameter_are_told_with_everyones_first() -> None:
    assert [t.prefix for t in Policy.shipped().tables_of("minimum_wage_fen")] == ["00", "52"]
    assert [t.is_from_the_beginning for t in Policy.shipped().tables_of("minimum_wage_fen")] == [True, False]


def test_every_parameter_is_named_in_both_languages_and_has_a_unit() -> None:
    for parameter in PARAMETERS.values():
        assert isinstance(parameter.unit, Unit)
        assert parameter.en.isascii()
        assert not parameter.zh.isascii()
