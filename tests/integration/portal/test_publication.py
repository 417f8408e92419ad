"""Parameters: drafted by one, published by another, never changed, in force in the judgement from then on."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from alerts.limits import Span
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.offices import Offices
from infra.db.offices.refusal import Refusal, RefusedError
from infra.db.policies import LIMITS, RULES, Draft, Policies, WrongError
from monitors.policy import Policy
from schemas.finding import Level
from schemas.office import Officer
from tests.portal_fixtures import TODAY, Portal

WAGE = Draft(RULES, "52", date(2026, 6, 1), "黔人社通〔2026〕12号", {"minimum_wage_fen": 210_000})


def officer(portal: Portal, name: str) -> Officer:
    found = Offices(portal.engine).officer(name, TODAY)
    assert found is not None
    return found


def in_force(portal: Portal, name: str, region: str, day: date) -> int:
    return Policies(portal.engine).added_to(Policy.shipped()).number(name, region, day)


def test_published_by_a_second_person_it_is_in_force_where_and_when_it_says(portal: Portal) -> None:
    form = {"kind": "rules", "prefix": "52", "since": "2026-06-01", "source": "黔人社通〔2026〕12号"}
    with portal.signed_in("policy-1") as first, portal.signed_in("policy-2") as second:
        draft = first.post("/admin/policies", data=form | {"value.minimum_wage_fen": "210000"})
        path = draft.url.path
        assert "1,890.00" in draft.text
        assert "2,100.00" in draft.text
        assert "须由另一位政策管理人员发布" in draft.text
        assert in_force(portal, "minimum_wage_fen", "520103", date(2026, 6, 1)) == 189_000
        refused = first.post(f"{path}/publish")
        assert refused.status_code == 422
        assert "须由第二人发布" in refused.text
        assert "已发布" in second.post(f"{path}/publish").text
    assert in_force(portal, "minimum_wage_fen", "520103", date(2026, 5, 31)) == 189_000
    assert in_force(portal, "minimum_wage_fen", "520103", date(2026, 6, 1)) == 210_000
    assert in_force(portal, "minimum_wage_fen", "330106", date(2026, 6, 1)) == 0
    entries = ChronicleStore(portal.engine).about(f"policy:{path.rpartition('/')[2]}")
    assert [(entry.act, entry.actor) for entry in entries] == [("drafted", "policy-1"), ("published", "policy-2")]


def test_the_database_itself_refuses_that_one_person_does_both(portal: Portal) -> None:
    store, one = Policies(portal.engine), officer(portal, "policy-1")
    number = store.draft(WAGE, one, TODAY)
    change = text(
        f"UPDATE policies SET state = 'published', publication = 1, decided_by = drafted_by WHERE id = {number}"
    )
    with connected(portal.engine) as connection, pytest.raises(IntegrityError, match="policies_need_four_eyes"):
        connection.execute(change)


def test_a_decided_draft_is_decided_once(portal: Portal) -> None:
    store, one, two = Policies(portal.engine), officer(portal, "policy-1"), officer(portal, "policy-2")
    withdrawn, published = store.draft(WAGE, one, TODAY), store.draft(WAGE, one, TODAY)
    store.withdraw(withdrawn, one, TODAY)
    store.publish(published, two, TODAY)
    for number in (withdrawn, published):
        for decide in (store.publish, store.withdraw):
            with pytest.raises(RefusedError) as told:
                decide(number, two, TODAY)
            assert told.value.refusal is Refusal.DECIDED
    assert store.publication() == 1


def test_a_later_publication_of_the_same_day_wins(portal: Portal) -> None:
    store, one, two = Policies(portal.engine), officer(portal, "policy-1"), officer(portal, "policy-2")
    later = Draft(RULES, "52", WAGE.since, "更正", {"minimum_wage_fen": 205_000})
    for draft in (WAGE, later):
        store.publish(store.draft(draft, one, TODAY), two, TODAY)
    assert in_force(portal, "minimum_wage_fen", "520103", WAGE.since) == 205_000


def test_deadlines_of_the_work_are_published_the_same_way(portal: Portal) -> None:
    store, one, two = Policies(portal.engine), officer(portal, "policy-1"), officer(portal, "policy-2")
    draft = Draft(LIMITS, "5201", TODAY, "贵阳市规定", {"respond.yellow": 2})
    store.publish(store.draft(draft, one, TODAY), two, TODAY)
    limits = store.limits()
    assert limits.in_force(Span.RESPOND, Level.YELLOW, "520103", TODAY).count == 2
    assert limits.in_force(Span.RESPOND, Level.YELLOW, "520301", TODAY).count == 5


def test_a_publication_ticks_the_day_again_for_every_project(portal: Portal) -> None:
    store, one, two = Policies(portal.engine), officer(portal, "policy-1"), officer(portal, "policy-2")
    with connected(portal.engine) as connection:
        connection.execute(text("INSERT INTO heads (project, seq, records) VALUES ('P1', 1, 0)"))
    store.publish(store.draft(WAGE, one, TODAY), two, TODAY)
    with connected(portal.engine) as connection:
        rows = connection.execute(text("SELECT project, kind, on_day FROM journal ORDER BY project")).all()
    assert [tuple(row) for row in rows] == [("-", "clock.ticked", TODAY), ("P1", "clock.ticked", TODAY)]


@pytest.mark.parametrize(
    ("values", "source"),
    [({"minimum_wage_fen": -1}, "x"), ({"no_such": 1}, "x"), ({"excessive_level": "purple"}, "x")],
)
def test_what_is_no_policy_is_refused(portal: Portal, values: dict[str, int | str], source: str) -> None:
    with pytest.raises(WrongError):
        Policies(portal.engine).draft(Draft(RULES, "52", TODAY, source, values), officer(portal, "policy-1"), TODAY)


def test_nobody_legislates_for_another_region(portal: Portal) -> None:
    store, one = Policies(portal.engine), officer(portal, "policy-1")
    for prefix in ("00", "33"):
        with pytest.raises(RefusedError) as told:
            store.draft(Draft(RULES, prefix, TODAY, "x", {"lead_wd": 3}), one, TODAY)
        assert told.value.refusal is Refusal.ELSEWHERE


def test_a_source_and_a_value_are_needed(portal: Portal) -> None:
    form = {"kind": "rules", "prefix": "52", "since": "2026-06-01"}
    with portal.signed_in("policy-1") as browser:
        assert "必须填写依据" in browser.post("/admin/policies", data=form | {"value.lead_wd": "3"}).text
        assert "至少要填写一项" in browser.post("/admin/policies", data=form | {"source": "x"}).text
        assert browser.post("/admin/policies", data=form | {"source": "x", "value.lead_wd": "x"}).status_code == 422
