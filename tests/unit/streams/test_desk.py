"""The desk folds each frame once, in order, whatever the broker repeats, loses or reorders."""

import asyncio
import random

import pytest

from infra.kafka.stubs import for_broker
from schemas.frame import Frame, decoded, encoded
from streams.case import Case
from streams.checkpoints import Checkpoints
from streams.desk import Desk
from streams.registrar import Registrar
from tests.unit.streams.fakes import (
    DAY,
    FakeJournal,
    FakeLedgers,
    one_per_restriction,
    restricted,
    started,
    tick,
)


class Bench:
    """A desk with a database and a broker of its own in memory."""

    def __init__(self, ledgers: FakeLedgers | None = None, journal: FakeJournal | None = None) -> None:
        self.ledgers, self.journal = ledgers or FakeLedgers(), journal or FakeJournal()
        self.desk = Desk(one_per_restriction)
        self.registrar = Registrar(self.desk, self.ledgers, self.journal)
        self.committed: dict[int, int] = {}
        self.checkpoints = Checkpoints(self.desk, self.ledgers, self._commit, interval_s=1)
        self.offset = -1

    async def _commit(self, reached):
        self.committed.update(reached)

    def receive(self, *frames: Frame) -> None:
        for frame in frames:
            self.offset += 1
            self.desk.receive(0, self.offset, frame)

    @property
    def case(self) -> Case:
        return self.desk.cases["P"]


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_frames_wait_for_their_case_and_are_then_folded_in_order(bench):
    bench.receive(tick(1), started(2))
    assert "P" not in bench.desk.cases
    await bench.registrar.fetch()
    assert bench.case.ledger.seq == 2
    assert not bench.desk.parked


async def test_a_repeated_frame_changes_nothing(bench):
    bench.receive(tick(1), started(2))
    await bench.registrar.fetch()
    bench.receive(tick(1), started(2), started(2))
    assert bench.case.ledger.seq == 2
    assert not bench.desk.wanted


async def test_a_gap_is_filled_from_the_journal(bench):
    frames = [tick(1), *(started(seq) for seq in range(2, 500))]
    bench.journal.add(*frames)
    bench.receive(frames[0])
    await bench.registrar.fetch()
    bench.receive(frames[-1])
    assert bench.case.ledger.seq == 1
    await bench.registrar.fetch()
    assert bench.case.ledger.seq == len(frames)
    assert not bench.case.faults


async def test_a_frame_too_large_for_the_broker_is_read_from_the_journal(bench):
    large = Frame("P", 2, "project.started", DAY, data={"on": DAY.isoformat(), "x": "x" * 1_000_000})
    bench.journal.add(tick(1), large, started(3))
    bench.receive(tick(1), decoded(for_broker("P", 2, encoded(large))), started(3))
    await bench.registrar.fetch()
    assert bench.case.ledger.seq == 3
    assert not bench.case.faults


async def test_a_stub_that_follows_is_read_from_the_journal_too(bench):
    bench.journal.add(tick(1), started(2))
    bench.receive(tick(1))
    await bench.registrar.fetch()
    bench.receive(Frame("P", 2, "journal.kept", DAY))
    await bench.registrar.fetch()
    assert bench.case.ledger.seq == 2
    assert not bench.case.faults


async def test_a_frame_that_the_journal_does_not_know_is_left_out(bench):
    bench.journal.add(tick(1))
    bench.receive(tick(1), started(7))
    await bench.registrar.fetch()
    assert bench.case.ledger.seq == 1
    assert not bench.desk.parked
    bench.receive(started(2))
    assert bench.case.ledger.seq == 2


async def test_any_order_with_repetition_and_loss_gives_the_same_ledger():
    frames = [tick(1), *(restricted(seq, f"R{seq}") for seq in range(2, 40))]
    dice = random.Random(7)
    for _ in range(20):
        bench = Bench()
        bench.journal.add(*frames)
        sent = [frame for frame in frames * 2 if dice.random() < 0.6] + frames[-1:]
        dice.shuffle(sent)
        for frame in sent:
            bench.receive(frame)
            if dice.random() < 0.3:
                await bench.registrar.fetch()
        await bench.registrar.fetch()
        assert bench.case.ledger.seq == len(frames)
        bench.desk.judge(bench.case)
        assert len(bench.case.open) == len(frames) - 1


async def test_offsets_are_committed_only_up_to_what_is_written(bench):
    bench.receive(tick(1), started(2))
    await bench.checkpoints.round()
    assert bench.committed == {}
    await bench.registrar.fetch()
    await bench.checkpoints.round()
    assert bench.committed == {0: 1}
    assert bench.ledgers.rows["P"].seq == 2


async def test_of_two_writers_one_loses_and_reads_what_the_other_wrote():
    one = Bench()
    frames = [tick(1), restricted(2), restricted(3, "R3"), restricted(4, "R4")]
    one.journal.add(*frames)
    other = Bench(one.ledgers, one.journal)
    for bench in (one, other):
        bench.receive(*frames[:3])
        await bench.registrar.fetch()
        bench.desk.judge(bench.case)
    await one.checkpoints.round()
    other.receive(frames[3])
    await other.checkpoints.round()
    await other.registrar.fetch()
    await other.checkpoints.round()
    opened = [change.key.subject for change in one.ledgers.history]
    assert sorted(opened) == sorted(set(opened)) == ["R", "R3", "R4"]
    assert one.ledgers.rows["P"].seq == 4
    assert other.case.version == one.ledgers.rows["P"].version + 1


async def test_an_urgent_frame_is_judged_and_written_without_waiting_for_the_others(bench):
    bench.receive(tick(1), tick(1, project="Q"))
    await bench.registrar.fetch()
    await bench.checkpoints.round()
    bench.receive(started(2, project="Q"), restricted(2))
    running = asyncio.create_task(bench.checkpoints.run())
    while len(bench.ledgers.history) < 1:  # noqa: ASYNC110 - the fake tells nobody
        await asyncio.sleep(0)
    running.cancel()
    assert bench.ledgers.calls[1] == ["P"]
    assert bench.ledgers.rows["P"].judged_seq == 2


async def test_a_database_that_is_away_is_waited_for_and_nothing_is_lost(bench):
    bench.receive(tick(1), restricted(2))
    bench.ledgers.away = 1
    await bench.registrar.fetch()
    bench.desk.judge(bench.case)
    bench.ledgers.away = 1
    await bench.checkpoints.round()
    assert [change.kind for change in bench.ledgers.history] == ["opened"]


async def test_a_checkpoint_that_was_broken_off_is_read_again(bench):
    bench.receive(tick(1), restricted(2))
    bench.journal.add(tick(1), restricted(2))
    await bench.registrar.fetch()
    bench.ledgers.away = 1_000
    await bench.checkpoints.last(0.05)
    assert "P" not in bench.desk.cases
    bench.ledgers.away = 0
    await bench.registrar.fetch()
    bench.desk.judge(bench.case)
    await bench.checkpoints.round()
    assert bench.ledgers.rows["P"].judged_seq == 2


async def test_the_projects_of_a_partition_that_others_have_are_forgotten(bench):
    bench.receive(tick(1))
    await bench.registrar.fetch()
    bench.desk.receive(1, 0, tick(1, project="Q"))
    bench.desk.keep([0])
    assert set(bench.desk.cases) == {"P"}
    assert not bench.desk.parked
    assert not bench.desk.wanted
    assert set(bench.desk.positions()) == {0}


async def test_too_many_parked_frames_make_it_crowded_until_they_are_folded(bench):
    bench.receive(tick(1), *(started(seq) for seq in range(2, 2_002)))
    assert bench.desk.crowded
    waiting = asyncio.create_task(bench.registrar.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    await bench.registrar.fetch()
    await waiting
    assert not bench.desk.crowded
