"""A site of the first county whose person delivered a file with a row that was set aside; and somebody next door."""

from tests.isolation import Seeded
from tests.machine_client import bank, site
from tests.portal_fixtures import Portal
from tests.senders import a_sender, uploaded

_FILE = "云山县九号工地进场登记.jsonl"
_PERSON = "sender-a"


def seed(portal: Portal) -> Seeded:
    client = a_sender(portal, site("P9"), _PERSON)
    a_sender(portal, bank("313"), "sender-z", office="linshui")
    with portal.signed_in(_PERSON) as browser:
        address = str(uploaded(browser, b'{"specversion": "1.0"}\n', _FILE).url)
    mine = ({"number": address.rpartition("/")[2]},)
    people = ({"client_id": client.id, "name": _PERSON},)
    root, delivery = "/admin/clients/{client_id}/people", "/sender/deliveries/{number}"
    return Seeded(
        ids={
            delivery: mine,
            **{f"{delivery}/{part}": mine for part in ("receipt", "receipt.pdf", "rejected")},
            root: ({"client_id": client.id},),
            **{f"{root}/{{name}}/{act}": people for act in ("password", "disable", "enable")},
        },
        marks=(_FILE, _PERSON),
        who={"/sender": _PERSON, "/admin/clients": "admin-a"},
        forms={root: {"name": "somebody", "called": "某人"}},
    )
