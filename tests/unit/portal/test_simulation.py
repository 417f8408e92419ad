"""What simulated senders have to send: nothing of the county is lost between files, terminals and statements."""

from collections import Counter
from typing import Any

from portal.simulate.day import bank_days, site_days
from portal.simulate.delivery import XML, records
from portal.simulate.statement import CODES, statement
from schemas.feeds.purposes import WORDS
from streams.county import Shape, county
from streams.formats.mapping import known_purposes
from streams.formats.taken import Manner
from tests.unit.streams.formats.read import good, read

EVENTS = list(county(1, Shape(projects=3, workers=12, months=2, offences=0)).events)


def test_a_statement_says_what_the_movements_said() -> None:
    kinds = ("bank.account_credited", "bank.account_debited")
    moved = [event for event in EVENTS if event["type"] in kinds]
    day = next(day.day for day in bank_days(EVENTS, "104"))
    sent = statement(moved, day)
    accounts = {event["data"]["account_id"]: (event["subject"], event["data"]["account_id"]) for event in moved}
    manner = Manner(source="urn:bank:104", accounts=accounts, purposes=known_purposes(CODES))
    taken, _ = read(sent.body, manner)
    names = ("account_id", "transaction_id", "amount_fen", "purpose")

    def told(data: Any) -> tuple[Any, ...]:
        return tuple(data[name] for name in names)

    assert sorted(told(data) for data in good(taken)) == sorted(told(event["data"]) for event in moved)
    assert (sent.media, sent.records) == (XML, len(moved))
    assert set(CODES["debit"].values()) == WORDS["debit"]


def test_every_punch_of_a_site_is_sent_once_though_its_terminal_is_offline_now_and_then() -> None:
    days = list(site_days(EVENTS, "P01", "urn:site:1"))
    due = Counter(records(one) for one in EVENTS if one.get("subject") == "P01" and one["type"] == "attendance.punched")
    by_terminal = [batch for day in days for batch in (*day.punched, *day.late)]
    in_tables = [sent.records for day in days for sent in day.deliveries if sent.feed == "punches"]
    assert sum(map(records, by_terminal)) + sum(in_tables) == sum(number * times for number, times in due.items())
    assert any(day.late for day in days)
    assert all(batch["time"][:10] < f"{day.day}" for day in days for batch in day.late)


def test_a_bank_says_at_the_end_of_each_day_what_it_said_in_the_county() -> None:
    said = [until for day in bank_days(EVENTS, "402") for until in day.completed]
    stated = [event["data"] for event in EVENTS if event["type"] == "bank.feed_completed"]
    assert said == [data["complete_until"] for data in stated if data["bank_code"] == "402"]
