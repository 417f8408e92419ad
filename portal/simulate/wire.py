"""The sender's end of the wire: what a bank's or a site's own system would do, and a request cut in the middle."""

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from infra import clock
from infra.signed_request import HEADER
from infra.signing import verified
from portal.client import Sender
from portal.client.signing import Signature
from portal.simulate.delivery import JSONL, Delivery, Event

_PATIENCE_S: Final = 120.0
_SUBMISSIONS: Final = "/v1/submissions"
_CHECKS: Final = "/v1/restriction-checks"
_PIECE: Final = 4096
"""Small, so that a file of the demonstration goes in several pieces as a large one does."""
Told = dict[str, Any]


class Wire:
    """One sender's connection; every refusal is raised as `portal.client.Failed`. Close it."""

    def __init__(self, url: str, key: Told) -> None:
        """Takes the portal's address and the sender's private JWK."""
        self._url = urlsplit(url)
        self._signature = Signature(key)
        self._sender = Sender(url, key, piece=_PIECE)

    def close(self) -> None:
        """Hang up."""
        self._sender.__exit__()

    def submit(self, sent: Delivery, key: str) -> Told:
        """Deliver a file in one request; the answer with its receipt."""
        headers = {"Content-Type": sent.media, "Idempotency-Key": key}
        return self._told("POST", _target(sent), content=sent.body, headers=headers)

    def upload(self, sent: Delivery) -> Told:
        """Deliver a file in pieces; the answer with its receipt."""
        with TemporaryDirectory() as folder:
            file = Path(folder, sent.name)
            file.write_bytes(sent.body)
            return asdict(self._sender.submit(file, {"feed": sent.feed} if sent.feed else {}))

    def cut(self, sent: Delivery, key: str) -> None:
        """Begin to deliver a file and hang up in the middle of it."""
        target = _target(sent)
        head = [
            f"POST {target} HTTP/1.1", f"Host: {self._url.netloc}", f"Content-Type: {sent.media}",
            f"Content-Length: {len(sent.body)}", f"Idempotency-Key: {key}",
            f"{HEADER}: {self._signature.header('POST', target, sent.body)}", "", "",
        ]  # fmt: skip
        place = (self._url.hostname or "", self._url.port or 80)
        with socket.create_connection(place, timeout=_PATIENCE_S) as line, suppress(OSError):
            line.sendall("\r\n".join(head).encode() + sent.body[: len(sent.body) // 2])

    def rejected(self, submission: str) -> bytes:
        """The rows of a submission that were set aside, as a file."""
        return self._sender.rejected(submission)

    def explain(self, purposes: Mapping[str, Mapping[str, str]]) -> None:
        """Say what the codes of the bank's messages mean."""
        self._sender.ask("PUT", "/v1/messages/purposes", json=purposes)

    def punch(self, batch: Event, skew: timedelta) -> tuple[Told, int]:
        """Deliver a terminal's batch, its clock being wrong by so much; the answer, and the skew that it says (ms)."""
        body = {"project": batch["subject"], **batch["data"]}
        headers = {"Wagewatch-Device-Time": (clock.now() + skew).isoformat()}
        answer = self._sender.ask("POST", "/v1/punches", json=body, headers=headers)
        return answer.json(), int(answer.headers["Wagewatch-Clock-Skew-Ms"])

    def complete(self, until: str) -> Told:
        """Say that everything up to a day was delivered."""
        return self._told("POST", "/v1/feed/completed", json={"complete_until": until})

    def may_restrict(self, order: Event) -> Told:
        """Ask the freeze gate before an order is executed."""
        data: Mapping[str, Any] = order["data"]
        asked = {name: data[name] for name in ("account_id", "action", "authority", "document_no") if name in data}
        amount = {"amount_fen": data["amount_fen"]} if data.get("amount_fen") else {}
        return self._told("POST", _CHECKS, json=asked | amount)

    def case(self, number: str) -> Told | None:
        """How a case stands; None while it is not known yet."""
        answer = self._sender.ask("GET", f"{_CHECKS}/{number}", missed=(httpx.codes.NOT_FOUND,))
        return dict(answer.json()) if answer.is_success else None

    def marked(self) -> set[str]:
        """The bank's protected accounts, from the list that it loads into its own system, its signature checked."""
        signed = self._sender.ask("GET", "/v1/protection-marks").text
        told = json.loads(verified(signed, self._told("GET", "/v1/keys")))
        return {mark["account_id"] for mark in told["marks"] if mark["closed_on"] is None}

    def _told(self, method: str, path: str, **given: Any) -> Told:
        told: Told = self._sender.ask(method, path, **given).json()
        return told


def _target(sent: Delivery) -> str:
    said = {"name": sent.name} | ({"feed": sent.feed} if sent.feed and sent.media != JSONL else {})
    return f"{_SUBMISSIONS}?{urlencode(said)}"
