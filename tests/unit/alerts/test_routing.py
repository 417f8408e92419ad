from dataclasses import replace

from alerts.routing import Placement, adopted, handed, placement
from alerts.work import Act, Rung
from tests.works import HERE, MONDAY, OFFICES, OTHER_COUNTY, PREFECTURE, TOWNSHIP, a_work


def codes(where: Placement) -> list[str]:
    return [rung.office for rung in where.chain]


def test_an_alert_belongs_to_the_finest_office_and_those_above_it() -> None:
    assert codes(placement("520103", OFFICES)) == ["520103", "5201", "52"]
    assert codes(placement("520103001", OFFICES)) == ["520103001", "520103", "5201", "52"]
    assert codes(placement("520104", OFFICES)) == ["5201", "52"]


def test_what_belongs_to_no_region_belongs_to_the_root_and_is_seen_there_only() -> None:
    assert placement("", OFFICES) == Placement("52", (Rung("52", "省厅"),))
    assert codes(placement("330106", OFFICES)) == ["52"]
    assert placement("330106", OFFICES).region == "330106"


def test_without_any_office_nobody_answers() -> None:
    assert placement("520103", ()) == Placement("520103", ())


def test_handing_down_or_sideways_moves_where_it_is_seen_and_handing_up_does_not() -> None:
    assert handed("520103", TOWNSHIP) == "520103001"
    assert handed("520103", OTHER_COUNTY) == "520102"
    assert handed("520103", PREFECTURE) == "520103"


def test_the_first_office_adopts_what_nobody_answered_for() -> None:
    orphan = replace(a_work(), office="", chain=())
    step = adopted(orphan, HERE, MONDAY)
    assert [what.act for what in step.happened] == [Act.HANDED_OVER]
    assert (step.work.office, step.work.due_on, step.work.version) == ("520103", orphan.due_on, 2)
    assert adopted(step.work, HERE, MONDAY).work == step.work
    assert adopted(orphan, Placement("520103", ()), MONDAY).happened == ()
