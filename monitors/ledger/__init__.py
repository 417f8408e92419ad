"""The project's ledger: its state, its fold, its rows."""

from monitors.ledger.ledger import URGENT, Ledger, key_of
from monitors.ledger.month import Line, Month, Sheet
from monitors.ledger.said import Said, standing, visible

__all__ = ["URGENT", "Ledger", "Line", "Month", "Said", "Sheet", "key_of", "standing", "visible"]
