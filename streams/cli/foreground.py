"""What the commands that run until they are stopped have in common: their settings, their log, their end."""

import logging
import signal
import sys
import threading
from typing import Final

from pydantic import ValidationError

from infra.settings import NotConfiguredError, Settings
from infra.settings import settings as read
from streams.cli.errors import Mistake

_CHATTER: Final = ("aiokafka", "kafka", "faust", "mode", "apscheduler")


def configured() -> Settings:
    """The settings, with the address of a database.

    Raises:
        Mistake: nothing says where the database is, or a setting is none.
    """
    try:
        found = read()
        found.database  # noqa: B018 - raises where there is none
    except NotConfiguredError:
        raise Mistake(
            "no database: start `wagewatch up` here, or set WAGEWATCH_DATABASE_URL and WAGEWATCH_BROKER"
        ) from None
    except ValidationError as error:
        raise Mistake(f"a setting is wrong: {error}") from None
    return found


def spoken() -> None:
    """Log sentences to stderr; the libraries repeat themselves while a broker is away, and are heard when grave."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in _CHATTER:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def until_told() -> threading.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
