"""A site of the first county whose person delivered a file with a row that was set aside; and somebody next door."""

from tests.isolation import Seeded
from tests.machine_client import bank, site
from tests.portal_fixtures import Portal
from tests.senders import a_sender, uploaded

_FILE = "云山县九号工地进场登记.jsonl"
_PERSON = "sender-of-p9"
_BANKER = "sender-bank-a"


def seed(portal: Portal) -> Seeded:
    client = a_sender(portal, site("P9"), _PERSON)
    a_sender(portal, bank("313"), "sender-z", office="linshui")
    banker = {"client_id": a_sender(portal, bank("402"), _BANKER).id}
    with portal.signed_in(_PERSON) as browser:
        address = str(uploaded(browser, b'{"specversion": "1.0"}\n', _FILE).url)
        upload = browser.post("/sender/uploads", headers={"Upload-Length": "5"}).headers["Location"]
    mine = ({"number": address.rpartition("/")[2]},)
    people = ({"client_id": client.id, "name": _PERSON},)
    begun = ({"number": upload.rpartition("/")[2]},)
    tables = "/admin/clients/{client_id}/messages"
    root, delivery = "/admin/clients/{client_id}/people", "/sender/deliveries/{number}"
    return Seeded(
        ids={
            delivery: mine,
            **{f"{delivery}/{part}": mine for part in ("receipt", "receipt.pdf", "rejected")},
            **{f"/sender/uploads/{{number}}{act}": begun for act in ("", "/submission", "/forget")},
            **{f"{tables}{part}": (banker,) for part in ("", "/download", "/accounts", "/purposes", "/payments")},
            root: ({"client_id": client.id},),
            **{f"{root}/{{name}}/{act}": people for act in ("password", "disable", "enable")},
        },
        marks=(_FILE, _PERSON),
        who={"/sender": _PERSON, "/admin/clients": "admin-a"},
        forms={root: {"name": "somebody", "called": "某人"}},
    )
