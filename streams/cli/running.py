"""The running system as a command finds it, and the sentences for when it does not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import Engine

from infra.db import migrate
from infra.db.engine import UnreachableError, engine_of
from infra.kafka.admin import BrokerUnavailable
from infra.settings import NotConfiguredError, Settings, settings
from streams.cli.errors import Mistake


@dataclass(frozen=True, slots=True)
class Running:
    """Where the running system is, and a connection to its database, whose tables are up to date."""

    settings: Settings
    engine: Engine


@contextmanager
def running_system() -> Iterator[Running]:
    """Connect to the running system.

    Raises:
        Mistake: there is none, or it went away.
    """
    try:
        found = settings()
        migrate(found.database)
        engine = engine_of(found.database)
        try:
            yield Running(found, engine)
        finally:
            engine.dispose()
    except NotConfiguredError as error:
        raise Mistake(
            "no running system found: start one with `wagewatch up` in this directory, or set WAGEWATCH_DATABASE_URL"
        ) from error
    except UnreachableError as error:
        raise Mistake(f"the database does not answer ({error}); start the system with `wagewatch up`") from error
    except BrokerUnavailable as error:
        raise Mistake(f"{error}; start the system with `wagewatch up`") from error
    except ValidationError as error:
        wrong = "; ".join(f"WAGEWATCH_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise Mistake(f"a setting is wrong: {wrong}") from error
