"""The watch on a real database and both real brokers."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine

from infra.clock import elapsed
from infra.db.clock import ClockStore
from infra.db.standing import StandingStore
from infra.embedded.tansu import Tansu
from streams.intake import Intake
from streams.parts import Process
from streams.up import Supervisor, write_run_file
from streams.watchdog import STALLED
from tests.build import event
from tests.database import line, rows
from tests.engines import Broker
from tests.faults.trial import until

DAY = date(2026, 3, 2)
_WORKER = "from streams.cli.worker import worker; worker()"
_ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(
    state_dir: Path, database_url: str, bootstrap: str, prefix: str, commands: tuple[str, ...] = ("relay", "worker")
) -> Iterator[None]:
    """A relay and a worker, started again when they end."""
    state_dir.mkdir(exist_ok=True)
    write_run_file(state_dir, settings_of(database_url, bootstrap, prefix))
    supervisor, stop = Supervisor(lambda *_: None), threading.Event()
    for command in commands:
        supervisor.start(Process(command, command, state_dir, {}))
    keeper = threading.Thread(target=supervisor.run, args=(stop,))
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        supervisor.stop()


def settings_of(database_url: str, bootstrap: str, prefix: str) -> dict[str, object]:
    return {
        "database_url": database_url,
        "broker": bootstrap,
        "topic_prefix": prefix,
        "stall_after_s": 4,
        "republish_after_s": 5,
    }


def send(engine: Engine, day: date, *events: dict[str, object]) -> None:
    """A day begins, and its events come."""
    ClockStore(engine).tick_to(day)
    Intake(engine).accept([line(told) for told in events], name="test", channel="test", keep_received=True)


def opening(project: str) -> list[dict[str, object]]:
    on = DAY.isoformat()
    return [
        event("project.registered", on, subject=project),
        event("bank.account_opened", on, subject=project),
        frozen(project, DAY),
    ]


def frozen(project: str, day: date) -> dict[str, object]:
    number = f"R{day.isoformat()}"
    return event(
        "bank.account_restricted", day.isoformat(), subject=project, restriction_id=number, for_project_wages=False
    )


def judged(engine: Engine, day: date) -> bool:
    return StandingStore(engine).judged(day).missing_projects == 0


def test_a_restriction_becomes_an_alert_within_a_second(
    broker: Broker, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with running(tmp_path, database_url, broker.bootstrap, f"{broker.kind}-first-"):
        send(engine, DAY, *opening("P1"))
        until(lambda: judged(engine, DAY), 40)
        sent_s = elapsed()
        send(engine, DAY, frozen("P1", DAY + timedelta(days=-1)))
        until(lambda: len(rows(engine, "SELECT subject FROM alerts WHERE rule = 'account.frozen'")) == 2, 10)
        assert elapsed() - sent_s < 3  # a busy machine; the bench measures it


def test_a_broker_that_forgot_everything_costs_nothing(
    mortal_broker: Broker, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with running(tmp_path, database_url, mortal_broker.bootstrap, ""):
        send(engine, DAY, *opening("P1"))
        until(lambda: judged(engine, DAY), 40)
        mortal_broker.lose_everything()
        for later in range(1, 4):
            send(engine, DAY + timedelta(days=later), frozen("P1", DAY + timedelta(days=later)), *opening(f"Q{later}"))
        until(lambda: judged(engine, DAY + timedelta(days=3)), 60)
        assert rows(engine, "SELECT count(*) FROM alerts WHERE rule = 'account.frozen'") == [(7,)]
        assert rows(engine, "SELECT count(*) FROM faults") == [(0,)]


def test_a_worker_to_which_nothing_comes_heals_says_so_and_ends_with_its_own_code(
    broker: Broker, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    prefix = f"{broker.kind}-silent-"
    relay = running(tmp_path / "relay", database_url, broker.bootstrap, prefix, ("relay",))
    with Tansu(tmp_path / "elsewhere") as elsewhere, relay:
        write_run_file(tmp_path, settings_of(database_url, elsewhere.bootstrap, prefix))
        send(engine, DAY, *opening("P1"))
        surroundings = {"WAGEWATCH_STATE_DIR": str(tmp_path), "PYTHONPATH": str(_ROOT), "PATH": "/usr/bin:/bin"}
        with subprocess.Popen(
            [sys.executable, "-c", _WORKER], env=surroundings, stderr=subprocess.PIPE, text=True
        ) as worker:
            try:
                _, said = worker.communicate(timeout=60)
            finally:
                worker.kill()
    assert worker.returncode == STALLED
    assert "no frame came from the broker for 4 s" in said
    assert rows(engine, "SELECT count(*) FROM ledgers JOIN heads USING (project, seq)") == [(2,)]
