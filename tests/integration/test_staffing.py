"""Who may sign in on the embedded default: officers of four offices, and people of a bank and a site."""

import json
from datetime import date
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine

from infra.db.clock import ClockStore
from infra.db.door import Deliveries
from infra.db.offices import Offices
from infra.db.offices.accounts import Accounts
from infra.settings import Settings
from infra.signing import Signer
from schemas.office import Role
from streams.intake import Intake
from streams.rehearsed_feed import deliver
from streams.staffing import staff
from tests.build import event
from tests.database import line

TODAY = date(2026, 5, 18)


def test_everybody_of_the_table_signs_in_for_an_office_or_a_client(engine: Engine, tmp_path: Path) -> None:
    ClockStore(engine).tick_to(TODAY)
    accounts = staff(engine, tmp_path)
    assert staff(engine, tmp_path) == accounts
    store, passwords = Offices(engine), Accounts(engine)
    for account in accounts:
        found = store.officer(account.id, TODAY)
        assert found is not None
        assert all(account.place)
        assert (found.office, found.client or "") == (account.office, account.client)
    senders = {account.client: account for account in accounts if account.client}
    assert set(senders) == {"demo-bank", "demo-site"}
    for account in senders.values():
        assert passwords.signed_in(account.id, account.password) == account.id
        assert account.roles == (Role.SENDER.value,)


def test_the_bank_of_the_demonstration_has_delivered_a_file_with_rows_to_repair(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=SecretStr(database_url), state_dir=tmp_path)
    assert not deliver(engine, settings, TODAY)
    ClockStore(engine).tick_to(TODAY)
    staff(engine, tmp_path)
    data = {"account_id": "A1", "kind": "wage", "bank_code": "102", "opened_on": "2026-01-05", "name": "专户"}
    opened = event("bank.account_opened", "2026-01-05", subject="P01", **data, protection_mark=True)
    Intake(engine).accept([line(opened)], name="county.jsonl", channel="file")
    assert deliver(engine, settings, TODAY)
    assert deliver(engine, settings, TODAY)
    (found,) = Deliveries(engine).listed("demo-bank")
    receipt = json.loads(Signer.of(settings).read(found.receipt or ""))
    assert receipt["records"] == {"received": 3, "accepted": 1, "duplicate": 0, "quarantined": 2}
