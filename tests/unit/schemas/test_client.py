import pytest

from schemas.client import Client, ClientKind


class Known:
    """What a test says is known."""

    def __init__(self, **things: str) -> None:
        self._things = things

    def bank_of_account(self, project: str, account: str) -> str | None:
        return self._things.get(account) if project == "P1" else None

    def account_of_batch(self, project: str, batch: str) -> str | None:
        return self._things.get(batch) if project == "P1" else None

    def banks_of_order(self, fund: str, batch: str) -> frozenset[str]:
        return frozenset({self._things[batch]}) if fund == "fund:F1" and batch in self._things else frozenset()

    def source_of_bond(self, project: str, bond: str) -> str | None:
        return self._things.get(bond) if project == "P1" else None

    def region_of(self, project: str) -> str | None:
        return self._things.get(project)


KNOWN = Known(
    A1="102",
    A2="103",
    B1="A1",
    B2="A2",
    O1="102",
    O2="103",
    G1="urn:bank:102:guiyang",
    G2="urn:bank:103",
    P1="520103",
    P2="520102",
)
BANK = Client("b", ClientKind.BANK, "b", "urn:bank:102", bank_code="102")
SITE = Client("s", ClientKind.SITE, "s", "urn:site:1", projects=frozenset({"P1"}))
DEVICE = Client("d", ClientKind.DEVICE, "d", "urn:device:1", projects=frozenset({"P1"}))
REGISTRY = Client("r", ClientKind.REGISTRY, "r", "urn:registry:1", regions=("520103",))


@pytest.mark.parametrize(
    ("client", "kind", "project", "data", "field"),
    [
        (BANK, "bank.account_debited", "P1", {"account_id": "A1"}, None),
        (BANK, "bank.account_debited", "P1", {"account_id": "A2"}, "data.account_id"),
        (BANK, "bank.account_debited", "P1", {"account_id": "A3"}, "data.account_id"),
        (BANK, "bank.account_debited", "P2", {"account_id": "A1"}, "data.account_id"),
        (BANK, "bank.account_opened", "P1", {"account_id": "A3", "bank_code": "102"}, None),
        (BANK, "bank.account_opened", "P1", {"account_id": "A3", "bank_code": "103"}, "data.bank_code"),
        (BANK, "bank.account_opened", "P1", {"account_id": "A2", "bank_code": "102"}, "data.account_id"),
        (BANK, "bank.wages_paid", "P1", {"account_id": "A2", "batch_id": "B9"}, "data.account_id"),
        (BANK, "bank.wages_returned", "P1", {"batch_id": "B1"}, None),
        (BANK, "bank.wages_returned", "P1", {"batch_id": "B2"}, "data.batch_id"),
        (BANK, "bank.wages_paid", "fund:F1", {"account_id": "A9", "batch_id": "O1"}, None),
        (BANK, "bank.wages_returned", "fund:F1", {"batch_id": "O2"}, "data.batch_id"),
        (BANK, "bank.account_debited", "fund:F1", {"account_id": "A1"}, "data.batch_id"),
        (BANK, "bank.account_opened", "fund:F1", {"account_id": "A1", "bank_code": "102"}, "data.batch_id"),
        (BANK, "bank.bond_deposited", "P1", {"bond_id": "G3"}, None),
        (BANK, "bank.bond_deposited", "P1", {"bond_id": "G2"}, "data.bond_id"),
        (BANK, "bank.bond_drawn", "P1", {"bond_id": "G1"}, None),
        (BANK, "bank.bond_drawn", "P1", {"bond_id": "G3"}, "data.bond_id"),
        (BANK, "bank.feed_completed", None, {"bank_code": "102"}, None),
        (BANK, "bank.feed_completed", None, {"bank_code": "103"}, "data.bank_code"),
        (BANK, "project.completed", "P1", {}, "type"),
        (SITE, "attendance.worker_enrolled", "P1", {}, None),
        (SITE, "project.pay_sheet_submitted", "P1", {}, None),
        (SITE, "attendance.punched", "P2", {}, "subject"),
        (SITE, "project.suspended", "P1", {}, "type"),
        (SITE, "bank.wages_paid", "P1", {"account_id": "A1"}, "type"),
        (DEVICE, "attendance.punched", "P1", {}, None),
        (DEVICE, "attendance.punched", "P2", {}, "subject"),
        (DEVICE, "attendance.day_corrected", "P1", {}, "type"),
        (REGISTRY, "project.suspended", "P1", {}, None),
        (REGISTRY, "project.suspended", "P2", {}, "subject"),
        (REGISTRY, "project.suspended", "P3", {}, "subject"),
        (REGISTRY, "project.registered", "P3", {"region_code": "520103"}, None),
        (REGISTRY, "project.registered", "P3", {"region_code": "520102"}, "data.region_code"),
        (REGISTRY, "project.registered", "P2", {"region_code": "520103"}, "data.region_code"),
        (REGISTRY, "bank.account_opened", "P1", {"account_id": "A1"}, "type"),
    ],
)
def test_a_client_feeds_its_own_and_nothing_else(
    client: Client, kind: str, project: str | None, data: dict[str, str], field: str | None
) -> None:
    refusal = client.may_feed(kind, project, data, KNOWN)
    assert (refusal.field if refusal else None) == field


def test_a_source_is_its_clients_or_lies_below_it() -> None:
    assert BANK.speaks_for("urn:bank:102")
    assert BANK.speaks_for("urn:bank:102:guiyang")
    assert not BANK.speaks_for("urn:bank:1024")
    assert not BANK.speaks_for("urn:bank:103")
