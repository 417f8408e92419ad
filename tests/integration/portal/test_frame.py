"""The frame holds for every route there is: headers, the token against forgery, cookies, errors without a traceback."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from infra.db.engine import engine_of
from portal.app import LARGEST_BODY
from portal.security import CSRF_HEADER, HEADERS
from portal.visitor import Admin
from tests.portal_fixtures import Portal, api_routes

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def routes(portal: Portal, *methods: str) -> Iterator[tuple[str, str]]:
    """(method, path) of every route that answers one of the methods, parameters filled with what there is not."""
    for route in api_routes(portal.app):
        path = re.sub(r"\{[^}]*\}", "999999", route.path)
        yield from ((method, path) for method in sorted(route.methods & set(methods)))


@pytest.fixture
def officer(portal: Portal) -> Iterator[httpx.Client]:
    """A browser of an officer with every right, that sends no token of its own accord."""
    cookies = {"wagewatch": portal.token_of("province-52")}
    with httpx.Client(base_url=portal.url, cookies=cookies, trust_env=False) as browser:
        yield browser


def test_every_answer_carries_the_headers(portal: Portal, officer: httpx.Client) -> None:
    for _, path in [*routes(portal, "GET"), ("GET", "/nope"), ("GET", "/static/css/app.css")]:
        answer = officer.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
        assert answer.status_code < 500, path


def test_no_page_has_inline_scripts_or_styles(portal: Portal, officer: httpx.Client) -> None:
    for _, path in routes(portal, "GET"):
        answer = officer.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            text = answer.text.replace(" ", "")
            assert "<script>" not in text, path
            assert "<style" not in text, path
            assert "style=" not in text, path
            assert "onclick=" not in text, path


def test_nothing_is_changed_without_the_token(portal: Portal, officer: httpx.Client) -> None:
    unsafe = list(routes(portal, *UNSAFE))
    assert unsafe
    for method, path in unsafe:
        assert officer.request(method, path).status_code == 403, (method, path)
        assert officer.request(method, path, data={"csrf": "0" * 64}).status_code == 403, (method, path)


def test_the_token_of_one_visit_is_worth_nothing_in_another(portal: Portal, officer: httpx.Client) -> None:
    with portal.signed_in("officer-b") as other:
        token = other.token()
    assert officer.post("/signout", headers={CSRF_HEADER: token}).status_code == 403


def test_a_cross_site_request_is_refused_even_with_the_token(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        assert browser.post("/signout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert browser.get("/profile").status_code == 200


def test_every_page_but_the_public_ones_asks_for_sign_in(portal: Portal) -> None:
    public = ("/signin", "/signin/sso", "/signin/sso/callback", "/b/")
    browser = portal.browser()
    for _, path in routes(portal, "GET"):
        if not path.startswith(public):
            assert browser.get(path).headers.get("location", "").startswith("/signin"), path


def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(portal: Portal) -> None:
    plain = portal.browser().get("/signin").headers["set-cookie"]
    assert plain.startswith("wagewatch=")
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Domain" not in plain


def test_by_https_the_cookie_is_secure_and_pinned_to_the_host(portal: Portal) -> None:
    answer = portal.browser().get("/signin", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["set-cookie"].startswith("__Host-wagewatch=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_pages_are_kept_by_nobody_and_files_by_their_content(portal: Portal) -> None:
    browser = portal.browser()
    page = browser.get("/signin")
    assert page.headers["cache-control"] == "private, no-store"
    assert "/static/css/app.css?v=" in page.text


def test_errors_are_pages_in_both_languages_without_a_traceback(portal: Portal) -> None:
    broken = APIRouter()

    @broken.get("/broken")
    def _broken() -> None:
        raise RuntimeError("secret detail")

    portal.app.include_router(broken)
    with portal.signed_in("officer-a") as chinese, portal.signed_in("officer-a", "en") as english:
        for path, status, zh, en in (
            ("/nope", 404, "没有这个页面", "Not found"),
            ("/admin", 403, "没有权限", "Not allowed"),
            ("/broken", 500, "系统出错", "Something failed"),
        ):
            for browser, title in ((chinese, zh), (english, en)):
                answer = browser.get(path)
                assert answer.status_code == status
                assert title in answer.text
                assert "secret detail" not in answer.text
                assert "Traceback" not in answer.text


def test_more_than_the_limit_is_not_read(portal: Portal) -> None:
    portal.app.state.largest_body = 10_000
    with portal.signed_in("officer-a") as browser:
        answer = browser.post("/language", data={"lang": "en", "next": "/" + "x" * 20_000})
        assert answer.status_code == 413
    portal.app.state.largest_body = LARGEST_BODY


def test_the_database_away_is_said_on_a_page(portal: Portal) -> None:
    browser = portal.browser()
    engine = portal.app.state.engine
    portal.app.state.engine = engine_of(engine.url.set(port=1).render_as_string(hide_password=False))
    try:
        assert browser.get("/signin").status_code == 503
    finally:
        portal.app.state.engine = engine


def test_navigation_shows_what_roles_allow_and_leads_only_to_pages(portal: Portal) -> None:
    def links(officer: str) -> set[str]:
        with portal.signed_in(officer) as browser:
            text: Any = browser.get("/profile").text
            side = text.partition('<nav class="side"')[2].partition("</nav>")[0]
            found = set(side.split('href="')[1:])
            paths = {link.partition('"')[0] for link in found}
            for path in paths:
                assert browser.get(path).status_code == 200, path
            return paths

    assert "/admin" in links("admin-a")
    assert "/admin" not in links("officer-a")


def test_a_role_is_asked_for_on_the_page_itself(portal: Portal) -> None:
    assert Admin is not None
    with portal.signed_in("officer-a") as browser:
        assert browser.get("/admin/offices").status_code == 403
        assert browser.get("/admin/policies").status_code == 403
