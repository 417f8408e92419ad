"""Matching: the likeliest project first, with its reasons, and nothing where nothing speaks for it."""

from alerts.matching import Known, Party, Told, candidates, likeness

CONTRACTOR = Party("91330106MA2KJ5NB08", "贵州赤水河建筑工程有限公司", "general_contractor")
OTHER = Party("91330105MA2GR81F6D", "贵州乌江源建设工程有限公司", "general_contractor")
HOSPITAL = Known("P1", "云山县双河口人民医院门诊楼工程", "520103", (CONTRACTOR,), frozenset({"w1", "w2"}))
SCHOOL = Known("P2", "云山县枫香职业学校实训楼工程", "520103", (OTHER,))
FAR = Known("P3", "临水县清水塘安置房工程", "520102", (OTHER,))


def found(told: Told) -> list[str]:
    return [one.known.project for one in candidates(told, (FAR, SCHOOL, HOSPITAL))]


def test_a_named_project_comes_first() -> None:
    assert found(Told(project="P3", project_text="人民医院门诊楼"))[0] == "P3"
    assert found(Told(project_text="编号P2的那个工地"))[0] == "P2"


def test_a_name_in_the_complainants_words_is_recognised() -> None:
    assert found(Told(project_text="双河口医院工地")) == ["P1"]


def test_a_credit_code_outweighs_a_name_that_is_alike() -> None:
    (first, *_) = candidates(Told(employer_uscc=OTHER.uscc, project_text="人民医院"), (HOSPITAL, SCHOOL))
    assert (first.known.project, first.employer) == ("P2", OTHER)


def test_workers_on_the_roster_speak_for_their_project_and_only_they_are_named() -> None:
    (first, *_) = candidates(Told(workers=("w1", "w9")), (SCHOOL, HOSPITAL))
    assert (first.known.project, first.workers) == ("P1", ("w1",))
    assert ("on_roster", "1/2") in {(reason.kind, reason.value) for reason in first.reasons}


def test_the_region_alone_speaks_for_nothing() -> None:
    assert found(Told(region="520103")) == []


def test_words_that_every_name_has_make_nothing_alike() -> None:
    assert likeness("建筑工程有限公司项目部", "建设工程有限公司") == 0.0
    assert likeness("赤水河", "贵州赤水河建筑工程有限公司") == 1.0


def test_the_order_of_the_projects_does_not_matter() -> None:
    told = Told(project_text="云山县", employer_text="乌江源")
    assert candidates(told, (HOSPITAL, SCHOOL, FAR)) == candidates(told, (FAR, SCHOOL, HOSPITAL))
