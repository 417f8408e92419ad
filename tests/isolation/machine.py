"""A machine client of the first county, and a restriction order that waits for its officers."""

from tests.freeze_gate import client, held, mark
from tests.isolation import Seeded
from tests.portal_fixtures import Portal

_CLIENT = "yunshan-gate-7"
_AUTHORITY = "云山县只此一家法院"


def seed(portal: Portal) -> Seeded:
    form = {"client_id": _CLIENT, "kind": "site", "name": "云山县七号工地", "projects": "P1"}
    with portal.signed_in("admin-a") as admin:
        assert _CLIENT in admin.post("/admin/clients", data=form).text
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker, authority=_AUTHORITY)
    mine = ({"client_id": _CLIENT},)
    return Seeded(
        ids={
            "/admin/clients/{client_id}": mine,
            "/admin/clients/{client_id}/keys": mine,
            "/admin/clients/{client_id}/revoke": mine,
            "/reviews/{case}": ({"case": case},),
            "/reviews/{case}/{act}": tuple({"case": case, "act": act} for act in ("decide", "confirm")),
        },
        marks=(_CLIENT, _AUTHORITY, case),
        who={"/admin/clients": "admin-a"},
        forms={
            "/admin/clients/{client_id}/revoke": {"kid": "any"},
            "/reviews/{case}/{act}": {"version": "1", "decision": "object", "why": "because"},
        },
    )
