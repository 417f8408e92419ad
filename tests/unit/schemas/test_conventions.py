"""The conventions of the contract, each value against each kind of field."""

from typing import Any

import pytest

from schemas.checking import check_event
from schemas.fields import SAFE

from .examples import CONTRACTOR, IDENTITY_NUMBER, with_data

DATE = ("project.started", "on")
MONTH = ("bank.wages_paid", "pay_month")
MONEY = ("bank.bond_drawn", "amount_fen")
BALANCE = ("bank.account_credited", "balance_fen")
INSTANT = ("bank.account_restricted", "authority_prompted_at")
USCC = ("project.subcontractor_left", "uscc")
REGION = ("project.registered", "region_code")
BANK = ("bank.feed_completed", "bank_code")
PAY_DAY = ("project.registered", "pay_day")
CYCLE = ("project.registered", "labor_cost_cycle_months")
CLAIMANTS = ("lead.received", "claimants")
WORKER = ("attendance.worker_exited", "worker_id")
LONGITUDE = ("project.notice_board_posted", "longitude")
FLAG = ("attendance.exit_settled", "confirmed_by_worker")
WORD = ("attendance.worker_enrolled", "role")
MONTHS = ("lead.received", "months")

LAWFUL: list[tuple[tuple[str, str], list[Any]]] = [
    (DATE, ["2026-03-02", "2024-02-29", "0001-01-01", "9999-12-31"]),
    (MONTH, ["2026-01", "2026-12", "0001-01"]),
    (MONEY, [0, 1, SAFE]),
    (BALANCE, [-SAFE, -1, 0, SAFE]),
    (
        INSTANT,
        [
            "2026-03-02T07:10:00+08:00",
            "2026-03-02T07:10:00Z",
            "2026-03-02t07:10:00z",
            "2026-03-02T07:10:00.5-00:00",
            "2026-03-02T07:10:00.123456789123+23:59",
        ],
    ),
    (USCC, [CONTRACTOR]),
    (REGION, ["110000", "520102", "820000", "659999"]),
    (BANK, ["000", "102", "999"]),
    (PAY_DAY, [1, 31]),
    (CYCLE, [1, 12]),
    (CLAIMANTS, [0, SAFE]),
    (WORKER, ["w", " ", "3" * 18, IDENTITY_NUMBER + "0", IDENTITY_NUMBER[:-1] + "2", "张三的代号", "😀"]),
    (LONGITUDE, [0, -1, 120.5, -0.0, 1e300, 2**100]),
    (FLAG, [True, False]),
    (WORD, ["worker", "manager"]),
    (MONTHS, [[], ["2026-01", "2026-01"]]),
]

BROKEN: list[tuple[tuple[str, str], list[Any]]] = [
    (
        DATE,
        [
            "2026-02-29",
            "2026-13-01",
            "2026-3-2",
            "20260302",
            "2026-W10-1",
            "0000-01-01",
            "2026-03-02 ",
            "2026/03/02",
            "２０２６-03-02",
            "2026-03-02\n",
            "2026-03-02T00:00:00+08:00",
            "-2026-03-02",
        ],
    ),
    (MONTH, ["2026-13", "2026-00", "2026-1", "202601", "0000-01", "2026-01-01", "2026-01\n"]),
    (MONEY, [-1, SAFE + 1, 10**30, 1.0, 1e3, -0.0, True, "10", [1]]),
    (BALANCE, [-SAFE - 1, SAFE + 1, 0.0]),
    (
        INSTANT,
        [
            "2026-03-02T07:10:00",
            "2026-03-02 07:10:00+08:00",
            "2026-03-02T24:00:00+08:00",
            "2026-03-02T23:59:60+08:00",
            "2026-02-30T07:10:00Z",
            "2026-02-30T07:10:00+08:00",
            "2026-03-02T07:10+08:00",
            "2026-03-02T07:10:00+0800",
            "2026-03-02T07:10:00+08",
            "2026-03-02T07:10:00.+08:00",
            "2026-03-02T07:10:00,5Z",
            "2026-03-02T07:10:00+24:00",
            "20260302T071000Z",
            "2026-03-02T07:10:00+08:60",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2026-03-02T07:10:00Z\n",
        ],
    ),
    (USCC, [CONTRACTOR.lower(), CONTRACTOR[:-1] + "9", f" {CONTRACTOR}", CONTRACTOR[:-1], "I" * 18, CONTRACTOR + "0"]),
    (USCC, ["-".join((CONTRACTOR[:8], CONTRACTOR[8:])), "９" + CONTRACTOR[1:]]),
    (REGION, ["990000", "000000", "33010", "3301060", "33010６", "33 106", 330106]),
    (BANK, ["10", "1020", "1O2", "１０２", "102\n", 102]),
    (PAY_DAY, [0, 32, 10.0, "10"]),
    (CYCLE, [0, -1, 1.5]),
    (CLAIMANTS, [-1, 1.5]),
    (WORKER, [IDENTITY_NUMBER, f" {IDENTITY_NUMBER}\n", IDENTITY_NUMBER[:-1] + "１"]),
    (LONGITUDE, ["120.5", True, float("inf"), 10**400, float("nan")]),
    (FLAG, [0, 1, "true"]),
    (WORD, ["Worker", "worker ", "boss", ["worker"]]),
    (MONTHS, [["2026-1"], "2026-01", {"0": "2026-01"}]),
]


def cases(table: list[tuple[tuple[str, str], list[Any]]]) -> list[tuple[str, str, Any]]:
    return [(kind, field, value) for (kind, field), values in table for value in values]


@pytest.mark.parametrize(("kind", "field", "value"), cases(LAWFUL))
def test_a_lawful_value_is_kept(kind: str, field: str, value: Any) -> None:
    checked = check_event(with_data(kind, **{field: value}))
    assert checked.rejected == ()
    assert checked.data is not None
    assert checked.data[field] == value
    assert isinstance(checked.data[field], bool) == isinstance(value, bool)


@pytest.mark.parametrize(("kind", "field", "value"), cases(BROKEN))
def test_a_broken_value_sets_the_event_aside_and_says_why(kind: str, field: str, value: Any) -> None:
    checked = check_event(with_data(kind, **{field: value}))
    assert checked.data is None
    [rejected] = checked.rejected
    [reason] = rejected.reasons
    assert reason.field.removesuffix("[0]") == f"data.{field}"
    assert IDENTITY_NUMBER not in repr(reason)


def test_an_identity_number_is_neither_accepted_nor_repeated() -> None:
    lead = with_data("lead.received", worker_ids=["w1", IDENTITY_NUMBER])
    [rejected] = check_event(lead).rejected
    assert [reason.field for reason in rejected.reasons] == ["data.worker_ids[1]"]
    assert IDENTITY_NUMBER not in repr(rejected)
    assert rejected.value["data"]["worker_ids"] == ["w1", None]


def test_an_identity_number_in_a_line_is_withheld_from_what_is_kept_for_repair() -> None:
    punch = {"worker_id": IDENTITY_NUMBER.lower(), "at": "2026-03-02T07:10:00+08:00", "direction": "in"}
    [rejected] = check_event(with_data("attendance.punched", punches=[punch])).rejected
    assert rejected.value == punch | {"worker_id": None}
    assert IDENTITY_NUMBER not in repr(rejected)


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_item_of_the_board_that_is_empty_is_missing(empty: Any) -> None:
    items = {"owner_unit": empty, "subcontractors": empty, "pay_day": empty, "wage_officer": "Liu", "zz": 5}
    checked = check_event(with_data("project.notice_board_posted", items=items))
    assert checked.data is not None
    assert checked.data["items"] == {"wage_officer": "Liu"}


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ({"owner_unit": 5}, "owner_unit"),
        ({"subcontractors": "x"}, "subcontractors"),
        ({"subcontractors": [""]}, "subcontractors[0]"),
        ({"local_minimum_wage_fen": "1890"}, "local_minimum_wage_fen"),
        ({"pay_day": 1.0}, "pay_day"),
        ({"pay_day": 32}, "pay_day"),
        ({"wage_officer": {"name": "Liu", "phone": "1"}}, "wage_officer"),
    ],
)
def test_an_item_of_another_type_breaks_the_posting(items: dict[str, Any], field: str) -> None:
    [rejected] = check_event(with_data("project.notice_board_posted", items=items)).rejected
    assert [reason.field for reason in rejected.reasons] == [f"data.items.{field}"]


@pytest.mark.parametrize("officer", [{"name": "Liu"}, {"name": "Liu", "phone": ""}, {"name": "Liu", "phone": 1}])
@pytest.mark.parametrize("kind", ["project.registered", "project.updated"])
def test_a_wage_officer_has_a_name_and_a_phone(kind: str, officer: dict[str, Any]) -> None:
    [rejected] = check_event(with_data(kind, wage_officer=officer)).rejected
    assert [reason.field for reason in rejected.reasons] == ["data.wage_officer.phone"]
