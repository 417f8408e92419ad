"""A call to somebody's web address: JSON there, and the answer back as it is, with no redirect followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests

from infra import clock
from infra.channels.outcome import Again, Outcome, of_http

_CONNECT_S: Final = 10.0
_READ_S: Final = 20.0
_MOST: Final = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: what the status says of it, and the first bytes of the body."""

    outcome: Outcome
    body: bytes = b""


def posted(  # noqa: PLR0913 (what a call consists of)
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    verify: bool = True,
) -> Answer:
    """POST the body; an address that does not answer is one to try again."""
    sent = {"User-Agent": "Wagewatch", "Content-Type": "application/json; charset=utf-8", **headers}
    options: dict[str, Any] = {"params": params, "auth": auth, "verify": verify, "allow_redirects": False}
    try:
        with requests.post(
            url, data=body, headers=sent, timeout=(_CONNECT_S, _READ_S), stream=True, **options
        ) as response:
            outcome = of_http(response.status_code, response.headers, clock.now())
            return Answer(outcome, next(response.iter_content(_MOST), b""))
    except requests.RequestException as error:
        return Answer(Again(_cause(error)))


def _cause(error: requests.RequestException) -> str:
    """The kind of the failure. Not its text: that repeats the address, and addresses carry secrets."""
    causes: dict[type, str] = {
        requests.exceptions.SSLError: "TLS failed",
        requests.exceptions.ConnectTimeout: "connection timed out",
        requests.exceptions.ReadTimeout: "no answer in time",
        requests.exceptions.ConnectionError: "connection failed",
    }
    return next((causes[kind] for kind in type(error).__mro__ if kind in causes), type(error).__name__)
