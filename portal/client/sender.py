"""Files sent through the interface: in pieces, resumed after every failure, delivered once."""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import httpx

from portal.client.signing import Signature

_PIECE: Final = 8 * 1024 * 1024
_TRIES: Final = 8
_AGAIN: Final = frozenset({429, 502, 503, 504})
_PIECES: Final = "application/offset+octet-stream"
Progress = Callable[[int, int], None]
"""Told how many bytes have come, of how many."""


class Failed(Exception):
    """The interface refused, or could not be reached; the text says why."""

    def __init__(self, text: str, status: int = 0, problem: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.problem = problem or {}


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a file: its receipt, and the same signed."""

    id: str
    receipt: dict[str, Any]
    jws: str


class Sender:
    """The interface as one client sees it. Close it."""

    def __init__(
        self, url: str, key: dict[str, Any], pause: Callable[[float], None] = time.sleep, piece: int = _PIECE
    ) -> None:
        """Nothing is asked yet.

        Args:
            url: the server's address, without a path.
            key: the client's private JWK.
            pause: waits some seconds between tries.
            piece: how many bytes of a file go in one request.
        """
        self._piece = piece
        self._http = httpx.Client(base_url=url, auth=Signature(key), timeout=120)
        self._pause = pause

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def submit(
        self, path: Path, said: dict[str, str] | None = None, progress: Progress | None = None, again: str = ""
    ) -> Submitted:
        """Send a file and wait for its receipt; sent again it gets the same receipt.

        Args:
            path: the file.
            said: what is said about it: feed, source, sheet, complete.
            progress: told how far it is.
            again: what makes a new request of a file that was sent before, such as the day.

        Raises:
            Failed: it was refused, or the server cannot be reached for long.
        """
        key = _key_of(path, (said or {}) | ({"again": again} if again else {}))
        place = self._begun(path, said or {})
        size = path.stat().st_size
        with path.open("rb") as file:
            self._send(place, file.read, file.seek, size, progress or (lambda _come, _size: None))
        told = self.ask("POST", f"{place}/submission", headers={"Idempotency-Key": key, "Prefer": "respond-async"})
        return self._receipted(told.json())

    def rejected(self, submission: str, lang: str = "zh") -> bytes:
        """What is set aside of a submission, as a file of the kind that was sent, with the reasons.

        Args:
            submission: its id.
            lang: in which language the reasons are, or come first: zh or en.

        Raises:
            Failed: it was refused, or the server cannot be reached for long.
        """
        return self.ask("GET", f"/v1/submissions/{submission}/rejected", params={"lang": lang}).content

    def _begun(self, path: Path, said: dict[str, str]) -> str:
        about = {"filename": path.name, **said}
        told = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in about.items())
        headers = {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": told, "Tus-Resumable": "1.0.0"}
        return self.ask("POST", "/v1/uploads", headers=headers).headers["Location"]

    def _send(
        self, place: str, read: Callable[[int], bytes], seek: Callable[[int], int], size: int, progress: Progress
    ) -> None:
        offset = 0
        while offset < size:
            seek(offset)
            headers = {"Upload-Offset": str(offset), "Content-Type": _PIECES, "Tus-Resumable": "1.0.0"}
            answer = self.ask("PATCH", place, content=read(self._piece), headers=headers, missed=(409, 423))
            offset = int(answer.headers.get("Upload-Offset") or self.ask("HEAD", place).headers["Upload-Offset"])
            progress(offset, size)

    def _receipted(self, told: dict[str, Any]) -> Submitted:
        while told["state"] in {"waiting", "reading"}:
            self._pause(0.2)
            told = self.ask("GET", f"/v1/submissions/{told['id']}").json()
        if told["state"] != "done":
            problem = told.get("problem") or {}
            raise Failed(f"{problem.get('zh', '')} / {problem.get('en', told['state'])}", 422, problem)
        return Submitted(told["id"], told["receipt"], told["jws"])

    def ask(self, method: str, path: str, missed: tuple[int, ...] = (), **given: Any) -> httpx.Response:
        """The answer to any request; what may pass is asked again, each time signed anew.

        Args:
            method: the request's.
            path: its path and query.
            missed: the refusals that the caller understands, besides every success.
            given: what `httpx.Client.request` takes.

        Raises:
            Failed: it was refused otherwise, or the server cannot be reached for long.
        """
        why = ""
        for attempt in range(_TRIES):
            try:
                answer = self._http.request(method, path, **given)
            except httpx.TransportError as error:
                why, wait = str(error) or type(error).__name__, 0.25 * 2**attempt
            else:
                if answer.is_success or answer.status_code in missed:
                    return answer
                why, wait = _why(answer), _wait_s(answer, attempt)
                if not wait:
                    raise Failed(why, answer.status_code, _problem(answer))
            self._pause(min(wait, 30.0))
        raise Failed(why)


def _wait_s(answer: httpx.Response, attempt: int) -> float:
    """How long to wait before the same is asked again; 0: never."""
    running = answer.status_code == 409 and _problem(answer).get("type", "").endswith(":still-running")
    if answer.status_code not in _AGAIN and not running:
        return 0.0
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else 0.25 * 2**attempt


def _why(answer: httpx.Response) -> str:
    told = _problem(answer)
    return f"{answer.status_code}: {told.get('detail_zh', '')} / {told.get('detail', answer.text[:200])}"


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        return dict(answer.json())
    except (ValueError, TypeError):
        return {}


def _key_of(path: Path, said: dict[str, str]) -> str:
    """The same file said to be the same is the same request, also after a crash of the sender."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(repr(sorted(said.items())).encode())
    return f"file-{digest.hexdigest()}"
