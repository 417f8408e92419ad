import json

import httpx

from tests.machine_client import Signs, new_key
from tests.portal_fixtures import Portal


def test_an_administrator_registers_a_bank_and_its_key_is_shown_once(portal: Portal) -> None:
    with portal.signed_in("admin-a") as browser:
        told = {"client_id": "icbc", "kind": "bank", "name": "工商银行", "bank_code": "102"}
        assert "工商银行" in browser.post("/admin/clients", data=told).text
        shown = browser.post("/admin/clients/icbc/keys", data={"pasted": ""}).text
        assert "&#34;d&#34;" in shown
        page = browser.get("/admin/clients/icbc").text
        assert "&#34;d&#34;" not in page
        kid = page.partition('<code class="break">')[2].partition("</code>")[0]
        assert "已吊销" in browser.post("/admin/clients/icbc/revoke", data={"kid": kid}).text
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


def test_keys_are_rotated_without_a_gap_and_a_revoked_one_is_refused(portal: Portal) -> None:
    old, new = new_key(), new_key("P-256")
    with portal.signed_in("admin-a") as admin:
        told = {"client_id": "icbc", "kind": "bank", "name": "工商银行", "bank_code": "102"}
        admin.post("/admin/clients", data=told)
        for key in (old, new):
            page = admin.post(
                "/admin/clients/icbc/keys", data={"pasted": json.dumps(public(key)), "last": "2030-12-31"}
            )
            assert page.status_code == 200
        assert page.text.count("2031年1月1日 00:00") == 2
        assert [asked(portal, key) for key in (old, new)] == [200, 200]
        admin.post("/admin/clients/icbc/revoke", data={"kid": old["kid"]})
        assert [asked(portal, key) for key in (old, new)] == [401, 200]
        admin.post("/admin/clients/icbc", data={"name": "工商银行"})
        assert asked(portal, new) == 401
        admin.post("/admin/clients/icbc", data={"name": "工商银行云山支行", "active": "true"})
        assert asked(portal, new) == 200
        assert "工商银行云山支行" in admin.get("/admin/clients").text


def test_a_certificate_is_registered_by_its_fingerprint(portal: Portal) -> None:
    with portal.signed_in("admin-a") as admin:
        told = {"client_id": "site-9", "kind": "site", "name": "九号工地", "projects": "P9"}
        admin.post("/admin/clients", data=told)
        page = admin.post("/admin/clients/site-9/keys", data={"pasted": ":".join(["ab"] * 32)}).text
        assert f"mtls:{'ab' * 32}" in page
        assert (
            "P8"
            in admin.post("/admin/clients/site-9", data={"name": "九号", "projects": "P9 P8", "active": "true"}).text
        )
        assert admin.post("/admin/clients/site-9", data={"name": "九号", "projects": ""}).status_code == 422


def public(key: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in key.items() if name != "d"}


def asked(portal: Portal, key: dict[str, str]) -> int:
    with httpx.Client(base_url=portal.url, auth=Signs(key), trust_env=False) as client:
        return client.get("/v1/feed").status_code
