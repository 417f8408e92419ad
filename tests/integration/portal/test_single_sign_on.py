"""Single sign-on against a real provider: whoever it vouches for is let in, and nobody else by any forgery."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import update

from infra.db.engine import connected, engine_of
from infra.db.offices.tables import officers
from infra.settings import Settings
from tests.identity_provider import Provider, identity_provider
from tests.portal_fixtures import Browser, Portal, running_portal, seed_offices


@pytest.fixture
def provider() -> Iterator[Provider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def portal(database_url: str, provider: Provider, tmp_path: Any) -> Iterator[Portal]:
    engine = engine_of(database_url)
    seed_offices(engine)
    with connected(engine) as connection:
        connection.execute(update(officers).where(officers.c.id == "officer-a").values(oidc_subject="E-1024"))
    engine.dispose()
    settings = Settings(
        database_url=SecretStr(database_url),
        state_dir=tmp_path,
        local_accounts=False,
        oidc_issuer=provider.url,
        oidc_client_id=provider.client_id,
        oidc_client_secret=SecretStr(provider.client_secret),
    )
    with running_portal(settings) as running:
        yield running


def begun(browser: Browser, target: str = "/") -> httpx.Response:
    """The provider's answer, which leads back to the portal."""
    sent = browser.get("/signin/sso", params={"next": target})
    assert sent.status_code == 303
    return httpx.get(sent.headers["location"])


def test_whom_the_provider_vouches_for_is_let_in_and_led_to_the_page_asked_for(portal: Portal) -> None:
    browser = portal.browser()
    let_in = browser.get(begun(browser, "/profile").headers["location"])
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/profile")
    assert "李监" in browser.get("/profile").text


def test_the_sign_in_page_offers_it_alone_where_there_are_no_local_accounts(portal: Portal) -> None:
    text = portal.browser().get("/signin?next=/profile").text
    assert 'href="/signin/sso?next=%2Fprofile"' in text
    assert 'type="password"' not in text
    assert portal.browser().post("/signin", data={"name": "officer-a", "password": "x"}).status_code == 403


def test_an_answer_is_good_once_and_only_in_the_browser_that_asked(portal: Portal) -> None:
    mine, other = portal.browser(), portal.browser()
    back = begun(mine).headers["location"]
    other.get("/signin")
    assert other.get(back).status_code == 403
    assert mine.get(back).status_code == 403
    again = begun(mine).headers["location"]
    assert mine.get(again).status_code == 303
    assert mine.get(again).status_code == 403


def test_a_state_that_nobody_sent_is_refused(portal: Portal, provider: Provider) -> None:
    browser = portal.browser()
    begun(browser)
    assert browser.get("/signin/sso/callback?state=invented&code=c").status_code == 403
    assert "/token" not in provider.requests


@pytest.mark.parametrize(
    "claims",
    [{"nonce": "another"}, {"aud": "somebody-else"}, {"iss": "https://elsewhere"}, {"exp": 1}, {"sub": None}],
    ids=["nonce", "audience", "issuer", "expired", "nobody"],
)
def test_a_token_for_somebody_or_something_else_lets_nobody_in(
    portal: Portal, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    browser = portal.browser()
    assert browser.get(begun(browser).headers["location"]).status_code == 502
    assert browser.get("/profile").status_code == 303


def test_a_token_signed_by_another_key_lets_nobody_in(portal: Portal, provider: Provider) -> None:
    provider.forged = True
    browser = portal.browser()
    assert browser.get(begun(browser).headers["location"]).status_code == 502


def test_a_provider_that_says_it_is_another_is_not_believed(portal: Portal, provider: Provider) -> None:
    provider.issuer = "https://elsewhere"
    assert portal.browser().get("/signin/sso").status_code == 502


def test_whom_the_portal_does_not_know_is_told_so(portal: Portal, provider: Provider) -> None:
    provider.subject = "E-9999"
    browser = portal.browser()
    told = browser.get(begun(browser).headers["location"])
    assert told.status_code == 403
    assert "尚未登记" in told.text
