"""The bank's own tables beside its ISO 20022 messages."""

from typing import Final

from fastapi import HTTPException

from portal.security import SENDERS
from portal.senders.tables import Whose, routes
from portal.visitor import Sending

_ROOT: Final = f"{SENDERS}/messages"


def own(visitor: Sending) -> Whose:
    """Those of the sender's own client, if it is a bank: nobody else sends such messages."""
    if visitor.client.bank_code is None:
        raise HTTPException(404)
    return Whose(visitor, visitor.client, _ROOT, "sender/messages.html", {})


router = routes(_ROOT, own)
