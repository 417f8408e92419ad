"""The watchdog heals what waits too long, and ends a worker to which nothing comes any more."""

import asyncio

import pytest

from infra.db.journal import Behind
from streams.watchdog import STALLED, Patience, Watchdog
from tests.unit.streams.fakes import restricted, tick
from tests.unit.streams.test_desk import Bench


def test_frames_that_move_are_no_reason_to_worry():
    patience = Patience(8)
    assert [patience.look(now, 1, {"P": now}) for now in range(0, 40, 4)] == [([], False)] * 10


def test_frames_that_wait_while_nothing_comes_are_healed_and_the_consumer_is_silent():
    patience = Patience(8)
    looks = [patience.look(now, 1, {"P": 3}) for now in (0, 4, 7, 8)]
    assert looks == [([], False)] * 3 + [(["P"], True)]


def test_nothing_that_waits_is_no_silence():
    patience = Patience(8)
    assert [patience.look(now, 1, {}) for now in (0, 100)] == [([], False)] * 2


def test_a_quiet_hour_before_is_not_held_against_the_worker():
    patience = Patience(8)
    patience.look(0, 1, {})
    assert patience.look(3_600, 1, {"P": 3}) == ([], False)


def test_one_project_that_waits_long_while_others_move_is_healed_only():
    patience = Patience(8)
    looks = [patience.look(now, now, {"P": 3}) for now in (0, 20, 40, 48)]
    assert looks[:3] == [([], False)] * 3
    assert looks[3] == (["P"], False)


@pytest.mark.parametrize(("assigned", "watched"), [({0}, True), ({1}, False), (set(), True)])
async def test_a_worker_answers_for_its_partitions_and_for_all_when_it_has_none(assigned, watched, capsys):
    bench = Bench()
    bench.journal.add(tick(1), restricted(2))
    ended: list[int] = []
    watchdog = Watchdog(
        bench.desk,
        bench.journal,
        bench.checkpoints,
        stall_after_s=0,
        partition_of=lambda _project: 0,
        assigned=lambda: assigned,
        end=ended.append,
    )

    async def healing():
        while True:
            await bench.registrar.run()

    running = asyncio.create_task(healing())
    await watchdog.look({"P": Behind(head_seq=2, relayed_seq=2, ledger_seq=0)})
    running.cancel()
    assert ended == ([STALLED] if watched else [])
    assert ("P" in bench.ledgers.rows) is watched
    assert ("no frame came from the broker" in capsys.readouterr().err) is watched


async def test_frames_that_were_never_published_are_not_the_workers_fault():
    bench = Bench()
    ended: list[int] = []
    watchdog = Watchdog(
        bench.desk,
        bench.journal,
        bench.checkpoints,
        stall_after_s=0,
        partition_of=lambda _project: 0,
        assigned=lambda: {0},
        end=ended.append,
    )
    await watchdog.look({"P": Behind(head_seq=5, relayed_seq=0, ledger_seq=0)})
    assert ended == []
