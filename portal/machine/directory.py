"""The clients' keys as this process knows them: a few seconds old at most, as long as the database answers."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec
from sqlalchemy import Engine

from infra import clock
from infra.db.clients import ClientKey, Clients
from infra.db.engine import UnreachableError
from schemas.client import Client

_FRESH_S: Final = 2.0
"""So late a revoked key is noticed."""
_GLANCES_PER_S: Final = 20
_Entry = tuple[Client, ClientKey, bool]
_ENTRIES: Final = msgspec.json.Decoder(dict[str, _Entry])
FILE: Final = "callers.json"


class Directory:
    """Keys by id, and the requests seen by this process. Safe to use from several threads."""

    def __init__(self, engine: Engine, file: Path | None = None) -> None:
        """Takes the file that remembers the keys, for a process that is started while the database is away."""
        self._store = Clients(engine)
        self._file = file
        self._saved: dict[str, _Entry] = {}
        self._refreshing = threading.Lock()
        self._glances = (0, 0)
        self._keys: dict[str, _Entry] = {}
        self._read_s: float | None = None
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._before: set[str] = set()
        self._turned = clock.elapsed()
        self.stale = False
        """Whether the database did not answer when it was asked last."""

    def is_old(self) -> bool:
        """Whether it is time to ask the database again, it answered last time, and nobody is asking it.

        Where it does not answer, the gate's desk goes on asking: no request waits for that.
        """
        if self._read_s is None:
            return True
        return clock.elapsed() - self._read_s > _FRESH_S and not self.stale and not self._refreshing.locked()

    def look_again(self) -> None:
        """Ask the database once more, for a key that may be new; not too often, whoever makes up keys."""
        second = int(clock.elapsed())
        self._glances = (second, self._glances[1] + 1) if self._glances[0] == second else (second, 1)
        if not self.stale and self._glances[1] <= _GLANCES_PER_S:
            self.refresh(0.0)

    def refresh(self, fresh_s: float = _FRESH_S) -> None:
        """Ask the database; keep what is known if it does not answer. One asks at a time.

        Raises:
            UnreachableError: it does not answer, and nothing was ever known.
        """
        with self._refreshing:
            if self._read_s is not None and clock.elapsed() - self._read_s <= fresh_s:
                return
            try:
                self._keys, self.stale = self._store.everybody(), False
                self._save()
            except UnreachableError:
                if self._read_s is None and not self._recall():
                    raise
                self.stale = True
            self._read_s = clock.elapsed()

    def _save(self) -> None:
        """Remember the keys, public halves only, if somebody's changed; `used_at` changes without meaning."""
        meant = {kid: (client, replace(key, used_at=None), active) for kid, (client, key, active) in self._keys.items()}
        if self._file is None or meant == self._saved:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_name(f"{self._file.name}.{uuid4().hex}")
        fresh.write_bytes(msgspec.json.encode(meant))
        fresh.replace(self._file)
        self._saved = meant

    def _recall(self) -> bool:
        try:
            self._keys = {} if self._file is None else _ENTRIES.decode(self._file.read_bytes())
        except (OSError, msgspec.MsgspecError):
            return False
        return bool(self._keys)

    def caller(self, kid: str) -> tuple[Client, ClientKey, bool] | None:
        """Whose a key is, the key, and whether the client is active; None for an unknown one."""
        return self._keys.get(kid)

    def first_time(self, client_id: str, jti: str, lasts_s: float) -> bool:
        """Whether this process never saw the request before, for at least so long; from now on it did."""
        request, now = f"{client_id}\0{jti}", clock.elapsed()
        with self._lock:
            if now - self._turned > lasts_s:
                self._before, self._seen, self._turned = self._seen, set(), now
            if request in self._seen or request in self._before:
                return False
            self._seen.add(request)
            return True
