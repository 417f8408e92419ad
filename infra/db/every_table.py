"""Every table there is: importing this module registers the tables of all stores with `metadata`."""

# ruff: noqa: F401 (imported for what importing does)
import infra.db.boards.tables
import infra.db.chronicle.tables
import infra.db.clients.tables
import infra.db.door.tables
import infra.db.fund.matters
import infra.db.fund.tables
import infra.db.gate.tables
import infra.db.handoffs.tables
import infra.db.leads.tables
import infra.db.messages.tables
import infra.db.notices.tables
import infra.db.offices.tables
import infra.db.policies.tables
import infra.db.portraits.tables
import infra.db.readings.tables
import infra.db.vault.tables
import infra.db.whatifs.tables
import infra.db.works.saved_views
import infra.db.works.tables
from infra.db.tables import metadata

__all__ = ["metadata"]
