import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select, text

from alerts.commands import Acknowledge, Assign, Close, ConfirmWaiver, HandOver, Investigate, ProposeWaiver
from alerts.routing import Site
from alerts.work import Outcome, Refused, State, Why, Work
from infra.db.chronicle import ChronicleStore
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.notices.tables import notices
from infra.db.offices.store import Offices
from infra.db.offices.tables import substitutes
from infra.db.works import saving
from infra.db.works.asking import Asked, Scope, condition
from infra.db.works.escalating import Audit, Escalations, overdue_query
from infra.db.works.store import Done, NotFound, Stale, Works, mutes, timetable
from infra.db.works.tables import alert_news, cases, works
from schemas.finding import Level
from schemas.office import Role, Sight
from streams.caretaker.alerts import look_after_alerts
from streams.caretaker.auditor import Auditor
from tests.works import (
    CHEN,
    COUNTY,
    LI,
    MONDAY,
    OTHER_COUNTY,
    TOWNSHIP,
    a_finding,
    admission,
    admit,
    an_officer,
    news,
    settle_in,
)

pytest_plugins = ("tests.database_fixtures",)

EVERYTHING = Sight(("",))
THURSDAY, FRIDAY = date(2026, 6, 11), date(2026, 6, 12)


@pytest.fixture
def office(engine: Engine) -> Engine:
    settle_in(engine)
    return engine


def only(engine: Engine) -> Work:
    found = all_of(engine)
    assert len(found) == 1
    return found[0]


def all_of(engine: Engine) -> list[Work]:
    with connected(engine) as connection:
        ids = connection.execute(select(works.c.id).order_by(works.c.id)).scalars().all()
    return [work for id_ in ids if (work := Works(engine).get(id_, EVERYTHING))]


def count(engine: Engine, table: Any) -> int:
    with connected(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def acts(engine: Engine, about: str) -> list[str]:
    return [entry.act for entry in ChronicleStore(engine).about(about)]


def told(engine: Engine) -> list[tuple[str, str, str]]:
    with connected(engine) as connection:
        rows = connection.execute(select(notices.c.about, notices.c.office, notices.c.reason).order_by(notices.c.id))
        return [tuple(row) for row in rows]


def escalate(engine: Engine, day: date) -> int:
    return Escalations(engine, timetable(engine), mutes()).escalate(day)


def test_what_the_watch_opens_is_worked_by_the_county_within_its_deadline(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    work = only(office)
    assert (work.state, work.office, work.due_on) == (State.OPEN, "520103", date(2026, 6, 11))
    assert [rung.office for rung in work.chain] == ["520103", "5201", "52"]
    assert work.project_name == "P1 school"
    assert told(office) == [(f"alert:{work.id}", "520103", "first")]
    assert acts(office, f"alert:{work.id}") == ["opened"]
    assert count(office, alert_news) == 0


def test_an_admission_that_is_killed_before_its_end_is_made_again_and_once(
    office: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(office, "opened", a_finding())

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(saving, "append", dies)
        with pytest.raises(KeyboardInterrupt):
            admit(office)
    assert (count(office, works), count(office, notices), count(office, alert_news)) == (0, 0, 1)
    admit(office)
    admit(office)
    assert (count(office, works), count(office, notices), count(office, alert_news)) == (1, 1, 0)
    assert acts(office, f"alert:{only(office).id}") == ["opened"]


def test_news_that_two_caretakers_admit_at_once_is_admitted_once(office: Engine) -> None:
    for number in range(20):
        news(office, "opened", a_finding(project=f"P{number}"))
    threads = [threading.Thread(target=admit, args=(office,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(office, works), count(office, alert_news)) == (20, 0)
    assert all(acts(office, f"alert:{work.id}") == ["opened"] for work in all_of(office))


def test_of_two_officers_who_act_on_the_same_version_one_is_told_it_is_stale(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    work = only(office)
    store, answers = Works(office), []
    start = threading.Barrier(2)

    def act(officer: Any) -> None:
        start.wait()
        answers.append(store.act(work.id, work.version, Acknowledge(), officer, officer.sight, MONDAY))

    threads = [threading.Thread(target=act, args=(officer,)) for officer in (LI, CHEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {type(answer) for answer in answers} == {Done, Stale}
    assert acts(office, f"alert:{work.id}") == ["opened", "acknowledged"]


def test_an_alert_of_another_county_does_not_exist(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    work, he = only(office), an_officer("he", OTHER_COUNTY, Role.CHIEF)
    store = Works(office)
    assert store.get(work.id, he.sight) is None
    assert store.act(work.id, work.version, Acknowledge(), he, he.sight, MONDAY) == NotFound()
    assert store.act(10_000, 1, Acknowledge(), he, he.sight, MONDAY) == NotFound()
    assert work.case_id is not None
    assert store.case(work.case_id, he.sight) is None


def test_the_group_mutes_the_months_notices_and_not_their_count(office: Engine) -> None:
    workers = tuple(f"w{n:02d}" for n in range(10))
    news(office, "opened", a_finding(workers=workers))
    news(
        office,
        "opened",
        a_finding("arrears.group", Level.RED, subject="-", workers=workers, facts={"months": ["2026-04"]}),
    )
    admit(office)
    child, parent = all_of(office)
    assert (child.key.rule, child.muted_by, parent.muted_by) == ("wages.unpaid", parent.id, None)
    assert told(office) == [(f"alert:{parent.id}", "520103", "first")]
    case = Works(office).case(parent.case_id or 0, LI.sight)
    assert case is not None
    assert (case.number, len(case.works)) == ("520103-2026-0001", 2)
    news(office, "cleared", a_finding("arrears.group", Level.RED, subject="-", workers=workers), seq=2)
    admit(office)
    assert told(office)[-2:] == [(f"alert:{child.id}", "520103", "first"), (f"alert:{parent.id}", "520103", "cured")]


def test_a_case_closes_with_its_last_alert_and_reopens_with_it(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    number = only(office).case_id
    news(office, "cleared", a_finding(), THURSDAY, 2)
    admit(office)
    assert only(office).outcome is Outcome.CURED
    case = Works(office).case(number or 0, LI.sight)
    assert case is not None
    assert case.closed_on == THURSDAY
    news(office, "opened", a_finding(), FRIDAY + timedelta(3), 3)
    admit(office)
    work = only(office)
    assert (work.state, work.reopened, work.case_id) == (State.OPEN, 1, number)
    case = Works(office).case(number or 0, LI.sight)
    assert case is not None
    assert case.closed_on is None
    assert acts(office, f"case:{number}") == ["opened", "closed", "reopened"]
    assert acts(office, f"alert:{work.id}") == ["opened", "cured", "returned"]
    assert [reason for _, _, reason in told(office)] == ["first", "cured", "returned"]


def test_the_next_case_of_the_county_has_the_next_number(office: Engine) -> None:
    for project in ("P1", "P2"):
        news(office, "opened", a_finding(project=project))
    admit(office)
    with connected(office) as connection:
        assert sorted(connection.execute(select(cases.c.number)).scalars()) == ["520103-2026-0001", "520103-2026-0002"]


def test_escalating_twice_escalates_once(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    assert escalate(office, date(2026, 6, 11)) == 0
    assert escalate(office, FRIDAY) == 1
    assert escalate(office, FRIDAY) == 0
    work = only(office)
    assert (work.escalated_to, work.escalated_on) == ("5201", FRIDAY)
    assert acts(office, f"alert:{work.id}") == ["opened", "escalated"]
    assert (f"alert:{work.id}", "5201", "escalated") in told(office)


def test_a_clock_that_jumps_makes_up_for_every_missed_step_on_its_own_day(office: Engine) -> None:
    news(office, "opened", a_finding(level=Level.RED))
    admit(office)
    number = only(office).id
    escalate(office, date(2026, 6, 30))
    entries = ChronicleStore(office).about(f"alert:{number}")
    assert [(entry.act, entry.day.day) for entry in entries] == [
        ("opened", 8), ("escalated", 10), ("escalated", 12), ("reminded", 16), ("reminded", 25),
    ]  # fmt: skip
    assert len({entry.n for entry in entries}) == 5


def test_nothing_escalates_on_a_day_that_is_not_yet_judged(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    with connected(office) as connection:
        judged = "INSERT INTO ledgers VALUES ('P1', 1, 1, 1, '2026-06-11', '')"
        connection.execute(text(judged))
    assert escalate(office, FRIDAY) == 0
    news(office, "cleared", a_finding(), THURSDAY, 2)
    with connected(office) as connection:
        connection.execute(text("UPDATE ledgers SET as_of = '2026-06-12'"))
    assert escalate(office, FRIDAY) == 0
    admission(office).admit("P1", admission(office).waiting()["P1"], Site("520103"))
    assert escalate(office, FRIDAY) == 0
    assert acts(office, f"alert:{only(office).id}") == ["opened", "cured"]


def test_what_nobody_escalated_is_found_by_the_auditor_and_reported_once(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    number, audit = only(office).id, Audit(office)
    auditor = Auditor(audit, tolerance_s=60)
    assert auditor.look(date(2026, 6, 11), 0)["overdue"] == 0
    assert auditor.look(FRIDAY, 0) == {"overdue": 1, "missed": 0, "stuck_news": 0}
    assert auditor.look(FRIDAY, 59)["missed"] == 0
    assert auditor.look(FRIDAY, 60)["missed"] == 1
    assert auditor.look(FRIDAY, 61)["missed"] == 1
    assert acts(office, f"alert:{number}") == ["opened", "escalation_missed"]
    assert [office_ for _, office_, reason in told(office) if reason == "unescalated"] == ["520103", "5201"]
    escalate(office, FRIDAY)
    assert auditor.look(FRIDAY, 62) == {"overdue": 0, "missed": 0, "stuck_news": 0}


def test_news_that_nobody_admits_is_found_by_the_auditor(office: Engine) -> None:
    auditor = Auditor(Audit(office), tolerance_s=60)
    news(office, "opened", a_finding())
    assert auditor.look(MONDAY, 0)["stuck_news"] == 0
    assert auditor.look(MONDAY, 60)["stuck_news"] == 1
    admit(office)
    assert auditor.look(MONDAY, 61)["stuck_news"] == 0


def test_the_auditors_query_is_served_by_its_index(office: Engine) -> None:
    for project in range(3):
        news(office, "opened", a_finding(project=f"P{project}"))
    admit(office)
    with connected(office) as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        query = overdue_query(FRIDAY).compile(connection, compile_kwargs={"literal_binds": True})
        plan = "\n".join(connection.execute(text(f"EXPLAIN {query}")).scalars())
    assert "works_due" in plan


def test_a_waiver_takes_two_persons_and_ends_with_its_day(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    work, store = only(office), Works(office)
    proposal = ProposeWaiver("第十四条第二款", "云人社豁〔2026〕1号", date(2026, 6, 30))
    proposed = store.act(work.id, 1, proposal, CHEN, CHEN.sight, MONDAY)
    assert isinstance(proposed, Done)
    alone = store.act(work.id, 2, ConfirmWaiver(), CHEN, CHEN.sight, MONDAY)
    assert alone == Refused(Why.SECOND_PERSON)
    chief = an_officer("wang", COUNTY, Role.CHIEF)
    waived = store.act(work.id, 2, ConfirmWaiver(), chief, chief.sight, MONDAY)
    assert isinstance(waived, Done)
    assert (waived.work.state, waived.work.due_on) == (State.WAIVED, date(2026, 6, 30))
    assert escalate(office, date(2026, 6, 30)) == 0
    assert escalate(office, date(2026, 7, 1)) == 1
    assert (only(office).state, only(office).reopened) == (State.OPEN, 1)
    assert only(office).waiver is None


def test_a_hand_over_to_the_township_takes_the_projects_next_alerts_along(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    work, store = only(office), Works(office)
    handed = store.act(work.id, 1, HandOver(TOWNSHIP.code, "属地办理"), CHEN, CHEN.sight, MONDAY)
    assert isinstance(handed, Done)
    assert [rung.office for rung in handed.work.chain] == ["520103001", "520103", "5201", "52"]
    assert (handed.work.region, handed.work.due_on) == ("520103001", work.due_on)
    news(office, "opened", a_finding(subject="2026-05"))
    admit(office)
    assert {each.office for each in all_of(office)} == {"520103001"}


def test_what_is_handed_over_to_another_county_is_seen_there_and_no_longer_here(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    work, store = only(office), Works(office)
    store.act(work.id, 1, HandOver(OTHER_COUNTY.code, "项目在临水县"), CHEN, CHEN.sight, MONDAY)
    assert store.get(work.id, LI.sight) is None
    assert store.get(work.id, an_officer("he", OTHER_COUNTY).sight) is not None


def test_only_people_of_the_offices_concerned_are_given_an_alert(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    store, number = Works(office), only(office).id
    assert store.act(number, 1, Assign("he"), LI, LI.sight, MONDAY) == Refused(Why.NO_SUCH_OFFICER)
    done = store.act(number, 1, Assign("chen"), LI, LI.sight, MONDAY)
    assert isinstance(done, Done)
    assert done.work.assignee == "chen"


def test_several_are_acknowledged_at_once_each_on_its_version(office: Engine) -> None:
    for subject in ("2026-03", "2026-04", "2026-05"):
        news(office, "opened", a_finding(subject=subject))
    admit(office)
    first, second, third = all_of(office)
    store = Works(office)
    store.act(second.id, 1, Investigate(), LI, LI.sight, MONDAY)
    outcomes = store.act_on({first.id: 1, second.id: 1, third.id: 1, 999: 1}, Acknowledge(), LI, LI.sight, MONDAY)
    assert [type(outcomes[id_]) for id_ in (first.id, second.id, third.id, 999)] == [Done, Stale, Done, NotFound]
    assert store.act_on({}, Acknowledge(), LI, LI.sight, MONDAY) == {}


def test_an_alert_without_any_office_is_kept_with_its_deadline_and_adopted_by_the_first(engine: Engine) -> None:
    news(engine, "opened", a_finding())
    admit(engine)
    assert (only(engine).office, only(engine).due_on) == ("", date(2026, 6, 11))
    settle_in(engine)
    ClockStore(engine).tick_to(MONDAY)
    assert look_after_alerts(engine) == 1
    assert look_after_alerts(engine) == 0
    assert (only(engine).office, len(only(engine).chain)) == ("520103", 3)
    assert [(office_, reason) for _, office_, reason in told(engine)][-1][0] == "520103"


def test_a_banks_late_feed_belongs_to_the_province_and_to_no_case(office: Engine) -> None:
    news(office, "opened", a_finding("feed.late", Level.YELLOW, project="-", subject="bank/102", workers=None))
    admit(office)
    work = only(office)
    assert (work.office, work.region, work.case_id) == ("52", "52", None)
    assert Works(office).get(work.id, LI.sight) is None


def test_a_closed_alert_keeps_quiet_within_what_was_accepted(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    store, number = Works(office), only(office).id
    assert store.act(number, 1, Close(Outcome.CURED, "已付"), LI, LI.sight, MONDAY) == Refused(Why.STILL_FOUND)
    store.act(number, 1, Close(Outcome.UNFOUNDED, "现金支付,有签收"), LI, LI.sight, MONDAY)
    news(office, "changed", a_finding(workers=("w1",)), seq=2)
    admit(office)
    assert only(office).is_closed
    news(office, "changed", a_finding(workers=("w1", "w9")), seq=3)
    admit(office)
    assert (only(office).state, only(office).reopened) == (State.OPEN, 1)


def test_the_watchs_news_waits_in_order(office: Engine) -> None:
    news(office, "opened", a_finding())
    news(office, "changed", a_finding(level=Level.RED), seq=2)
    assert [len(ids) for ids in admission(office).waiting().values()] == [2]
    admit(office)
    assert (only(office).level, only(office).due_on) == (Level.RED, date(2026, 6, 9))


def test_the_alerts_of_an_absent_officer_are_the_substitutes_own_for_these_days(office: Engine) -> None:
    news(office, "opened", a_finding())
    admit(office)
    Works(office).act(only(office).id, 1, Assign("li"), CHEN, CHEN.sight, MONDAY)
    with connected(office) as connection:
        connection.execute(
            insert(substitutes).values(absent="li", substitute="chen", from_day=MONDAY, until_day=THURSDAY)
        )

    def mine(name: str, day: date) -> int:
        officer = Offices(office).officer(name, day)
        assert officer is not None
        asked = Asked(officer=officer, today=day, scope=Scope.MINE)
        with connected(office) as connection:
            return connection.execute(select(func.count()).select_from(works).where(condition(asked))).scalar_one()

    assert [mine("li", MONDAY), mine("chen", MONDAY), mine("chen", THURSDAY), mine("chen", FRIDAY)] == [1, 1, 1, 0]
