import json
from datetime import date
from typing import Any

import pytest

from monitors.policy import Policy
from schemas.frame import COMMONS
from streams.replay import Replay, RuleFailedError, replay_lines
from tests.build import Project, event

DAY = date(2026, 3, 31)


def lines(*events: dict[str, Any]) -> list[bytes]:
    return [json.dumps(told).encode() + b"\n" for told in events]


def counted(*raw: bytes, as_of: date = DAY) -> dict[str, int]:
    replay = Replay(as_of)
    for line in raw:
        replay.take(line)
    return replay.accounting.as_dict()


def accounting(received: int, applied: int, duplicate: int, quarantined: int) -> dict[str, int]:
    return {"received": received, "applied": applied, "duplicate": duplicate, "quarantined": quarantined}


def punched(*workers: Any, **data: Any) -> dict[str, Any]:
    at = "2026-03-02T07:00:00+08:00"
    punches = [{"worker_id": worker, "at": at, "direction": "in"} for worker in workers]
    return event("attendance.punched", "2026-03-02", punches=punches, **data)


def test_records_are_counted_and_not_lines() -> None:
    assert counted(*lines(punched("w1", "w2", "w3"))) == accounting(3, 3, 0, 0)


def test_a_broken_punch_is_quarantined_alone_and_an_event_broken_elsewhere_with_all_its_lines() -> None:
    assert counted(*lines(punched("w1", "", 7))) == accounting(3, 1, 0, 2)
    assert counted(*lines(punched("w1", "w2", device_id=""))) == accounting(2, 0, 0, 2)


def test_an_event_whose_lines_are_all_broken_still_takes_effect_with_no_lines() -> None:
    told = Project().crew(1, "2026-01-05")
    told.sheet({"w01": 5}, on="2026-02-02")
    broken = event("project.pay_sheet_submitted", "2026-02-03", pay_month="2026-01", lines=[{"worker_id": ""}])
    answer = replay_lines(lines(*told.events, broken), date(2026, 2, 11), Policy.shipped())
    assert answer["accounting"] == accounting(6, 5, 0, 1)
    assert "wages.underpaid" not in {finding["rule"] for finding in answer["findings"]}
    assert "wages.sheet_missing" not in {finding["rule"] for finding in answer["findings"]}


def test_a_line_that_is_no_object_is_one_quarantined_record_and_an_empty_line_is_none() -> None:
    assert counted(b"[1]", b"{", b"", b"  \n", b"\xff") == accounting(3, 0, 0, 3)


def test_a_repetition_counts_as_many_records_as_it_has_and_changes_nothing() -> None:
    told = punched("w1", "w2")
    other = {**punched("w3"), "id": told["id"]}
    assert counted(*lines(told, told, other)) == accounting(5, 2, 3, 0)


def test_the_first_line_of_a_name_takes_it_even_if_it_is_quarantined() -> None:
    broken = event("project.started", "2026-03-02", on="2026-02-30")
    repaired = {**event("project.started", "2026-03-02"), "id": broken["id"]}
    assert counted(*lines(broken, repaired)) == accounting(2, 0, 1, 1)
    elsewhere = {**repaired, "source": "urn:other"}
    assert counted(*lines(broken, elsewhere)) == accounting(2, 1, 0, 1)


def test_what_was_received_after_the_day_is_neither_counted_nor_applied() -> None:
    late = {**event("project.started", "2026-03-02"), "receivedtime": "2026-04-01T00:00:00+08:00"}
    assert counted(*lines(late)) == accounting(0, 0, 0, 0)
    assert counted(*lines(late), as_of=date(2026, 4, 1)) == accounting(1, 1, 0, 0)


def test_the_day_ends_in_shanghai() -> None:
    told = event("project.started", "2026-03-02")
    last = {**told, "receivedtime": "2026-03-31T15:59:59Z"}
    first = {**told, "receivedtime": "2026-03-31T16:00:00Z"}
    assert [counted(*lines(one))["received"] for one in (last, first)] == [1, 0]


def test_a_name_that_is_received_later_does_not_make_the_earlier_received_a_duplicate() -> None:
    told = event("project.started", "2026-03-02")
    late = {**told, "receivedtime": "2026-04-01T00:00:00+08:00"}
    assert counted(*lines(late, told)) == accounting(1, 1, 0, 0)
    assert counted(*lines(late, told), as_of=date(2026, 4, 1)) == accounting(2, 1, 1, 0)


@pytest.mark.parametrize("field", ["id", "source", "time", "receivedtime"])
def test_an_event_without_readable_name_or_time_is_quarantined_on_every_day(field: str) -> None:
    unreadable = {**punched("w1", "w2"), field: 7}
    assert counted(*lines(unreadable), as_of=date.min) == accounting(2, 0, 0, 2)


@pytest.mark.parametrize("field", ["time", "receivedtime"])
def test_a_time_that_cannot_be_read_still_takes_the_name(field: str) -> None:
    told = event("project.started", "2026-03-02")
    assert counted(*lines({**told, field: "x"}, told)) == accounting(2, 0, 1, 1)


def test_findings_are_sorted_over_all_projects_and_told_with_what_stands_behind_them() -> None:
    second = Project("P2").happened("lead.received", "2026-01-05", lead_id="L9")
    first = Project("P1")
    answer = replay_lines(lines(*second.events, *first.events), DAY, Policy.shipped())
    keys = [(finding["rule"], finding["project"], finding["subject"]) for finding in answer["findings"]]
    assert keys == [("account.unopened", "P1", "-"), ("account.unopened", "P2", "-"), ("lead.overdue", COMMONS, "L9")]
    assert answer["as_of"] == "2026-03-31"
    assert "workers" not in answer["findings"][0]
    assert answer["findings"][0]["articles"]


def test_two_replays_of_a_file_give_the_same_bytes() -> None:
    raw = lines(*Project().crew(3, "2026-01-05").sheet({"w01": 5, "w02": 6}).paid("w01", 4).events)
    one, other = (json.dumps(replay_lines(raw, DAY, Policy.shipped())) for _ in range(2))
    assert one == other


def test_a_rule_that_crashes_is_an_error_and_no_finding_left_out() -> None:
    with pytest.raises(RuleFailedError, match=r"rule feed\.late failed on project -: PolicyError"):
        replay_lines(lines(*Project().crew(1, "2026-01-05").events), DAY, Policy([]))


def test_with_only_one_ledger_its_frames_are_kept_and_nothing_is_folded() -> None:
    replay = Replay(DAY, only="P1")
    told = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-07")
    for line in lines(*Project("P2").events, *told.events):
        replay.take(line)
    assert replay.ledgers == {}
    assert [(frame.project, frame.seq, frame.kind) for frame in replay.kept] == [
        ("P1", 1, "project.registered"),
        ("P1", 2, "bank.account_opened"),
        ("P1", 3, "bank.feed_completed"),
    ]


def test_a_project_that_calls_itself_as_the_commons_breaks_nothing() -> None:
    strange = Project(COMMONS).happened("bank.account_opened", "2026-03-02").happened("project.started", "2026-03-02")
    answer = replay_lines(lines(*strange.events), DAY, Policy.shipped())
    assert answer["accounting"]["received"] == 3
