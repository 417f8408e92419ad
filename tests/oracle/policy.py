"""The policy, naively: tables by prefix, looked up anew for every question."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

Tables = dict[str, list[dict[str, Any]]]

NATIONAL: dict[str, Any] = {
    "unpaid_ratio": Decimal("0.10"),
    "unpaid_ratio_level": "orange",
    "full_month_days": 21,
    "minimum_wage_fen": 0,
    "sheet_lead_wd": 5,
    "month_pay_cap_fen": 5_000_000,
    "year_pay_cap_fen": 30_000_000,
    "excessive_level": "yellow",
    "exit_grace_days": 7,
    "shortfall_lead_wd": 5,
    "bond_due_wd": 20,
    "bond_exempt_below_fen": 300_000_000,
    "bond_topup_wd": 10,
    "bond_rate": Decimal("0.01"),
    "notice_grace_days": 7,
    "notice_red_days": 30,
    "silent_days": 7,
    "group_threshold": 10,
    "crime_one_fen": 500_000,
    "crime_ten_fen": 3_000_000,
    "lead_wd": 15,
    "feed_late_wd": 2,
}
GUIZHOU: list[dict[str, Any]] = [
    {"from": date.min, "unpaid_ratio_level": "red", "excessive_level": "red"},
    {"from": date(2023, 2, 1), "minimum_wage_fen": 189_000},
]


def tables(policy_toml: str | None) -> Tables:
    """Return all tables by prefix: “Its tables are added to the shipped ones”."""
    result: Tables = {"00": [{"from": date.min, **NATIONAL}], "52": list(GUIZHOU)}
    if policy_toml is not None:
        for prefix, added in tomllib.loads(policy_toml, parse_float=Decimal).items():
            for table in added:
                for name in table:
                    if name not in NATIONAL and name not in {"from", "source"}:
                        message = f"unknown parameter {name}"
                        raise ValueError(message)
            result[prefix] = result.get(prefix, []) + added
    return result


def value(known: Tables, region: str, name: str, day: date) -> Any:
    """Look a parameter up.

    “A parameter's value on a day: of the prefixes of the region code, longest first and `00` last, the first with a
    table from that day or earlier that sets the parameter; of its tables the one with the latest `from`, of equal ones
    the last (the file's after the shipped).”
    """
    prefixes = [region[:length] for length in range(len(region), 0, -1)]
    for prefix in [*prefixes, "00"]:
        chosen: dict[str, Any] | None = None
        for table in known.get(prefix, []):
            if table["from"] <= day and name in table and (chosen is None or table["from"] >= chosen["from"]):
                chosen = table
        if chosen is not None:
            found = chosen[name]
            return Fraction(found) if isinstance(found, Decimal) else found
    raise KeyError(name)
