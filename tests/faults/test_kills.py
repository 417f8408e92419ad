"""Whatever is killed in the middle of a stream: every record is applied once, and every day's alerts are right."""

import os
import signal
import threading
from pathlib import Path

import pytest

from tests.faults.trial import trial

DAYS = 12
pytestmark = pytest.mark.usefixtures("broker_dies")


@pytest.mark.parametrize("part", ["worker-1", "relay", "tansu", "postgres"])
def test_after_a_kill_nothing_is_lost_or_doubled(part: str, tmp_path: Path) -> None:
    with trial(tmp_path) as stream:
        stream.days(0, DAYS // 3)
        killing = threading.Thread(target=stream.kill, args=(part,))
        killing.start()
        stream.days(DAYS // 3, DAYS // 3)
        killing.join()
        stream.kill(part)
        stream.days(2 * DAYS // 3, DAYS // 3)
        stream.finished(DAYS - 1)
        stream.assert_exact(DAYS - 1)


def test_when_one_of_two_workers_is_killed_the_other_takes_over(tmp_path: Path) -> None:
    with trial(tmp_path, workers=2) as stream:
        stream.days(0, DAYS // 2)
        killing = threading.Thread(target=stream.kill, args=("worker-2",))
        killing.start()
        stream.days(DAYS // 2, DAYS // 2)
        killing.join()
        stream.finished(DAYS - 1)
        stream.assert_exact(DAYS - 1)


def test_a_worker_that_was_asleep_overwrites_nothing(tmp_path: Path) -> None:
    with trial(tmp_path, workers=2) as stream:
        stream.days(0, DAYS // 3)
        sleeper = stream.pid("worker-1")
        os.kill(sleeper, signal.SIGSTOP)
        try:
            stream.days(DAYS // 3, DAYS // 3)
            stream.finished(2 * DAYS // 3 - 1)
        finally:
            os.kill(sleeper, signal.SIGCONT)
        stream.days(2 * DAYS // 3, DAYS // 3)
        stream.finished(DAYS - 1)
        stream.assert_exact(DAYS - 1)


def test_started_again_after_everything_was_killed_it_resumes(tmp_path: Path) -> None:
    with trial(tmp_path) as stream:
        stream.days(0, DAYS // 2)
        received = stream.received
        for pid in stream.running.supervisor.pids.values():
            os.kill(pid, signal.SIGKILL)
    with trial(tmp_path) as again:
        again.received = received
        again.days(DAYS // 2, DAYS // 2)
        again.finished(DAYS - 1)
        again.assert_exact(DAYS - 1)
