"""The desk of a running portal: opened with it, closed with it."""

import threading
from typing import Any, Final

from portal.gate.desk import Desk

FOLDER: Final = "gate"
_LOCK: Final = threading.Lock()


def desk_of(app: Any) -> Desk:
    """The application's desk; opened by whoever needs it first."""
    desk: Desk | None = getattr(app.state, "desk", None)
    if desk is not None:
        return desk
    with _LOCK:
        desk = getattr(app.state, "desk", None)
        if desk is None:
            desk = Desk(app.state.engine, app.state.settings.state_dir / FOLDER, also=app.state.directory.refresh)
            desk.open()
            app.state.desk = desk
    return desk


def close_desk(app: Any) -> None:
    """Close the application's desk if it was opened."""
    desk: Desk | None = getattr(app.state, "desk", None)
    if desk is not None:
        app.state.desk = None
        desk.close()
