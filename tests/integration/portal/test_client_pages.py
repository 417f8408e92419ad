import json

from tests.machine_client import new_key
from tests.portal_fixtures import Portal


def test_an_administrator_registers_a_bank_and_its_key_is_shown_once(portal: Portal) -> None:
    with portal.signed_in("admin-a") as browser:
        told = {"client_id": "icbc", "kind": "bank", "name": "工商银行", "bank_code": "102"}
        assert "工商银行" in browser.post("/admin/clients", data=told).text
        shown = browser.post("/admin/clients/icbc/keys", data={"pasted": ""}).text
        assert "&#34;d&#34;" in shown
        page = browser.get("/admin/clients").text
        assert "&#34;d&#34;" not in page
        kid = page.partition("<code>")[2].partition("</code>")[0]
        assert "已停用" in browser.post("/admin/clients/icbc/revoke", data={"kid": kid}).text
        refused = browser.post("/admin/clients/icbc/keys", data={"pasted": json.dumps(new_key())})
        assert refused.status_code == 422
        elsewhere = {"client_id": "r", "kind": "registry", "name": "r", "regions": "520102"}
        assert browser.post("/admin/clients", data=elsewhere).status_code == 422
    with portal.signed_in("admin-z") as browser:
        assert "工商银行" not in browser.get("/admin/clients").text
        assert browser.post("/admin/clients/icbc/keys", data={"pasted": ""}).status_code == 404
        assert browser.post("/admin/clients/icbc/revoke", data={"kid": kid}).status_code == 404
    with portal.signed_in("officer-a") as browser:
        assert browser.get("/admin/clients").status_code == 403
