"""Whole portraits for pages: made from the stored ledger, the last ones kept as long as the ledger stands."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from fastapi import Request

from infra.db.ledgers import LedgerStore
from infra.db.policies import Policies
from infra.db.portraits import Listed, Portraits
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.portrait import Portrait, portrait
from portal.visitor import Visitor
from streams.policies import policy_in_force

KEPT: Final = 24
"""Portraits in memory: a project of 250 workers and 12 months takes some two megabytes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A project in sight, as listed and as painted."""

    listed: Listed
    portrait: Portrait


class Gallery:
    """The portraits painted last, by project, of whichever version the ledger then had. Safe with several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._painted: OrderedDict[str, tuple[tuple[int, Policy], Portrait]] = OrderedDict()

    def shown(self, visitor: Visitor, policy: Policy, project: str) -> Shown | None:
        """The project's portrait; None where there is none in the visitor's sight."""
        store = Portraits(visitor.engine)
        listed = store.get(project, visitor.sight)
        if listed is None:
            return None
        painted = self._painting(visitor, policy, project, store.version(project))
        if painted is None or not _is_seen(visitor, listed, painted):
            return None
        return Shown(listed, painted)

    def _painting(self, visitor: Visitor, policy: Policy, project: str, version: int | None) -> Portrait | None:
        with self._lock:
            known = self._painted.get(project)
        if known is not None and version is not None and known[0] == (version, policy):
            return known[1]
        loaded = LedgerStore(visitor.engine).load([project]).get(project)
        if loaded is None:
            return None
        ledger = Ledger.restored(project, loaded.state, loaded.months)
        made = portrait(ledger, loaded.as_of or visitor.today, policy, loaded.open_findings.values())
        with self._lock:
            self._painted[project] = ((loaded.version, policy), made)
            self._painted.move_to_end(project)
            while len(self._painted) > KEPT:
                self._painted.popitem(last=False)
        return made


def _is_seen(visitor: Visitor, listed: Listed, painted: Portrait) -> bool:
    """Whether the project still lies where it was listed, or else in sight where it went."""
    region = painted.glimpse.region
    return listed.region.startswith(region) or visitor.sight.sees(region)


GALLERY: Final = Gallery()


def law(request: Request) -> Policy:
    """The parameters in force; the same object until somebody publishes others."""
    published = Policies(request.app.state.engine)
    known: tuple[int, Policy] | None = getattr(request.app.state, "law", None)
    number = published.publication()
    if known is None or known[0] != number:
        known = request.app.state.law = (number, policy_in_force(request.app.state.settings.policy, published))
    return known[1]
