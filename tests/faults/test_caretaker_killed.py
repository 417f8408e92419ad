"""Kill -9 of a caretaker and of an officer's action: a decision and its notice are both there, or neither is."""

import subprocess
import sys
from pathlib import Path
from time import sleep

from sqlalchemy import Engine

from alerts.commands import Acknowledge
from infra.db.clock import ClockStore
from infra.db.works.store import Done, Works
from schemas.finding import Level
from streams.caretaker.alerts import look_after_alerts
from tests.database import rows
from tests.works import LI, MONDAY, a_finding, admit, news, settle_in

pytest_plugins = ("tests.database_fixtures",)

ROOT = Path(__file__).parents[2]
CARETAKER = """
import sys
from infra.db.engine import engine_of
from streams.caretaker.alerts import look_after_alerts
engine = engine_of(sys.argv[1])
print("began", flush=True)
while True:
    look_after_alerts(engine)
"""
OFFICER = """
import sys, threading
from infra.db.engine import engine_of
from infra.db.works import saving
from infra.db.works.store import Works
from alerts.commands import Acknowledge
from tests.works import LI, MONDAY

appended = saving.append
def written(connection, entries):
    appended(connection, entries)
    print("all of it is written, nothing is committed", flush=True)
    threading.Event().wait()

saving.append = written
Works(engine_of(sys.argv[1])).act(int(sys.argv[2]), 1, Acknowledge(), LI, LI.sight, MONDAY)
"""
PROJECTS = 120


def test_caretakers_killed_again_and_again_admit_and_escalate_everything_once(
    engine: Engine, database_url: str
) -> None:
    settle_in(engine)
    for number in range(PROJECTS):
        news(engine, "opened", a_finding(level=Level.RED, project=f"P{number}"))
    ClockStore(engine).tick_to(MONDAY)
    for pause_s in (0.05, 0.2, 0.4, 0.8):
        with subprocess.Popen([sys.executable, "-c", CARETAKER, database_url], stdout=subprocess.PIPE, cwd=ROOT) as one:
            assert one.stdout is not None
            assert b"began" in one.stdout.readline()
            sleep(pause_s)
            one.kill()
        ClockStore(engine).tick_to(MONDAY.replace(day=MONDAY.day + 2))
    while look_after_alerts(engine):
        pass
    assert rows(engine, "SELECT count(*), count(DISTINCT project) FROM works") == [(PROJECTS, PROJECTS)]
    assert rows(engine, "SELECT count(*) FROM alert_news") == [(0,)]
    # the projects have no ledger here, so they belong to the province, whose chain has one office
    assert sorted(rows(engine, "SELECT act, count(*) FROM chronicle WHERE about ^@ 'alert:' GROUP BY act")) == [
        ("opened", PROJECTS), ("reminded", PROJECTS),
    ]  # fmt: skip
    assert sorted(rows(engine, "SELECT reason, office, count(*) FROM notices GROUP BY 1, 2")) == [
        ("first", "52", PROJECTS), ("overdue", "52", PROJECTS),
    ]  # fmt: skip


def test_an_action_killed_before_its_commit_was_not_taken_and_can_be_taken_again(
    engine: Engine, database_url: str
) -> None:
    settle_in(engine)
    news(engine, "opened", a_finding())
    admit(engine)
    ((number,),) = rows(engine, "SELECT id FROM works")
    argv = [sys.executable, "-c", OFFICER, database_url, str(number)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=ROOT) as officer:
        assert officer.stdout is not None
        assert b"written" in officer.stdout.readline()
        officer.kill()
    assert rows(engine, "SELECT state, version FROM works") == [("open", 1)]
    assert rows(engine, "SELECT act FROM chronicle WHERE about ^@ 'alert:'") == [("opened",)]
    assert isinstance(Works(engine).act(number, 1, Acknowledge(), LI, LI.sight, MONDAY), Done)
