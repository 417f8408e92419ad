"""The question as it comes over the wire, and the answers as they go back."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from alerts.gate import Action, Channel, Check, Review, prompt
from infra.clock import SHANGHAI
from infra.db.gate.telling import answer
from portal.gate.memory import Memory

_Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
_MOST_FEN: Final = 10**16


class Question(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a bank's core system knows of an order before it executes it."""

    account_id: _Text
    action: Action
    authority: _Text
    document_no: _Text
    amount_fen: Annotated[int, Meta(ge=1, le=_MOST_FEN)] | None = None
    for_project_wages: bool = False
    channel: Channel = Channel.AUTOMATIC
    bank_code: str | None = None

    def differs(self, check: Check) -> bool:
        """Whether the same order was asked about with another sum, authority or purpose."""
        told = (self.amount_fen, self.authority, self.for_project_wages)
        return (check.amount_fen, check.authority, check.for_project_wages) != told

    def check(self, client: str, bank_code: str) -> Check:
        """The question of a client of a bank."""
        return Check(
            client,
            bank_code,
            self.account_id,
            self.action,
            self.authority,
            self.document_no,
            self.amount_fen,
            self.for_project_wages,
            self.channel,
        )


@lru_cache(maxsize=4)
def _basis(version: int, as_of: datetime | None, *, reachable: bool) -> msgspec.Raw:
    told = None if as_of is None else as_of.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
    database = "reachable" if reachable else "unreachable"
    return msgspec.Raw(msgspec.json.encode({"marks_version": version, "as_of": told, "database": database}))


def _basis_of(memory: Memory) -> msgspec.Raw:
    """On what an answer rests: which marks, of which instant, and whether they are the newest."""
    return _basis(memory.version, memory.as_of, reachable=memory.reachable)


def held(review: Review, working_days: int, memory: Memory) -> bytes:
    """The answer to a check of a protected account."""
    zh, en = prompt(review.kind, review.project)
    told = answer(review)
    told |= {"protected": review.kind != "unknown", "kind": review.kind, "prompt": {"zh": zh, "en": en}}
    told |= {"deadline": {"due_on": review.due_on, "working_days": working_days}, "basis": _basis_of(memory)}
    if review.kind == "unknown":
        told["because"] = "not known to be unprotected"
    return msgspec.json.encode(told)


def unprotected(check: str, memory: Memory) -> bytes:
    """The answer to a check of any other account; `check` names the question in the log of answers."""
    return b'{"answer":"unprotected","protected":false,"check":"%b","basis":%b}' % (check.encode(), _basis_of(memory))
