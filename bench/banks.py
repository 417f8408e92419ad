"""A bank that may call: its client and its key, as an administrator would have registered them."""

import json

from joserfc.jwk import OKPKey

from infra import clock
from infra.db.chronicle import Entry
from infra.db.clients import ClientKey, Clients
from infra.signed_request import public_key
from schemas.client import Client, ClientKind


def registered(clients: Clients, name: str, bank_code: str) -> dict[str, str]:
    """The private key of a client of that bank that was just registered."""
    made = OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True)
    key = {part: str(value) for part, value in made.items()}
    entry = Entry(f"client:{name}", "created", "bench", "", clock.today(), {})
    clients.add(Client(name, ClientKind.BANK, "银行", f"urn:{name}", bank_code=bank_code), None, clock.now(), entry)
    public = public_key(json.dumps({part: value for part, value in key.items() if part != "d"}))
    clients.add_key(ClientKey(key["kid"], name, "Ed25519", public, clock.now(), None, None), entry)
    return key
