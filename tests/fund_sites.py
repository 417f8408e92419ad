"""Sites whose workers are owed wages, told event by event, for tests of what a case of the fund gathers."""

from datetime import date

from schemas.office import Sight
from tests.build import Project, days

DAY = date(2026, 2, 20)
HERE, THERE = Sight(("520103",)), Sight(("520102",))


def a_site() -> Project:
    """w01 is owed January in part, w02 all of it after its payment came back, w03 was paid; bond and balance known."""
    project = Project("P1", region_code="520103").happened("bank.account_opened", "2026-01-05")
    project.happened("project.started", "2026-01-05").crew(3, *days("2026-01", 5, 9))
    project.sheet({"w01": 5_000_00, "w02": 4_000_00, "w03": 3_000_00}, unsigned=("w02",))
    project.paid("w01", 2_000_00).paid("w02", 4_000_00).paid("w03", 3_000_00)
    project.happened("bank.wages_returned", "2026-02-12", batch_id="w02/2026-01", line_id="1")
    project.happened("bank.bond_deposited", "2026-01-10").happened("bank.bond_drawn", "2026-02-13", amount_fen=400_000)
    project.happened(
        "bank.account_credited", "2026-02-13", at="09:00:00+08:00", amount_fen=10_000, balance_fen=123_45,
    )  # fmt: skip
    return project.fed("2026-02-20")
