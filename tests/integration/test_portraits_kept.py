"""The read models of projects: refreshed from the ledgers, seen through a sight."""

import json
from datetime import date, timedelta

from sqlalchemy import Engine, insert

from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.portraits import Portraits, Refreshing, Wanted
from infra.db.portraits.journal import Happenings
from infra.db.portraits.tables import SAFEGUARDS
from infra.db.tables import heads
from infra.db.works.tables import placements
from monitors.policy import Policy
from monitors.portrait import Safeguard
from schemas.office import EVERYWHERE, Sight
from streams.caretaker.coverage import catch_up
from streams.caretaker.portraits import refresh
from streams.intake import Intake
from tests.build import Project, days
from tests.projects import NO_PAUSE, painted, stored

DAY = date(2026, 2, 20)
HERE, THERE, ALL = Sight(("520103",)), Sight(("520102",)), Sight((EVERYWHERE,))


def building(name: str, region: str = "520103", **more: object) -> Project:
    project = Project(name, region_code=region, **more).happened("bank.account_opened", "2026-01-05")
    return project.happened("project.started", "2026-01-05").crew(2, *days("2026-01", 5, 9))


def in_arrears(name: str, region: str = "520103") -> Project:
    return building(name, region).sheet({"w01": 500_00, "w02": 500_00}).paid("w01", 500_00).fed("2026-02-20")


def test_the_columns_are_the_six_safeguards() -> None:
    assert tuple(SAFEGUARDS) == tuple(Safeguard)


def test_a_refresh_makes_what_moved_on_and_nothing_else(engine: Engine) -> None:
    one, other = in_arrears("P1"), building("P2")
    assert painted(engine, DAY, one, other) == 2
    assert refresh(engine, Policy.shipped(), DAY, pause=NO_PAUSE) == 0
    stored(engine, other.fed("2026-02-20"), DAY)
    assert refresh(engine, Policy.shipped(), DAY, pause=NO_PAUSE) == 1


def test_a_portrait_stands_for_a_while_however_often_its_ledger_moves(engine: Engine) -> None:
    project = building("P1")
    painted(engine, DAY, project)
    stored(engine, project.fed("2026-02-20"), DAY)
    assert refresh(engine, Policy.shipped(), DAY, pause=timedelta(hours=1)) == 0


def test_a_project_is_seen_in_its_county_and_above_only(engine: Engine) -> None:
    painted(engine, DAY, in_arrears("P1"), building("P2", "520102"))
    store = Portraits(engine)
    assert store.get("P1", THERE) is None
    assert [one.project for one in store.page(Wanted(), HERE)] == ["P1"]
    assert [one.project for one in store.page(Wanted(region="520102"), HERE)] == []
    assert store.count(Wanted(), Sight(("52",))) == 2
    assert store.count(Wanted(), Sight(())) == 0


def test_those_that_lack_most_come_first_and_every_page_goes_on_where_the_last_ended(engine: Engine) -> None:
    painted(engine, DAY, building("P1").fed("2026-02-20"), in_arrears("P2"), building("P3").fed("2026-02-20"))
    store = Portraits(engine)
    seen: list[str] = []
    after = ""
    while page := store.page(Wanted(), ALL, after, limit=1):
        seen.append(page[0].project)
        after = page[0].place
    everything = store.page(Wanted(), ALL)
    assert seen == [one.project for one in everything]
    assert [one.lacking for one in everything] == sorted((one.lacking for one in everything), reverse=True)


def test_what_lacks_a_safeguard_is_found_by_it(engine: Engine) -> None:
    painted(engine, DAY, in_arrears("P1"), building("P2"))
    store = Portraits(engine)
    assert [one.project for one in store.page(Wanted(safeguard="monthly", state="lacking"), ALL)] == ["P1"]
    assert [one.project for one in store.page(Wanted(safeguard="monthly", state="unknown"), ALL)] == ["P2"]
    assert store.count(Wanted(text="100%"), ALL) == 0


def test_coverage_counts_by_region_and_leaves_completed_projects_out(engine: Engine) -> None:
    done = building("P3").happened("project.completed", "2026-01-30")
    painted(engine, DAY, in_arrears("P1"), building("P2", "520102"), done)
    store = Portraits(engine)
    county = store.coverage(Wanted(), ALL, 6)
    assert {region: one.projects for region, one in county.items()} == {"520102": 1, "520103": 1}
    prefecture = store.coverage(Wanted(), ALL, 4)["5201"]
    assert (prefecture.count("monthly", "lacking"), prefecture.count("monthly", "unknown")) == (1, 1)
    assert prefecture.asked("monthly") == 2
    assert prefecture.percent("monthly") == 0.0
    assert store.coverage(Wanted(), HERE, 6).keys() == {"520103"}


def test_the_trend_is_written_down_for_the_day_and_narrowed_like_the_rest(engine: Engine) -> None:
    painted(engine, DAY, in_arrears("P1"), building("P2", "520102", funding="private"))
    store = Portraits(engine)
    prefecture, county = Wanted(region="5201"), Wanted(region="520103")
    (all_of_it,) = [p for p in store.trend(prefecture, ALL, DAY) if p.safeguard == "monthly"]
    assert store.trend(Wanted(), ALL, DAY) == store.trend(prefecture, ALL, DAY)
    assert (all_of_it.day, all_of_it.asked, all_of_it.unknown) == (DAY, 2, 1)
    (private,) = [
        p for p in store.trend(Wanted(region="5201", funding="private"), ALL, DAY) if p.safeguard == "monthly"
    ]
    assert private.asked == 1
    assert [p.asked for p in store.trend(county, HERE, DAY) if p.safeguard == "monthly"] == [1]
    for elsewhere in ("", "52", "5201", "520102"):
        assert store.trend(Wanted(region=elsewhere), HERE, DAY) == []


def test_a_bank_that_has_never_delivered_is_told_from_one_that_has(engine: Engine) -> None:
    painted(engine, DAY, in_arrears("P1"), building("P2", "520102"))
    store = Portraits(engine)
    assert [(one.bank, one.complete_until, one.projects) for one in store.feeds(Wanted(), HERE)] == [("102", DAY, 1)]
    assert [one.complete_until for one in store.feeds(Wanted(), THERE)] == [None]


def test_a_workers_projects_are_those_in_sight(engine: Engine) -> None:
    painted(engine, DAY, in_arrears("P1"), building("P2", "520102"))
    store = Portraits(engine)
    assert [one.project for one in store.of_worker("w01", HERE)] == ["P1"]
    assert [one.project for one in store.of_worker("w01", ALL)] == ["P1", "P2"]
    assert store.of_worker("w0", ALL) == []


def test_a_project_handed_to_a_township_is_seen_there(engine: Engine) -> None:
    with connected(engine) as connection:
        connection.execute(insert(placements).values(project="P1", region="520103001"))
    painted(engine, DAY, in_arrears("P1"))
    store = Portraits(engine)
    assert store.get("P1", Sight(("520103001",))) is not None
    assert store.get("P1", Sight(("520103002",))) is None


def test_events_are_read_backwards_in_sight_only(engine: Engine) -> None:
    project = in_arrears("P1")
    lines = [_line(event) for event in project.events]
    Intake(engine).accept(lines, name="x", channel="file", keep_received=True)
    painted(engine, DAY, project)
    store = Happenings(engine)
    found = store.page("P1", HERE, "money")
    assert [one.frame.seq for one in found] == sorted((one.frame.seq for one in found), reverse=True)
    assert {one.frame.kind for one in found} >= {"bank.account_opened", "project.pay_sheet_submitted"}
    assert store.page("P1", HERE, "money", found[-1].frame.seq) == []
    assert "attendance.punched" not in {one.frame.kind for one in store.page("P1", HERE)}
    assert store.page("P1", THERE) == []


def test_the_past_weeks_are_played_again_as_they_were_known_then(engine: Engine) -> None:
    project, clock = in_arrears("P1"), ClockStore(engine)
    events = sorted(project.events, key=lambda event: event["time"])
    clock.tick_to(date(2026, 1, 4))
    for event in events:
        clock.tick_to(date.fromisoformat(event["time"][:10]))
        Intake(engine).accept([_line(event)], name="x", channel="file", keep_received=True)
    clock.tick_to(date(2026, 3, 1))
    painted(engine, date(2026, 3, 1), project)
    assert catch_up(engine, Policy.shipped(), date(2026, 3, 1)) > 0
    assert catch_up(engine, Policy.shipped(), date(2026, 3, 1)) == 0
    trend = Portraits(engine).trend(Wanted(region="520103"), HERE, date(2026, 1, 1))
    monthly = {point.day: point for point in trend if point.safeguard == "monthly"}
    assert monthly[date(2026, 2, 1)].asked == 0
    assert monthly[date(2026, 2, 15)].unknown == 1
    assert (monthly[date(2026, 2, 22)].asked, monthly[date(2026, 2, 22)].unknown) == (1, 0)


def test_the_past_is_not_played_again_where_there_are_too_many_projects(engine: Engine) -> None:
    ClockStore(engine).tick_to(date(2026, 1, 4))
    painted(engine, DAY, building("P1"))
    others = [{"project": f"X{number}", "seq": 1, "records": 1} for number in range(101)]
    with connected(engine) as connection:
        connection.execute(insert(heads), others)
    assert catch_up(engine, Policy.shipped(), DAY) == 0
    assert Refreshing(engine).missing([DAY - timedelta(weeks=1)]) != []


def _line(event: dict[str, object]) -> bytes:
    return json.dumps(event).encode() + b"\n"
