from datetime import date
from typing import Any

from alerts.alertmanager import fingerprint, webhook
from alerts.notices import Notice, Reason

DAY = date(2026, 5, 18)


def notice(reason: Reason = Reason.FIRST, number: int = 1, **facts: Any) -> Notice:
    known = {
        "rule": "wages.unpaid",
        "project": "P1",
        "subject": "2026-03",
        "level": "red",
        "since": "2026-04-16",
        **facts,
    }
    return Notice(f"alert:{number}", "yunshan", reason, DAY, facts=known)


def told(*notices: Notice) -> dict[str, Any]:
    return webhook(notices, "zh", lambda name, _: name, receiver="值班", portal="https://portal.example")


def test_the_body_has_every_field_of_version_4() -> None:
    body = told(notice())
    assert set(body) == {
        "version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels", "commonLabels",
        "commonAnnotations", "externalURL", "alerts",
    }  # fmt: skip
    (alert,) = body["alerts"]
    assert set(alert) == {"status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"}
    assert body["groupKey"] == '{}:{project="P1"}'
    assert (alert["status"], alert["startsAt"], alert["endsAt"]) == (
        "firing", "2026-04-16T00:00:00+08:00", "0001-01-01T00:00:00Z",
    )  # fmt: skip
    assert alert["generatorURL"] == "https://portal.example/alerts/1"


def test_a_group_is_resolved_only_when_all_of_it_is() -> None:
    cured, open_ = notice(Reason.CURED), notice(number=2, subject="2026-04")
    assert told(cured)["status"] == "resolved"
    assert told(cured)["alerts"][0]["endsAt"] == "2026-05-18T00:00:00+08:00"
    assert told(cured, open_)["status"] == "firing"


def test_an_alert_of_which_several_things_are_told_is_listed_once_as_it_is_last() -> None:
    (alert,) = told(notice(), notice(Reason.CURED))["alerts"]
    assert alert["status"] == "resolved"


def test_the_end_has_the_fingerprint_of_the_beginning_although_the_level_changed() -> None:
    began, worse, over = told(notice(level="yellow")), told(notice(Reason.WORSE)), told(notice(Reason.CURED))
    prints = {body["alerts"][0]["fingerprint"] for body in (began, worse, over)}
    assert len(prints) == 1
    assert prints != {told(notice(subject="2026-04"))["alerts"][0]["fingerprint"]}


def test_a_fingerprint_is_prometheus() -> None:
    # model.LabelSet{}.Fingerprint() and {"a": "b"} of github.com/prometheus/common: FNV-1a, 64 bits, 0xff between
    assert fingerprint({}) == "cbf29ce484222325"
    digest = 0xCBF29CE484222325
    for byte in b"a\xffb\xff":
        digest = ((digest ^ byte) * 0x100000001B3) % 2**64
    assert fingerprint({"a": "b"}) == f"{digest:016x}"
