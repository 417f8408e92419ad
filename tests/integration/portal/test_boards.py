"""The notice-board maker in the running portal: from the registry to the sheet, the public page and the photo."""

import re
from datetime import datetime

import pytest
from sqlalchemy import insert

from infra.db.boards import Codes, Photos
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.offices.tables import phones
from monitors.rules.notice_incomplete import MANDATORY
from schemas.office import Sight
from streams.history import History
from tests.photographs import photograph
from tests.portal_fixtures import Portal
from tests.worked_alert import JUDGED, folded, submitted

pytest_plugins = ("tests.database_fixtures", "tests.portal_fixtures")
HERE = (106.6302, 26.6470)
COUNTY = Sight(("520103",))
PHONES = {
    "sector_complaint_phone": "0851-88001234",
    "inspection_complaint_phone": "0851-88001333",
    "arbitration_channel": "城关镇人民路18号",
    "legal_aid_channel": "0851-88012348",
    "public_legal_hotline": "12348",
}


@pytest.fixture
def site(portal: Portal) -> Portal:
    submitted(portal.engine, sector_authority="云山县住房和城乡建设局")
    folded(portal.engine)
    with connected(portal.engine) as connection:
        for kind, value in PHONES.items():
            connection.execute(insert(phones).values(region="520103", kind=kind, value=value))
    return portal


@pytest.fixture
def code(site: Portal) -> str:
    with site.signed_in("officer-a") as browser:
        assert browser.post("/boards/P1/code").status_code == 200
    code = Codes(site.engine).code("P1")
    assert code is not None
    return code


def sent(portal: Portal, code: str, content: bytes, items: tuple[str, ...] = MANDATORY) -> int:
    with portal.browser() as browser:
        files = {"photo": ("board.jpg", content, "image/jpeg")}
        return browser.post(f"/b/{code}/photo", files=files, data={"items": list(items)}).status_code


def only_photo(portal: Portal) -> int:
    (photo,) = Photos(portal.engine).of_project("P1", COUNTY)
    return photo.id


def test_the_page_shows_what_is_registered_and_says_who_owes_the_rest(site: Portal) -> None:
    with site.signed_in("officer-a") as browser:
        page = browser.get("/boards/P1").text
        assert "云山县住房和城乡建设局" in page
        assert "0851-88001333" in page
        assert re.search("项目部.{1,3}应由施工总承包单位提供", page)
        browser.post("/boards/P1/entries", data={"project_office": "三号门 张经理"})
        assert "三号门 张经理" in browser.get("/boards/P1").text


def test_the_sheet_is_a_pdf_in_both_sizes_and_the_same_each_time(site: Portal, code: str) -> None:
    with site.signed_in("officer-a") as browser:
        for paper in ("a3", "a2"):
            first = browser.get("/boards/P1/board.pdf", params={"paper": paper})
            assert first.headers["content-type"] == "application/pdf"
            assert first.content.startswith(b"%PDF-")
            assert first.content == browser.get("/boards/P1/board.pdf", params={"paper": paper}).content
        assert browser.get("/boards/P1/board.pdf", params={"paper": "a9"}).status_code == 404
    assert len(code) == 10


def test_the_public_page_needs_no_sign_in_and_names_no_person(site: Portal, code: str) -> None:
    with site.browser() as browser:
        page = browser.get(f"/b/{code}")
    assert page.status_code == 200
    assert "tel:085188001333" in page.text
    assert "Liu Wei" not in page.text
    assert site.browser().get("/b/2222222222").status_code == 404


def test_nobody_of_another_county_sees_or_changes_a_board(site: Portal, code: str) -> None:
    assert sent(site, code, photograph(place=HERE)) == 303
    number = only_photo(site)
    with site.signed_in("officer-z") as browser:
        for path in ("/boards/P1", "/boards/P1/board.pdf", f"/boards/P1/photos/{number}.jpg"):
            assert browser.get(path).status_code == browser.get(path.replace("P1", "P9")).status_code == 404
        assert "P1" not in browser.get("/boards").text
        answer = browser.post(f"/boards/P1/photos/{number}", data={"decision": "refuse", "note": "x"})
        assert answer.status_code == 404
        assert browser.post("/boards/P1/code").status_code == 404


def test_a_confirmed_photo_puts_the_board_up_by_the_contracts_events(site: Portal, code: str) -> None:
    taken = datetime(2026, 5, 17, 9, 30)  # noqa: DTZ001 (a camera knows no zone)
    assert sent(site, code, photograph(place=HERE, taken=taken)) == 303
    number, items = only_photo(site), [item for item in MANDATORY if item != "project_office"]
    with site.signed_in("officer-a") as browser:
        assert "等待核验" in browser.get("/boards/P1").text
        form = {"decision": "confirm", "board_id": "B1", "items": items}
        assert browser.post(f"/boards/P1/photos/{number}", data=form).status_code == 200
        assert browser.post(f"/boards/P1/photos/{number}", data=form).status_code == 409
    frames = [f for f in History.of_engine(site.engine, "P1", JUDGED).frames() if "notice_board" in f.kind]
    posted, verified = frames
    assert posted.data["items"]["sector_complaint_phone"] == "0851-88001234"
    assert posted.data["posted_on"] == "2026-05-17"
    assert posted.data["longitude"] == pytest.approx(HERE[0], abs=1e-4)
    assert (verified.data["verified_by"], verified.data["ok"]) == ("officer-a", True)
    assert verified.data["missing"] == ["project_office"]
    acts = [entry.act for entry in ChronicleStore(site.engine).about("project:P1")]
    assert acts == ["board_code_made", "board_photo_received", "board_photo_confirmed"]


def test_a_refused_photo_needs_a_reason_and_accuses_nobody(site: Portal, code: str) -> None:
    sent(site, code, photograph())
    number = only_photo(site)
    with site.signed_in("officer-a") as browser:
        assert browser.post(f"/boards/P1/photos/{number}", data={"decision": "refuse"}).status_code == 400
        assert (
            browser.post(f"/boards/P1/photos/{number}", data={"decision": "refuse", "note": "看不清"}).status_code
            == 200
        )
    assert not [f for f in History.of_engine(site.engine, "P1", JUDGED).frames() if "notice_board" in f.kind]


def test_the_same_photo_of_another_site_is_shown_to_the_officer(site: Portal, code: str) -> None:
    submitted(site.engine, "P2")
    folded(site.engine, "P2")
    with site.signed_in("officer-a") as browser:
        browser.post("/boards/P2/code")
        other = Codes(site.engine).code("P2")
        assert other is not None
        assert sent(site, code, photograph(3)) == 303
        assert sent(site, other, photograph(3, quality=70, size=(1200, 900))) == 303
        page = browser.get("/boards/P2").text
    assert re.search(r"(近似|相同)</span> <a href=\"/boards/P1#photo-\d+\">P1</a>", page)


def test_the_shown_photo_has_nothing_of_the_camera_left(site: Portal, code: str) -> None:
    original = photograph(place=HERE, taken=datetime(2026, 5, 17, 9, 30))  # noqa: DTZ001 (a camera knows no zone)
    sent(site, code, original)
    with site.signed_in("officer-a") as browser:
        shown = browser.get(f"/boards/P1/photos/{only_photo(site)}.jpg").content
    assert b"Exif" in original
    assert b"Exif" not in shown
    assert b"Phone" not in shown


@pytest.mark.parametrize("content", [b"no photo", b"GIF89a" + b"\0" * 40, photograph(size=(200, 200))])
def test_what_is_no_usable_photo_is_refused_with_a_sentence(site: Portal, code: str, content: bytes) -> None:
    assert sent(site, code, content) == 400
    assert Photos(site.engine).of_project("P1", COUNTY) == []


def test_a_site_sends_only_so_many_photos_an_hour(site: Portal, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.pages.public_board.MOST_PER_HOUR", 2)
    codes = [sent(site, code, photograph(seed, size=(640, 480))) for seed in (1, 2, 3)]
    assert codes == [303, 303, 429]
