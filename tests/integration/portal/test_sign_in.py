"""Sign-in and sessions: who may come in, how often they may try, and what ends a session."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from infra import clock
from infra.clock import elapsed
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.offices.accounts import Accounts, set_password
from infra.db.offices.attempts import PER_ADDRESS, PER_OFFICER, Attempts, Reserved, TooMany
from infra.db.offices.sessions import IDLE, LONGEST, Sessions
from infra.db.offices.tables import officers, sessions
from tests.portal_fixtures import Browser, Portal

PASSWORD = "correct horse battery"


@pytest.fixture
def browser(portal: Portal) -> Iterator[Browser]:
    """A browser, and a password for officer-a."""
    with connected(portal.engine) as connection:
        set_password(connection, "officer-a", PASSWORD)
    return portal.browser()


def signed_in(browser: Browser, name: str = "officer-a", password: str = PASSWORD, **given: str) -> int:
    return browser.post("/signin", data={"name": name, "password": password, **given}).status_code


def test_name_and_password_let_in_and_it_stands_in_the_chronicle(portal: Portal, browser: Browser) -> None:
    answer = browser.post("/signin", data={"name": "officer-a", "password": PASSWORD, "next": "/profile"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/profile")
    assert "李监" in browser.get("/profile").text
    assert [entry.act for entry in ChronicleStore(portal.engine).about("officer:officer-a")] == ["signed_in"]


def test_a_wrong_password_and_an_unknown_name_read_the_same(browser: Browser) -> None:
    wrong = browser.post("/signin", data={"name": "officer-a", "password": "wrong"})
    unknown = browser.post("/signin", data={"name": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("officer-a", "") == unknown.text.replace("nobody", "")


@pytest.mark.usefixtures("browser")
def test_an_unknown_name_takes_as_much_work_as_a_wrong_password(portal: Portal) -> None:
    accounts = Accounts(portal.engine)
    accounts.signed_in("nobody", "warms up")

    def took_s(name: str) -> float:
        began_s = elapsed()
        for _ in range(5):
            assert accounts.signed_in(name, "wrong") is None
        return elapsed() - began_s

    known, unknown = took_s("officer-a"), took_s("nobody")
    assert unknown > known / 3


def test_an_officer_without_password_cannot_sign_in_with_any(browser: Browser) -> None:
    assert signed_in(browser, "officer-b", "") == 401
    assert signed_in(browser, "officer-b", PASSWORD) == 401


def test_signing_in_gives_the_browser_another_token(portal: Portal, browser: Browser) -> None:
    browser.get("/signin")
    planted = browser.cookies["wagewatch"]
    assert signed_in(browser) == 303
    assert browser.cookies["wagewatch"] != planted
    assert Sessions(portal.engine).found(planted, clock.now()) is None


def test_the_database_holds_no_token(portal: Portal, browser: Browser) -> None:
    signed_in(browser)
    with connected(portal.engine) as connection:
        kept = connection.execute(select(sessions.c.digest)).scalar_one()
    assert browser.cookies["wagewatch"].encode() not in kept


def test_signing_out_ends_the_session_on_the_server(browser: Browser) -> None:
    signed_in(browser)
    token = browser.cookies["wagewatch"]
    assert browser.post("/signout").headers["location"] == "/signin"
    assert browser.get("/profile", headers={"Cookie": f"wagewatch={token}"}).status_code == 303


def test_a_disabled_officers_session_ends_at_once(portal: Portal, browser: Browser) -> None:
    signed_in(browser)
    with connected(portal.engine) as connection:
        connection.execute(update(officers).where(officers.c.id == "officer-a").values(disabled=True))
    assert browser.get("/profile").headers["location"].startswith("/signin")
    assert signed_in(browser) == 401


def test_a_session_ends_idle_and_ends_old(portal: Portal) -> None:
    store, at = Sessions(portal.engine), clock.now()
    token = store.open("officer-a", at)
    assert store.found(token, at + IDLE - timedelta(seconds=1)) is not None
    later = at + 2 * IDLE - timedelta(seconds=2)
    assert store.found(token, later) is not None, "being seen prolongs it"
    assert store.found(token, later + IDLE) is None
    lively, now = store.open("officer-a", at), at
    while now < at + LONGEST - IDLE:
        now += IDLE / 2
        assert store.found(lively, now) is not None
    assert store.found(lively, at + LONGEST) is None


def test_too_many_wrong_passwords_are_refused_for_a_while_the_right_one_too(browser: Browser) -> None:
    for _ in range(PER_OFFICER):
        assert signed_in(browser, password="wrong") == 401
    refused = browser.post("/signin", data={"name": "officer-a", "password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert signed_in(browser, "officer-b", "wrong") == 401, "others may still try"


def test_being_refused_does_not_prolong_the_wait(portal: Portal) -> None:
    attempts, at = Attempts(portal.engine), clock.now()
    for _ in range(PER_OFFICER):
        assert isinstance(attempts.reserve("li", "a", at), Reserved)
    for second in (60, 600):
        assert attempts.reserve("li", "a", at + timedelta(seconds=second)) == TooMany(900 - second)
    assert isinstance(attempts.reserve("li", "a", at + timedelta(seconds=900)), Reserved)


def test_one_address_may_not_try_many_names(portal: Portal) -> None:
    attempts, at = Attempts(portal.engine), clock.now()
    for number in range(PER_ADDRESS):
        assert isinstance(attempts.reserve(f"officer-{number}", "10.0.0.1", at), Reserved)
    assert isinstance(attempts.reserve("one-more", "10.0.0.1", at), TooMany)
    assert isinstance(attempts.reserve("one-more", "10.0.0.2", at), Reserved)


def test_a_success_forgives_earlier_failures(browser: Browser) -> None:
    for _ in range(3):
        for _ in range(PER_OFFICER - 1):
            assert signed_in(browser, password="wrong") == 401
        assert signed_in(browser) == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_sign_in_and_language_lead_nowhere_else(browser: Browser, target: str) -> None:
    answer = browser.post("/signin", data={"name": "officer-a", "password": PASSWORD, "next": target})
    assert answer.headers["location"] == "/"
    assert browser.post("/language", data={"lang": "en", "next": target}).headers["location"] == "/"
    form = browser.get("/signin", params={"next": target}).text.partition("<main")[2]
    assert "evil.example" not in form


def test_changing_the_password_needs_the_old_one_and_signs_out_everywhere_else(
    portal: Portal, browser: Browser
) -> None:
    signed_in(browser)
    other = portal.token_of("officer-a")
    new = "another long password"
    refused = browser.post("/profile/password", data={"old": "wrong", "new": new, "again": new})
    assert refused.status_code == 422
    short = browser.post("/profile/password", data={"old": PASSWORD, "new": "short", "again": "short"})
    assert short.status_code == 422
    done = browser.post("/profile/password", data={"old": PASSWORD, "new": new, "again": new})
    assert done.status_code == 303
    assert browser.get("/profile").status_code == 200
    assert Sessions(portal.engine).found(other, clock.now()) is None
    assert Accounts(portal.engine).signed_in("officer-a", new) == "officer-a"


def test_who_asked_for_a_page_is_led_to_sign_in_and_back(browser: Browser) -> None:
    assert browser.get("/profile?x=1").headers["location"] == "/signin?next=/profile%3Fx%3D1"
    assert browser.get("/profile", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/signin"
