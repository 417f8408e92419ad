"""The question as it comes over the wire, and the answers as they go back."""

from typing import Annotated, Any, Final

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


def basis(memory: Memory) -> dict[str, Any]:
    """On what an answer rests: which marks, of which instant, and whether they are the newest."""
    as_of = None if memory.as_of is None else memory.as_of.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
    return {
        "marks_version": memory.version,
        "as_of": as_of,
        "database": "reachable" if memory.reachable else "unreachable",
    }


def held(review: Review, working_days: int, memory: Memory) -> bytes:
    """The answer to a check of a protected account."""
    zh, en = prompt(review.kind, review.project)
    told = answer(review)
    told |= {"protected": review.kind != "unknown", "kind": review.kind, "prompt": {"zh": zh, "en": en}}
    told |= {"deadline": {"due_on": review.due_on, "working_days": working_days}, "basis": basis(memory)}
    if review.kind == "unknown":
        told["because"] = "not known to be unprotected"
    return msgspec.json.encode(told)


def unprotected(check_case: str, memory: Memory) -> bytes:
    """The answer to a check of any other account; `check` names the question in the log of answers."""
    return msgspec.json.encode(
        {"answer": "unprotected", "protected": False, "check": check_case, "basis": basis(memory)}
    )
