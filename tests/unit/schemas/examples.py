"""One full and lawful example of every event type of the contract, as it stands on the wire."""

import copy
from typing import Any, Final

SUBCONTRACTOR: Final = "91330105MA2GR81F6D"
CONTRACTOR: Final = "91330106MA2KJ5NB08"
OWNER: Final = "11330100002489137M"
IDENTITY_NUMBER: Final = "360426199101010071"
"""The published example of python-stdnum; nobody's."""

LETTERS: Final = 'aZ09 ./-"\\\0\t\x1f\x7fé张１😀\u2028'
"""Characters of every kind that matters to JSON; hypothesis' own tables of all characters take seconds to build."""

_REGISTERED: Final[dict[str, Any]] = {
    "name": "Primary school",
    "region_code": "330106",
    "sector": "housing",
    "funding": "government",
    "owner_uscc": OWNER,
    "owner_name": "City education bureau",
    "general_contractor_uscc": CONTRACTOR,
    "general_contractor_name": "Huagong Construction",
    "contract_amount_fen": 4_000_000_000,
    "contract_signed_on": "2026-01-12",
    "permit_issued_on": "2026-01-20",
    "planned_start_on": "2026-03-02",
    "planned_finish_on": "2026-12-31",
    "pay_day": 10,
    "pay_day_in": "next_month",
    "labor_cost_cycle_months": 1,
    "labor_cost_per_cycle_fen": 2_000_000,
    "wage_officer": {"name": "Liu Wei", "phone": "0571-1234"},
    "sector_authority": "City housing bureau",
}

_ITEMS: Final[dict[str, Any]] = {
    "owner_unit": "City education bureau",
    "general_contractor": "Huagong Construction",
    "project_office": "Gate 2",
    "subcontractors": ["Qianzhong Labour"],
    "sector_authority": "City housing bureau",
    "wage_officer": "Liu Wei",
    "local_minimum_wage_fen": 249_000,
    "pay_day": 10,
    "sector_complaint_phone": "12319",
    "inspection_complaint_phone": "12333",
    "arbitration_channel": "Court, 12 Beijing Road",
    "legal_aid_channel": "12348",
    "public_legal_hotline": "12348",
}

DATA: Final[dict[str, dict[str, Any]]] = {
    "project.registered": _REGISTERED,
    "project.updated": _REGISTERED,
    "project.started": {"on": "2026-03-02"},
    "project.suspended": {"on": "2026-03-02"},
    "project.resumed": {"on": "2026-03-02"},
    "project.completed": {"on": "2026-03-02"},
    "project.subcontractor_entered": {"uscc": SUBCONTRACTOR, "name": "Qianzhong Labour", "on": "2026-03-02"},
    "project.subcontractor_left": {"uscc": SUBCONTRACTOR, "on": "2026-03-02"},
    "project.notice_board_posted": {
        "board_id": "N1",
        "posted_on": "2026-03-03",
        "items": _ITEMS,
        "photo_sha256": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        "longitude": 120.15,
        "latitude": 30,
    },
    "project.notice_board_verified": {
        "board_id": "N1",
        "verified_on": "2026-03-06",
        "verified_by": "inspector 4",
        "ok": False,
        "missing": ["pay_day"],
    },
    "project.notice_board_removed": {"board_id": "N1", "on": "2026-04-01"},
    "project.pay_sheet_submitted": {
        "sheet_id": "S1",
        "pay_month": "2026-03",
        "employer_uscc": CONTRACTOR,
        "lines": [
            {"worker_id": "w1", "days_worked": 9, "due_fen": 250_000, "signed": False},
            {"worker_id": "w2", "days_worked": 9.5, "due_fen": 0, "signed": True},
        ],
    },
    "project.closing_notice_published": {"on": "2026-03-02"},
    "project.force_majeure_declared": {"from": "2026-03-02", "until": "2026-03-09", "document_no": "(2026) 7"},
    "attendance.worker_enrolled": {
        "worker_id": "w1",
        "employer_uscc": CONTRACTOR,
        "crew": "formwork",
        "role": "worker",
        "enrolled_on": "2026-03-02",
        "contract_signed_on": "2026-03-02",
        "wage_basis": "daily",
        "wage_rate_fen": 30_000,
        "card_token": "card-w1",
    },
    "attendance.worker_exited": {"worker_id": "w1", "exited_on": "2026-04-30"},
    "attendance.exit_settled": {"worker_id": "w1", "settled_on": "2026-05-06", "confirmed_by_worker": True},
    "attendance.punched": {
        "device_id": "gate-1",
        "punches": [
            {"worker_id": "w1", "at": "2026-03-02T07:10:00+08:00", "direction": "in", "method": "face"},
            {"worker_id": "w1", "at": "2026-03-02T17:10:00+08:00", "direction": "out", "method": "face"},
        ],
    },
    "attendance.day_corrected": {
        "worker_id": "w1",
        "date": "2026-03-02",
        "present": False,
        "reason": "the card was tried by its finder",
    },
    "bank.account_opened": {
        "account_id": "A1",
        "kind": "wage",
        "bank_code": "102",
        "opened_on": "2026-02-10",
        "name": "migrant workers' wages",
        "protection_mark": False,
        "tripartite_agreement_no": "T-2026-17",
    },
    "bank.account_marked": {"account_id": "A1", "on": "2026-02-12"},
    "bank.account_credited": {
        "account_id": "A1",
        "transaction_id": "T1",
        "amount_fen": 2_000_000,
        "purpose": "labor_cost",
        "payer": "City education bureau",
        "balance_fen": 2_000_000,
    },
    "bank.account_debited": {
        "account_id": "A1",
        "transaction_id": "T2",
        "amount_fen": 1,
        "purpose": "fee",
        "counterparty": "the bank",
        "balance_fen": -1,
    },
    "bank.account_restricted": {
        "account_id": "A1",
        "restriction_id": "R1",
        "action": "freeze",
        "authority": "District court",
        "document_no": "(2026) 118",
        "amount_fen": 1_500_000,
        "funds": "wage",
        "for_project_wages": False,
        "channel": "automatic",
        "reviewed_by": "clerk 7",
        "authority_prompted_at": "2026-03-10T10:02:00+08:00",
        "supervisor_informed_at": "2026-03-10T02:02:00Z",
    },
    "bank.account_released": {"account_id": "A1", "restriction_id": "R1", "on": "2026-03-20"},
    "bank.account_closed": {"account_id": "A1", "closed_on": "2026-12-31"},
    "bank.bond_deposited": {
        "bond_id": "B1",
        "form": "guarantee",
        "amount_fen": 4_000_000,
        "deposited_on": "2026-02-12",
        "valid_until": "2027-02-12",
    },
    "bank.bond_drawn": {"bond_id": "B1", "amount_fen": 100, "notice_no": "7", "drawn_on": "2026-04-01"},
    "bank.bond_replenished": {"bond_id": "B1", "amount_fen": 100, "on": "2026-04-07"},
    "bank.bond_released": {"bond_id": "B1", "on": "2027-02-12"},
    "bank.wages_paid": {
        "batch_id": "W1",
        "account_id": "A1",
        "pay_month": "2026-03",
        "lines": [
            {
                "line_id": "1",
                "worker_id": "w1",
                "amount_fen": 250_000,
                "status": "paid",
                "paid_on": "2026-04-14",
                "payee_token": "card-w1",
                "payee_name_matches": True,
            },
            {
                "line_id": "2",
                "worker_id": "w2",
                "amount_fen": 0,
                "status": "failed",
                "paid_on": "2026-04-14",
                "payee_token": "card-w2",
                "payee_name_matches": False,
            },
        ],
    },
    "bank.wages_returned": {"batch_id": "W1", "line_id": "1", "returned_on": "2026-04-17", "reason": "no such name"},
    "bank.feed_completed": {"bank_code": "102", "complete_until": "2026-04-08"},
    "lead.received": {
        "lead_id": "L1",
        "channel": "hotline",
        "project_id": "P1",
        "employer_uscc": CONTRACTOR,
        "claimants": 11,
        "worker_ids": ["w1", "w2"],
        "months": ["2026-01"],
        "amount_fen": 2_750_000,
        "received_on": "2026-02-12",
    },
    "lead.closed": {"lead_id": "L1", "closed_on": "2026-04-03", "outcome": "paid"},
}
"""The data of every type with every field of the contract present."""


def event(kind: str, /, **attributes: Any) -> dict[str, Any]:
    """A lawful event of a type, with some attributes of its envelope otherwise."""
    return {
        "specversion": "1.0",
        "id": "e001",
        "source": "urn:site",
        "type": kind,
        "subject": "P1",
        "time": "2026-03-02T23:00:00+08:00",
        "data": copy.deepcopy(DATA.get(kind, {})),
    } | attributes


def with_data(kind: str, /, **fields: Any) -> dict[str, Any]:
    """A lawful event of a type, with some fields of its data otherwise."""
    return event(kind, data=copy.deepcopy(DATA[kind]) | fields)
