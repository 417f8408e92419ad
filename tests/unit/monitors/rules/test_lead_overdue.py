from tests.build import Project, findings, policy

RULE = "lead.overdue"


def led(claimants: int = 1, project: str | None = "P1", on: str = "2026-03-02", told: Project | None = None) -> Project:
    """A lead of Monday, 2 March 2026; fifteen working days after it is Monday, the 23rd."""
    return (told or Project()).happened("lead.received", on, claimants=claimants, project_id=project)


def test_the_fifteenth_working_day_is_the_last_lawful_one() -> None:
    assert led().levels("2026-03-23", RULE) == {}
    assert led().levels("2026-03-24", RULE) == {"L1": "yellow"}


def test_ten_claimants_make_it_red_and_nine_do_not() -> None:
    assert led(9).levels("2026-03-24", RULE) == {"L1": "yellow"}
    assert led(10).levels("2026-03-24", RULE) == {"L1": "red"}


def test_term_and_group_are_policy() -> None:
    law = policy(lead_wd=0, group_threshold=1)
    assert led().levels("2026-03-02", RULE, law) == {}
    assert led().levels("2026-03-03", RULE, law) == {"L1": "red"}


def test_each_lead_is_cured_by_its_own_closing() -> None:
    told = led().happened("lead.received", "2026-03-02", lead_id="L2", project_id="P1")
    told.happened("lead.closed", "2026-03-30")
    assert told.levels("2026-03-29", RULE) == {"L1": "yellow", "L2": "yellow"}
    assert told.levels("2026-03-30", RULE) == {"L2": "yellow"}
    assert told.happened("lead.closed", "2026-03-31", lead_id="L2").levels("2026-03-31", RULE) == {}


def test_a_lead_told_again_counts_from_its_new_day() -> None:
    told = led(on="2026-03-10", told=led())
    assert told.levels("2026-03-24", RULE) == {}
    assert told.levels("2026-04-01", RULE) == {"L1": "yellow"}


def test_a_lead_without_project_stands_in_the_commons() -> None:
    told = led(project=None)
    assert told.levels("2026-03-24", RULE) == {}
    (finding,) = findings(told.commons(), "2026-03-24", RULE)
    assert (finding.project, finding.subject, finding.level) == ("-", "L1", "yellow")


def test_a_lead_about_a_project_that_nobody_registered_stands_in_the_commons_until_it_is() -> None:
    told = led(project="P2")
    other = Project("P2", registered_on="2026-04-01")
    assert [finding.project for finding in findings(told.commons(other), "2026-03-31", RULE)] == ["-"]
    assert findings(told.commons(other), "2026-04-01", RULE) == []
    assert [finding.project for finding in findings(told.ledger(other, of="P2"), "2026-04-01", RULE)] == ["P2"]


def test_a_lead_that_names_another_project_leaves_the_first() -> None:
    told = led(on="2026-03-02", project="P2", told=led())
    other = Project("P2")
    assert findings(told.ledger(other), "2026-03-24", RULE) == []
    assert [finding.subject for finding in findings(told.ledger(other, of="P2"), "2026-03-24", RULE)] == ["L1"]


def test_the_commons_are_judged_by_the_policy_for_everyone() -> None:
    told = led(project=None)
    assert findings(told.commons(), "2026-03-03", RULE, policy(lead_wd=0)) != []
