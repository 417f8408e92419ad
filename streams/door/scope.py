"""Whose row it is: what a client may not say is set aside with the reason, and takes no event's name from anybody."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Final

from infra.db.clients.known import KnownThings
from schemas.checked import Checked, Reason, Rejected
from schemas.client import Client, ClientKind
from schemas.identifiers import withheld
from schemas.reasons import shown

_SHEETS: Final = "lines"


class Totals:
    """Records and money of the rows that passed, by event type: what the sender compares with his own books."""

    def __init__(self) -> None:
        self._totals: dict[str, list[int]] = {}

    def add(self, checked: Checked) -> None:
        """Count an event whose data is good; punches have no money."""
        if checked.type is None or checked.data is None:
            return
        total = self._totals.setdefault(checked.type, [0, 0])
        total[0] += checked.accepted
        total[1] += _fen(checked.data)
        if _SHEETS in checked.data:
            total[1] += sum(map(_fen, checked.data[_SHEETS]))

    def told(self) -> dict[str, dict[str, int]]:
        """The totals, by event type in order."""
        return {kind: {"records": told[0], "amount_fen": told[1]} for kind, told in sorted(self._totals.items())}


class Scope:
    """The rows of one submission as its client may send them."""

    def __init__(self, client: Client, known: KnownThings) -> None:
        self._client = client
        self._known = known
        self.totals = Totals()

    def at_hand(self) -> AbstractContextManager[None]:
        """Look things up quickly within the block."""
        return self._known.at_hand()

    def expect(self, rows: Iterable[Checked | None]) -> None:
        """Have at hand what will be asked about some rows: a bank's are about accounts."""
        if self._client.kind is ClientKind.BANK:
            self._known.expect({row.project for row in rows if row and row.project and row.data is not None})

    def of(self, checked: Checked | None) -> Checked | None:
        """The row as it is, or set aside as a whole."""
        if checked is None:
            return None
        reason = self._reason(checked)
        if reason is not None:
            return self._refused(checked, reason)
        if checked.data is not None and checked.type is not None:
            self._known.learn(checked)
            self.totals.add(checked)
        return checked

    def _reason(self, checked: Checked) -> Reason | None:
        if checked.source is not None and not self._client.speaks_for(checked.source):
            expected = f"{self._client.source} or a source below it"
            return Reason("source", shown(checked.source), expected, f"本机构的来源 {self._client.source} 或其下级")
        if checked.data is None or checked.type is None:
            return None
        return self._client.may_feed(checked.type, checked.project, checked.data, self._known)

    def _refused(self, checked: Checked, reason: Reason) -> Checked:
        """Without its id, so that the name stays free: for its rightful sender, or until the client may say it."""
        named = {"source": checked.source, "id": checked.id, "type": checked.type, "subject": checked.project}
        rejected = Rejected(None, checked.records, (reason,), withheld(named))
        own = checked.source is not None and self._client.speaks_for(checked.source)
        return checked._replace(
            source=checked.source if own else None, id=None, project=None, data=None, rejected=(rejected,)
        )


def _fen(data: dict[str, Any]) -> int:
    return int(data.get("amount_fen", 0)) + int(data.get("due_fen", 0))
