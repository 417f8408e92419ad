from monitors.policy import PARAMETERS, Policy
from monitors.rule import catalogue
from monitors.ruledoc import markdown, sections


def test_every_rule_and_every_parameter_is_in_the_document() -> None:
    document = markdown(Policy.shipped())
    for name in catalogue():
        assert f"\n## {name}\n" in document
    for name in PARAMETERS:
        assert f"\n| `{name}` |" in document


def test_a_regions_value_stands_below_everyones_with_its_day_and_its_source() -> None:
    rows = [row for row in markdown(Policy.shipped()).splitlines() if row.startswith("| `minimum_wage_fen`")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")][4:7] for row in rows]
    assert cells == [["00", "—", "0"], ["52", "2023-02-01", "189000"]]


def test_the_fixed_lines_are_joined_to_one_line_each() -> None:
    found = sections(catalogue()["wages.exit_unsettled"])
    assert list(found) == ["Law", "Holds", "Subject"]
    assert found["Holds"].endswith("only once the bank has delivered up to the last day of grace.")
    assert found["Subject"] == "the worker."


def test_the_document_is_the_same_every_time() -> None:
    assert markdown(Policy.shipped()) == markdown(Policy.shipped())
