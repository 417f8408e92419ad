from datetime import date

from monitors.terms.leads import closing, own_leads
from tests.build import Project

END = date(2026, 12, 31)


def test_a_lead_belongs_to_the_project_that_it_names_now() -> None:
    told = Project().happened("lead.received", "2026-03-02", project_id="P1")
    told.happened("lead.received", "2026-03-05", project_id="P2")
    ledger = told.ledger()
    assert [lead.data["lead_id"] for lead in own_leads(ledger, date(2026, 3, 4))] == ["L1"]
    assert own_leads(ledger, END) == []
    assert own_leads(ledger, date(2026, 3, 1)) == []


def test_the_commons_have_the_leads_that_name_no_registered_project() -> None:
    told = Project().happened("lead.received", "2026-03-02", lead_id="none")
    told.happened("lead.received", "2026-03-02", lead_id="unknown", project_id="P9")
    told.happened("lead.received", "2026-03-02", lead_id="own", project_id="P1")
    assert [lead.data["lead_id"] for lead in own_leads(told.commons(), END)] == ["none", "unknown"]


def test_a_lead_is_closed_from_the_day_of_its_closing() -> None:
    told = Project().happened("lead.received", "2026-03-02", project_id="P1").happened("lead.closed", "2026-03-09")
    ledger = told.ledger()
    (lead,) = own_leads(ledger, END)
    assert closing(ledger, lead, date(2026, 3, 8)) is None
    assert closing(ledger, lead, date(2026, 3, 9)) is not None


def test_a_closing_that_was_told_before_the_lead_closes_it_too() -> None:
    told = Project().happened("lead.closed", "2026-03-01").happened("lead.received", "2026-03-02", project_id="P1")
    (lead,) = own_leads(told.ledger(), END)
    assert closing(told.ledger(), lead, END) is not None
