"""The people of a client: let in and stopped by its administrator, and nobody in any office."""

from infra.db.offices import Offices
from tests.machine_client import bank
from tests.portal_fixtures import TODAY, Portal
from tests.senders import a_sender


def test_nobody_of_a_client_works_for_an_office(portal: Portal) -> None:
    banker = "banker"
    a_sender(portal, bank("102"), banker)
    store = Offices(portal.engine)
    found = store.officer(banker, TODAY)
    assert found is not None
    assert (found.office, found.sight.regions, found.offices) == ("", (), ())
    assert banker not in {one.id for one in store.members("yunshan")}
    with portal.signed_in("admin-a") as browser:
        assert "银行102经办" not in browser.get("/admin/offices").text
        told = {"name": "x", "called": "某人", "office": "yunshan", "roles": "sender"}
        assert browser.post("/admin/officers", data=told).status_code == 422
        assert browser.get(f"/admin/officers/{banker}").status_code == 404


def test_an_administrator_lets_somebody_in_and_stops_him(portal: Portal) -> None:
    with portal.signed_in("admin-a") as admin:
        admin.post("/admin/clients", data={"client_id": "icbc", "kind": "bank", "name": "工商银行", "bank_code": "102"})
        told = admin.post("/admin/clients/icbc/people", data={"name": "guo", "called": "郭银行"}).text
        password = told.partition('<code class="token strong">')[2].partition("<")[0]
        assert admin.post("/admin/clients/icbc/people", data={"name": "guo", "called": "又一人"}).status_code == 422
        with portal.browser(follow_redirects=True) as browser:
            assert "今日报送" in browser.post("/signin", data={"name": "guo", "password": password}).text
            assert "工商银行" in browser.get("/profile").text
            admin.post("/admin/clients/icbc/people/guo/disable")
            assert str(browser.get("/sender/today").url).endswith("/signin?next=/sender/today")
        admin.post("/admin/clients/icbc/people/guo/enable")
        reset = admin.post("/admin/clients/icbc/people/guo/password").text
        assert "新密码" in reset
        assert admin.post("/admin/clients/icbc/people/nobody/password").status_code == 404
        with portal.signed_in("guo") as browser:
            assert browser.get("/sender/today").status_code == 200
            admin.post("/admin/clients/icbc", data={"name": "工商银行"})
            assert str(browser.get("/sender/today").url).endswith("/signin?next=/sender/today")
    with portal.signed_in("admin-z") as other:
        assert other.get("/admin/clients/icbc").status_code == 404
        assert other.post("/admin/clients/icbc/people", data={"name": "a", "called": "b"}).status_code == 404
