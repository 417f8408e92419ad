"""Notices as Prometheus Alertmanager's webhook tells them (version 4), so that its receivers work with ours.

Differences that a receiver does not see: there is one group per project; the fingerprint is that of the labels without
`severity`, because an alert here keeps its identity while its level changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from alerts.notices import Notice, Reason
from alerts.wording import Titles, headline, sentence, tag

VERSION: Final = "4"
_NEVER: Final = "0001-01-01T00:00:00Z"
_OVER: Final = frozenset({Reason.CURED, Reason.CLOSED, Reason.WAIVED})
_IDENTITY: Final = ("alertname", "project", "subject")
_MASK: Final = 0xFFFFFFFFFFFFFFFF
_OFFSET: Final = 0xCBF29CE484222325
_PRIME: Final = 0x100000001B3


def webhook(notices: Sequence[Notice], lang: str, titles: Titles, *, receiver: str, portal: str) -> dict[str, Any]:
    """The body of one webhook call: the alerts of one group, each once, as the last of its notices says.

    Args:
        notices: Notices about alerts of one project, in order.
        lang: The language of the annotations.
        titles: How the rules are called.
        receiver: The contact point's name.
        portal: The portal's address, without a slash at its end; empty where it has none.
    """
    last = {notice.about: notice for notice in notices}
    alerts = [_alert(notice, lang, titles, portal) for notice in last.values()]
    group = {"project": str(notices[0].facts.get("project", ""))}
    return {
        "version": VERSION,
        "groupKey": f'{{}}:{{project="{group["project"]}"}}',
        "truncatedAlerts": 0,
        "status": "resolved" if all(alert["status"] == "resolved" for alert in alerts) else "firing",
        "receiver": receiver,
        "groupLabels": group,
        "commonLabels": _common([alert["labels"] for alert in alerts]),
        "commonAnnotations": _common([alert["annotations"] for alert in alerts]),
        "externalURL": portal,
        "alerts": alerts,
    }


def fingerprint(labels: Mapping[str, str]) -> str:
    """Sixteen hexadecimal digits: FNV-1a over the sorted labels, as Prometheus' client makes them."""
    digest = _OFFSET
    for name in sorted(labels):
        for byte in b"%b\xff%b\xff" % (name.encode(), labels[name].encode()):
            digest = ((digest ^ byte) * _PRIME) & _MASK
    return f"{digest:016x}"


def _alert(notice: Notice, lang: str, titles: Titles, portal: str) -> dict[str, Any]:
    labels = _labels(notice)
    over = notice.reason in _OVER
    begun = notice.facts.get("since") or notice.day.isoformat()
    number = notice.about.partition(":")[2]
    return {
        "status": "resolved" if over else "firing",
        "labels": labels,
        "annotations": {
            "summary": headline(notice, lang, titles),
            "description": sentence(notice, lang, titles),
            "reason": tag(notice, lang),
        },
        "startsAt": f"{begun}T00:00:00+08:00",
        "endsAt": f"{notice.day.isoformat()}T00:00:00+08:00" if over else _NEVER,
        "generatorURL": f"{portal}/alerts/{number}" if portal else "",
        "fingerprint": fingerprint({name: labels[name] for name in _IDENTITY if name in labels}),
    }


def _labels(notice: Notice) -> dict[str, str]:
    facts = notice.facts
    known = {
        "alertname": facts.get("rule"),
        "severity": facts.get("level"),
        "project": facts.get("project"),
        "subject": facts.get("subject"),
        "region": facts.get("region"),
        "office": notice.office,
    }
    return {name: str(value) for name, value in known.items() if value}


def _common(each: Sequence[Mapping[str, str]]) -> dict[str, str]:
    first, *others = each
    return {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}
