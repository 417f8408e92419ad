"""The work queue on a real database: facets add up, pages lose nothing, and nobody sees beyond the own sight."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from alerts.work import State
from infra.db.works.asking import FACETS, NOBODY, Asked, Filters, Order, Scope
from infra.db.works.queue import Listed, Queue
from infra.db.works.saved_views import MOST, SavedViews
from schemas.finding import Level
from schemas.office import Officer, Role, Sight
from tests.crowd import NEIGHBOUR, TODAY, work, write
from tests.portal_fixtures import seed_offices

OFFICER = Officer("officer-a", "李监", "yunshan", frozenset({Role.OFFICER}), Sight(("520103",)), ("yunshan",))
CITY = Officer("prefecture-01", "王市", "gy", frozenset({Role.OFFICER}), Sight(("5201",)), ("gy",))
LEVELS = (Level.RED, Level.ORANGE, Level.YELLOW)


@pytest.fixture
def queue(engine: Engine) -> Queue:
    """Sixty alerts of the county in every shape, seven of the neighbour, three closed."""
    seed_offices(engine, TODAY)
    own = [
        work(
            n, project=f"P{n % 7}", subject=f"S{n}", level=LEVELS[n % 3], due_on=TODAY + timedelta(n % 15 - 5),
            state=list(State)[n % 6], sector=("housing", "water", None)[n % 3], workers=("w1",) * (n % 4),
            rule=("wages.unpaid", "notice.unposted", "account.unmarked")[n % 3 - 1],
            assignee="officer-a" if n % 5 == 0 else None, step=int(n % 4 == 0), opened_on=TODAY - timedelta(n % 9),
        )
        for n in range(1, 61)
    ]  # fmt: skip
    theirs = [
        work(n, subject=f"S{n}", region="520102", office="linshui", chain=NEIGHBOUR, project="P99", project_name="临水")
        for n in range(61, 68)
    ]
    closed = [
        replace(work(n, subject=f"S{n}"), state=State.CLOSED, due_on=None, closed_on=TODAY) for n in range(68, 71)
    ]
    write(engine, *own, *theirs, *closed)
    return Queue(engine)


def everything(queue: Queue, asked: Asked) -> list[Listed]:
    """All pages of a question, one after the other."""
    found, after = [], None
    while True:
        page = queue.page(replace(asked, after=after))
        found += page.rows
        if page.after is None:
            return found
        after = page.after


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("size", [1, 7, 59, 60, 100])
def test_paging_loses_and_repeats_nothing(queue: Queue, order: Order, size: int) -> None:
    rows = everything(queue, Asked(OFFICER, TODAY, Scope.ALL, order=order, size=size))
    assert sorted(row.id for row in rows) == list(range(1, 61))


def test_the_most_urgent_comes_first(queue: Queue) -> None:
    rows = everything(queue, Asked(OFFICER, TODAY, Scope.ALL, size=8))
    keys = [(-row.level.rank, row.due_on, row.id) for row in rows]
    assert keys == sorted(keys)


def test_every_facet_adds_up_to_what_is_listed(queue: Queue) -> None:
    asked = Asked(OFFICER, TODAY, Scope.ALL)
    counts = queue.counts(asked)
    rows = everything(queue, asked)
    assert counts.total == len(rows) == 60
    for facet in FACETS:
        assert sum(counts.facets[facet].values()) == 60, facet
    assert counts.facets["levels"] == Counter(row.level.value for row in rows)
    assert counts.facets["districts"] == {"520103": 60}
    assert counts.facets["deadlines"]["overdue"] == sum(row.due_on < TODAY for row in rows if row.due_on)


def test_each_value_of_a_facet_lists_as_many_as_it_counts(queue: Queue) -> None:
    counts = queue.counts(Asked(OFFICER, TODAY, Scope.ALL))
    for facet in FACETS:
        for value, count in counts.facets[facet].items():
            if value:
                asked = Asked(OFFICER, TODAY, Scope.ALL, Filters(**{facet: (value,)}))
                assert len(everything(queue, asked)) == count, (facet, value)


def test_a_chosen_facet_is_counted_as_if_it_were_open(queue: Queue) -> None:
    free = queue.counts(Asked(OFFICER, TODAY, Scope.ALL))
    counts = queue.counts(Asked(OFFICER, TODAY, Scope.ALL, Filters(levels=("red",))))
    assert counts.facets["levels"] == free.facets["levels"]
    assert counts.total == counts.facets["levels"]["red"] == sum(counts.facets["rules"].values())


def test_alternatives_widen_and_facets_narrow(queue: Queue) -> None:
    def size(**filters: tuple[str, ...]) -> int:
        return queue.counts(Asked(OFFICER, TODAY, Scope.ALL, Filters(**filters))).total

    assert size(levels=("red", "orange")) == size(levels=("red",)) + size(levels=("orange",))
    assert size(levels=("red",), states=("open",)) < size(levels=("red",))


def test_nothing_of_another_county_is_listed_or_counted(queue: Queue) -> None:
    for scope in Scope:
        rows = everything(queue, Asked(OFFICER, TODAY, scope))
        assert all(row.region == "520103" for row in rows)
    named = Filters(districts=("520102",), text="临水")
    assert queue.counts(Asked(OFFICER, TODAY, Scope.ALL, named)).total == 0
    assert not everything(queue, Asked(OFFICER, TODAY, Scope.ALL, Filters(text="#61")))
    assert queue.counts(Asked(CITY, TODAY, Scope.ALL)).total == 67


def test_whose_alerts_are_asked_for(queue: Queue) -> None:
    counts = queue.counts(Asked(OFFICER, TODAY, Scope.MINE))
    assert counts.scopes == {Scope.MINE: 12, Scope.OFFICE: 60, Scope.ESCALATED: 0, Scope.ALL: 60}
    assert {row.assignee for row in everything(queue, Asked(OFFICER, TODAY, Scope.MINE))} == {"officer-a"}
    escalated = everything(queue, Asked(CITY, TODAY, Scope.ESCALATED))
    assert len(escalated) == 15
    assert {row.escalated_to for row in escalated} == {"gy"}


def test_closed_alerts_are_a_list_of_their_own(queue: Queue) -> None:
    rows = everything(queue, Asked(OFFICER, TODAY, Scope.CLOSED, size=2))
    assert [row.id for row in rows] == [70, 69, 68]


@pytest.mark.parametrize("text", ["P3", "云山县P3安置", "p3"])
def test_a_project_is_found_by_name_and_number(queue: Queue, text: str) -> None:
    asked = queue.found(Asked(OFFICER, TODAY, Scope.ALL, Filters(text=text)))
    rows = everything(queue, asked)
    assert {row.project for row in rows} == {"P3"}
    assert queue.counts(asked).total == len(rows)


@pytest.mark.parametrize("text", ["%", "_", "\\", "P_"])
def test_signs_of_patterns_are_plain_letters(queue: Queue, text: str) -> None:
    assert not everything(queue, queue.found(Asked(OFFICER, TODAY, Scope.ALL, Filters(text=text))))


@pytest.mark.parametrize("text", ["17", "#17"])
def test_an_alert_is_found_by_its_number(queue: Queue, text: str) -> None:
    asked = queue.found(Asked(OFFICER, TODAY, Scope.ALL, Filters(text=text)))
    assert [row.id for row in everything(queue, asked)] == [17]


def test_what_nobody_was_given_can_be_asked_for(queue: Queue) -> None:
    rows = everything(queue, Asked(OFFICER, TODAY, Scope.ALL, Filters(assignees=(NOBODY,))))
    assert len(rows) == 48
    assert all(row.assignee is None for row in rows)


def test_views_are_kept_for_each_officer(engine: Engine) -> None:
    seed_offices(engine, TODAY)
    views = SavedViews(engine)
    assert views.save("officer-a", "红色", "level=red")
    assert views.save("officer-a", "红色", "scope=all&level=red")
    assert [(view.name, view.query) for view in views.of("officer-a")] == [("红色", "scope=all&level=red")]
    views.forget("officer-b", views.of("officer-a")[0].id)
    assert views.of("officer-b") == []
    assert len(views.of("officer-a")) == 1


def test_there_are_only_so_many_views(engine: Engine) -> None:
    seed_offices(engine, TODAY)
    views = SavedViews(engine)
    assert all(views.save("officer-a", f"v{n}", "") for n in range(MOST))
    assert not views.save("officer-a", "one more", "")
    assert views.save("officer-a", "v0", "scope=all")
