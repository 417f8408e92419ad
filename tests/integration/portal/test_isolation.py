"""An officer of one county sees nothing of another: through no page, export, form or identifier guessed.

Every route is asked, also those that are added later: one with an id in its address needs a seed in `tests/isolation`.
"""

import re
from collections.abc import Iterator

import pytest

from tests.isolation import Seeded, seeded
from tests.portal_fixtures import Browser, Portal, api_routes

NEIGHBOURS = ("officer-z", "chief-z", "admin-z", "policy-z", "auditor-z", "sender-z")
REFUSED = {403, 404}
THERE = {200, 409}
"""409: there, and in a state in which it has no such paper yet."""


@pytest.fixture
def seeds(portal: Portal) -> list[Seeded]:
    from infra.db.engine import connected  # noqa: PLC0415 - an auditor beside the offices' usual people
    from infra.db.offices.tables import officer_roles, officers  # noqa: PLC0415

    with connected(portal.engine) as connection:
        connection.execute(officers.insert().values(id="auditor-z", name="auditor-z", office="linshui"))
        connection.execute(officer_roles.insert().values(officer="auditor-z", role="auditor"))
    return seeded(portal)


def asked(portal: Portal, seeds: list[Seeded]) -> Iterator[tuple[str, str, str]]:
    """(method, route, path) of every request that names something of the first county."""
    ids = {route: parameters for seed in seeds for route, parameters in seed.ids.items()}
    for route in api_routes(portal.app):
        for parameters in ids.get(route.path, ()):
            path = route.path
            for name, value in parameters.items():
                path = path.replace(f"{{{name}}}", value)
            yield from ((method, route.path, path) for method in sorted(route.methods))


def answer(browser: Browser, method: str, path: str, form: dict[str, object]) -> tuple[int, str]:
    given = {} if method == "GET" else {"data": form}
    told = browser.request(method, path, follow_redirects=False, **given)
    return told.status_code, told.text.replace(path, "")  # the language switch leads back to what was asked


def test_every_route_with_an_id_is_asked(portal: Portal, seeds: list[Seeded]) -> None:
    known = {route for seed in seeds for route in [*seed.ids, *seed.open]}
    assert {route.path for route in api_routes(portal.app) if "{" in route.path} - known == set()


def test_the_first_county_itself_sees_all_of_it(portal: Portal, seeds: list[Seeded]) -> None:
    who = {route: officer for seed in seeds for route, officer in seed.who.items()}
    for method, route, path in asked(portal, seeds):
        if method == "GET":
            officer = next((name for root, name in who.items() if route.startswith(root)), "chief-a")
            with portal.signed_in(officer) as browser:
                assert browser.get(path).status_code in THERE, (officer, path)


@pytest.mark.parametrize("officer", NEIGHBOURS)
def test_an_id_of_another_county_is_answered_as_one_that_there_is_not(
    portal: Portal, seeds: list[Seeded], officer: str
) -> None:
    forms = {route: dict(form) for seed in seeds for route, form in seed.forms.items()}
    with portal.signed_in(officer) as browser:
        for method, route, path in asked(portal, seeds):
            status, text = answer(browser, method, path, forms.get(route, {}))
            assert status in REFUSED or (status == 400 and method != "GET"), (officer, method, path, status)
            for mark in (mark for seed in seeds for mark in seed.marks):
                assert mark not in text, (officer, path, mark)


@pytest.mark.parametrize("officer", NEIGHBOURS)
def test_no_list_shows_anything_of_another_county(portal: Portal, seeds: list[Seeded], officer: str) -> None:
    marks = [mark for seed in seeds for mark in seed.marks]
    with portal.signed_in(officer) as browser:
        for route in api_routes(portal.app):
            if "{" not in route.path and "GET" in route.methods:
                for query in ("", "?region=520103", "?q=云山县", "?office=yunshan", "?district=520103"):
                    text = browser.get(route.path + query).text
                    shown = re.sub(r'value="[^"]*"', "", text)  # what was typed into a field stands there again
                    assert [mark for mark in marks if mark in shown] == [], (officer, route.path, query)


def test_the_prefecture_and_the_province_see_it(portal: Portal, seeds: list[Seeded]) -> None:
    for officer in ("prefecture-01", "province-52"):
        with portal.signed_in(officer) as browser:
            for route in ("/alerts/{work_id}", "/projects/{project}", "/leads/{lead_id}"):
                paths = [path for method, asked_route, path in asked(portal, seeds) if asked_route == route]
                assert browser.get(paths[0]).status_code == 200, (officer, route)
