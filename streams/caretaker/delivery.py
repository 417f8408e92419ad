"""Delivers what the outbox holds: one attempt at each delivery that is due.

What is promised. A delivery is queued in the transaction of the change that it tells of: there is none without the
change, and no change without it. Its key is unique: it is queued once. It is sent *at least* once: a process that dies
with a claim loses it after `LEASE`, and another sends again. It arrives twice only if a process dies, or loses the
database, between the other side's "taken" and our mark of it, or if that answer is lost on its way. Then both copies
carry the same identity (`Message-ID`, `Idempotency-Key`, the reference at the foot of the text), so that a receiver
who looks at it keeps one. No sender can promise more.
"""

import hashlib
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from alerts.alertmanager import webhook
from alerts.notices import Notice
from alerts.wording import message, sentence, tag
from infra.channels import Again, Kind, Letter, Never, Outcome, Sent, send
from infra.clock import elapsed
from infra.db.notices.outbox import Claimed, Outbox, undeliverable
from infra.seal import Seal, Unreadable
from infra.settings import Settings
from monitors.rule import catalogue
from streams.wording import ZH, chosen

_log = logging.getLogger("wagewatch.caretaker")
FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 6 * 3600.0
_AT_ONCE: Final = 4
ATTEMPTS: Final = 12
"""About thirteen hours from the first attempt to the last."""


def deliver_due(engine: Engine, settings: Settings, now: datetime, *, most: int = 100) -> int:
    """Attempt each delivery that is due, at most so many, four at a time; return how many were attempted.

    Several processes may do so at once: each delivery is claimed by one of them.
    """
    seal, began_s = Seal.of(settings), elapsed()

    def one(_: int) -> bool:
        return _attempted(Outbox(engine), seal, settings, now + timedelta(seconds=elapsed() - began_s))

    done = 0
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="delivery") as pool:
        while done < most:
            attempted = sum(pool.map(one, range(min(_AT_ONCE, most - done))))
            done += attempted
            if attempted == 0:
                break
    return done


def _attempted(outbox: Outbox, seal: Seal, settings: Settings, now: datetime) -> bool:
    """Whether one was due and has been attempted."""
    for claimed in outbox.claim(now):
        settle(outbox, claimed, _sent(claimed, seal, settings), now)
        return True
    return False


def settle(outbox: Outbox, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Write down what became of an attempt: sent, to be tried again, or given up and told in the portal."""
    match outcome:
        case Sent():
            outbox.sent(claimed, now)
        case Again(error, after_s) if claimed.attempt < ATTEMPTS:
            wait_s = max(after_s, wait_after(claimed.reference, claimed.attempt))
            outbox.again(claimed, now + timedelta(seconds=wait_s), error)
        case Again(error) | Never(error):
            _log.warning("delivery %d to contact point %d is given up: %s", claimed.id, claimed.contact, error)
            notice = undeliverable(claimed, error, claimed.notices[0].day if claimed.notices else now.date())
            outbox.failed(claimed, error, permanent=isinstance(outcome, Never), notice=notice)


def wait_after(reference: str, attempt: int) -> float:
    """Seconds until the next attempt: twice as long each time up to six hours, moved by up to a fifth.

    The move follows from the delivery and the attempt: many deliveries to a place that comes back do not arrive at one
    instant, and the same one always waits the same.
    """
    wait_s = min(FIRST_WAIT_S * 2.0 ** (attempt - 1), LONGEST_WAIT_S)
    drawn = hashlib.sha256(f"{reference}:{attempt}".encode()).digest()
    return wait_s * (0.8 + 0.4 * int.from_bytes(drawn[:4]) / 0xFFFFFFFF)


def title_of(name: str, lang: str) -> str:
    """The rule's title in the language; its name where it is no longer in the catalogue."""
    rule = catalogue().get(name)
    return name if rule is None else rule.title[0 if lang == ZH else 1].rstrip(".")


def letter(claimed: Claimed, settings: Settings) -> Letter:
    """What is sent of a delivery, the same at every attempt."""
    said = message(claimed.notices, claimed.lang, title_of)
    portal = settings.portal_url.rstrip("/")
    link = chosen(f"登录系统处理：{portal}/inbox", f"Open the portal: {portal}/inbox", claimed.lang) if portal else ""
    text = f"{said.body}\n\n{link}" if link else said.body
    return Letter(claimed.reference, said.subject, text, _data(claimed, portal))


def _sent(claimed: Claimed, seal: Seal, settings: Settings) -> Outcome:
    try:
        address = seal.opened(claimed.sealed)
    except Unreadable as error:
        return Never(str(error))
    server = settings.mail_server.get_secret_value() if settings.mail_server else None
    return send(Kind(claimed.kind), address, letter(claimed, settings), mail_server=server)


def _data(claimed: Claimed, portal: str) -> dict[str, Any]:
    if claimed.kind == Kind.ALERTMANAGER:
        return webhook(claimed.notices, claimed.lang, title_of, receiver=claimed.name, portal=portal)
    return {
        "id": claimed.reference,
        "office": claimed.office,
        "subject": message(claimed.notices, claimed.lang, title_of).subject,
        "notices": [_plain(notice, claimed.lang) for notice in claimed.notices],
    }


def _plain(notice: Notice, lang: str) -> dict[str, Any]:
    return {
        "about": notice.about,
        "reason": notice.reason.value,
        "tag": tag(notice, lang),
        "text": sentence(notice, lang, title_of),
        "day": notice.day.isoformat(),
        "facts": dict(notice.facts),
    }
