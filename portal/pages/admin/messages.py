"""The tables beside a bank's ISO 20022 messages, set by an administrator of its district."""

from urllib.parse import quote

from fastapi import HTTPException

from portal.pages.admin.clients import own_client
from portal.pages.admin.words import tabs
from portal.senders.tables import Whose, routes
from portal.visitor import Admin


def of_client(visitor: Admin, client_id: str) -> Whose:
    """Those of a bank that an office of the district administers; any other has none."""
    client = own_client(visitor, client_id).client
    if client.bank_code is None:
        raise HTTPException(404)
    around = {"tabs": tabs(visitor), "error": None}
    return Whose(visitor, client, f"/admin/clients/{quote(client.id)}/messages", "admin/client_messages.html", around)


router = routes("/admin/clients/{client_id}/messages", of_client)
