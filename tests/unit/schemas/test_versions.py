from schemas.catalogue import CATALOGUE
from schemas.versions import KEYS, Version, versions


def debit(number: str, fen: int, account: str = "A1") -> dict[str, object]:
    return {"account_id": account, "transaction_id": number, "amount_fen": fen}


def wages(*lines: str, batch: str = "B1") -> dict[str, object]:
    return {"batch_id": batch, "lines": [{"line_id": line, "worker_id": f"w{line}"} for line in lines]}


def test_a_later_event_of_the_same_keys_supersedes_and_no_other() -> None:
    told = [debit("T1", 1), debit("T2", 2), debit("T1", 3), debit("T1", 4, "A2")]
    assert versions("bank.account_debited", told) == [
        Version(None, superseded=True),
        Version(None, superseded=False),
        Version(0, superseded=False),
        Version(None, superseded=False),
    ]


def test_wages_are_superseded_when_all_their_lines_were_told_again() -> None:
    told = [wages("1", "2"), wages("1"), wages("2", batch="B2"), wages("2")]
    assert [one.superseded for one in versions("bank.wages_paid", told)] == [True, False, False, False]
    assert [one.superseded for one in versions("bank.wages_paid", told[:2])] == [False, False]


def test_only_the_lines_that_are_asked_for_count() -> None:
    told = [wages("1", "2"), wages("1")]
    line = [("batch_id", "B1"), ("line_id", "1")]
    assert [one.superseded for one in versions("bank.wages_paid", told, line)] == [True, False]
    assert [one.superseded for one in versions("bank.wages_paid", told, [("worker_id", "w2")])] == [False, False]


def test_what_replaces_nothing_stands_for_ever_and_what_there_is_one_of_is_replaced() -> None:
    both = [{"name": "a"}, {"name": "b"}]
    assert [one.superseded for one in versions("bank.wages_returned", both)] == [False, False]
    assert [one.superseded for one in versions("project.registered", both)] == [True, False]
    assert versions("project.registered", []) == []


def test_every_key_is_a_field_of_its_type() -> None:
    for kind, keys in KEYS.items():
        known = CATALOGUE[kind]
        fields = set(known.model.model_fields) | set(known.line.model_fields if known.line else ())
        assert set(keys) <= fields, kind
