"""The pages of the people at banks, sites and registries: their own things, and nothing of the officers'."""

import io

import pytest
from openpyxl import load_workbook

from infra.db.door.own import Own
from portal.client.receipts import checked
from portal.visitor import is_senders
from tests.machine_client import bank, site
from tests.portal_fixtures import Browser, Portal, api_routes
from tests.senders import MOVEMENTS, OPENING, a_sender, movement, sheet, uploaded

SHARED = {"/", "/profile", "/profile/password", "/signout"}
PUBLIC = {"/signin", "/signin/sso", "/signin/sso/callback", "/language", "/b/{code}"}


@pytest.fixture
def banker(portal: Portal) -> str:
    a_sender(portal, bank("102"), "banker")
    return "banker"


def test_a_sender_is_refused_by_every_route_of_the_officers(portal: Portal, banker: str) -> None:
    asked = 0
    with portal.signed_in(banker) as browser:
        for route in api_routes(portal.app):
            if is_senders(route.path) or route.path in SHARED or _public(route.path):
                continue
            path = route.path.replace("{number}", "1")
            for method in sorted(route.methods):
                given = {} if method == "GET" else {"data": {}}
                told = browser.request(method, path, follow_redirects=False, **given)
                assert told.status_code in {403, 404}, (method, path, told.status_code)
                asked += 1
    assert asked > 100


def _public(path: str) -> bool:
    return path in PUBLIC or path.startswith("/b/")


def test_an_officer_is_refused_by_every_route_of_the_senders(portal: Portal) -> None:
    for officer in ("officer-a", "chief-a", "admin-52", "auditor-52"):
        with portal.signed_in(officer) as browser:
            for route in api_routes(portal.app):
                if is_senders(route.path):
                    path = route.path.replace("{number}", f"d{'0' * 32}")
                    for method in sorted(route.methods):
                        told = browser.request(method, path, follow_redirects=False)
                        assert told.status_code in {403, 404}, (officer, method, path, told.status_code)


def rejected_of(browser: Browser, page: str) -> bytes:
    told = browser.get(f"{page}/rejected")
    assert told.status_code == 200, told.text
    return told.content


def test_a_row_is_set_aside_repaired_and_linked(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        assert "已受理" in uploaded(browser, sheet(*OPENING), "开户.xlsx").text
        told = uploaded(browser, sheet(MOVEMENTS, movement("T1", "1,000.00"), movement("T2", "十二万")), "流水.xlsx")
        assert "有行待更正" in told.text
        assert "最多两位小数的金额" in told.text
        assert "1,000.00" in told.text
        first = str(told.url)
        assert "十二万" in browser.get("/sender/today").text
        assert "十二万" in browser.get("/sender/repairs").text
        book = load_workbook(io.BytesIO(rejected_of(browser, first)))
        assert book.active is not None
        heading = [cell.value for cell in book.active[2]]
        assert heading[-2:] == ["隔离编号", "隔离原因"]
        book.active.cell(3, heading.index("金额") + 1).value = "120000"
        out = io.BytesIO()
        book.save(out)
        second = uploaded(browser, out.getvalue(), "更正.xlsx")
        assert "本次更正了以前的行" in second.text
        assert first.rpartition("/")[2] in second.text
        again = browser.get(first).text
        assert "更正.xlsx" in again
        assert "已更正" in again
        assert ">待更正</span>" not in again
        assert "没有待更正的行" in browser.get("/sender/repairs").text


def test_a_row_that_is_wrong_again_waits_once_and_both_are_shown_in_both_languages(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        uploaded(browser, sheet(*OPENING), "开户.xlsx")
        first = str(uploaded(browser, sheet(MOVEMENTS, movement("T2", "十二万")), "流水.xlsx").url)
        book = load_workbook(io.BytesIO(rejected_of(browser, first)))
        assert book.active is not None
        heading = [cell.value for cell in book.active[2]]
        book.active.cell(3, heading.index("金额") + 1).value = "1.005"
        out = io.BytesIO()
        book.save(out)
        second = str(uploaded(browser, out.getvalue(), "更正.xlsx").url)
        told = {
            "zh": (("已由新行取代", "再次隔离见", "更正.xlsx"), ("更正后仍有误,待更正", "取代", "流水.xlsx")),
            "en": (("Superseded", "Set aside again in", "更正.xlsx"), ("Wrong again, to repair", "Takes the place of")),
        }
        for lang, (old, new) in told.items():
            browser.post("/language", data={"lang": lang, "next": "/sender/today"})
            page = browser.get(first).text
            assert [word for word in old if word not in page] == [], lang
            assert f"/sender/deliveries/{second.rpartition('/')[2]}#row-" in page
            page = browser.get(second).text
            assert [word for word in new if word not in page] == [], lang
            assert f"/sender/deliveries/{first.rpartition('/')[2]}#row-" in page
        repairs = browser.get("/sender/repairs").text
        assert ("Wrong again" in repairs, repairs.count("#row-")) == (True, 1)
        assert "wrong again: 1" in browser.get("/sender/health").text


def test_the_receipt_is_one_that_anybody_can_verify(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        page = str(uploaded(browser, sheet(*OPENING)).url)
        keys = browser.get("/v1/keys").json()
        receipt = checked(browser.get(f"{page}/receipt").text, keys)
        assert receipt["records"] == {"received": 1, "accepted": 1, "duplicate": 0, "quarantined": 0}
        paper = browser.get(f"{page}/receipt.pdf")
        assert paper.content.startswith(b"%PDF")
        assert "attachment" in paper.headers["Content-Disposition"]


def test_the_same_form_sent_twice_is_one_delivery_and_another_file_another(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        body = sheet(*OPENING)
        first, again = (uploaded(browser, body, form="0123456789abcdef").url for _ in range(2))
        assert first == again
        other = uploaded(browser, sheet(MOVEMENTS, movement("T1")), form="0123456789abcdef").url
        assert other != first


def test_what_cannot_be_taken_is_refused_in_words(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        for body, name in ((b"", "a.csv"), (b"", "")):
            told = uploaded(browser, body, name)
            assert told.status_code == 422, told.text
            assert 'role="alert"' in told.text
        told = uploaded(browser, b"PK\x03\x04 no workbook", "a.xlsx")
        assert told.status_code == 200
        assert "整份退回" in told.text
        assert uploaded(browser, sheet(*OPENING), feed="nonsense").status_code == 422
        assert browser.get("/sender/deliveries").text.count("整份退回") == 1


def test_a_large_body_is_read_from_senders_only(portal: Portal, banker: str) -> None:
    portal.app.state.largest_body = 1000
    body = sheet(MOVEMENTS, *(movement(f"T{n}") for n in range(400)))
    assert len(body) > 1000
    with portal.signed_in(banker) as browser:
        assert uploaded(browser, body).status_code == 200
        assert browser.post("/sender/completed", data={"until": "1" * 2000}).status_code == 413
    with portal.signed_in("officer-a") as browser:
        assert uploaded(browser, body).status_code == 403
    portal.app.state.largest_delivery = 1000
    with portal.signed_in(banker) as browser:
        assert uploaded(browser, body).status_code == 413


def test_a_bank_states_that_a_day_is_complete(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        assert "还没有报送完毕声明" in browser.get("/sender/today").text
        assert "报送完毕声明" in browser.post("/sender/completed", data={"until": "2026-05-17"}).text
        page = browser.get("/sender/today").text
        assert "2026年5月17日" in page
        assert "没有延迟" in page
        refused = browser.post("/sender/completed", data={"until": "2026-05-19"})
        assert refused.status_code == 422
        assert "不能声明今天以后" in refused.text


def test_a_site_makes_no_statement_and_has_its_own_templates(portal: Portal) -> None:
    a_sender(portal, site("P1"), "siteman")
    with portal.signed_in("siteman") as browser:
        page = browser.get("/sender/today").text
        assert "本日报送完毕" not in page
        assert "考勤记录" in page
        assert browser.post("/sender/completed", data={"until": "2026-05-17"}).status_code == 403
        for kind in ("xlsx", "csv"):
            assert browser.get(f"/sender/template?feed=punches&kind={kind}").content
        assert browser.get("/sender/template?feed=movements").status_code == 404


def test_both_versions_of_a_corrected_record_are_shown(portal: Portal, banker: str) -> None:
    query = "/sender/records?project=P1&kind=bank.account_credited&number=T1"
    with portal.signed_in(banker) as browser:
        uploaded(browser, sheet(*OPENING))
        uploaded(browser, sheet(MOVEMENTS, movement("T1", "1,000.00")))
        uploaded(browser, sheet(MOVEMENTS, movement("T1", "2,500.00")))
        page = browser.get(query).text
        assert page.index("2,500.00") < page.index("1,000.00")
        assert "已被取代" in page
        assert "与前一版不同" in page
        assert "2 个版本是在所选时刻以后" in browser.get(f"{query}&known=2020-01-01T00:00").text


def test_the_health_of_every_month_with_a_delivery_is_shown(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        uploaded(browser, sheet(*OPENING))
        uploaded(browser, sheet(MOVEMENTS, movement("T1"), movement("T2", "十二万")))
        page = browser.get("/sender/health").text
        assert "2026-05" in page
        months = Own(portal.engine).months("bank-102", 12)
        chosen = browser.get(f"/sender/health?month={months[0]:%Y-%m}").text
        assert "金额" in chosen
        assert browser.get("/sender/health?month=2026-13").status_code == 400
