"""The bench's load is honest: no two punches fall into the same worker, day and direction."""

from collections import Counter

from bench.load import AS_OF, Load, known
from monitors.ledger import Ledger
from schemas.frame import Frame, decoded


def frames(load: Load, after: int) -> list[Frame]:
    return [decoded(value) for _, value in load.messages(after)]


def punches(frame: Frame) -> list[tuple[str, ...]]:
    arrivals = [(frame.project, day, who, "in") for day, group in frame.data["days"].items() for who in group["in"]]
    return arrivals + [
        (frame.project, day, who, "on") for day, group in frame.data["days"].items() for who in group["on"]
    ]


def test_every_punch_has_a_worker_day_and_direction_of_its_own() -> None:
    load = Load(projects=3, punches=12_000, per_frame=200, workers=30)
    counted = Counter(punch for frame in frames(load, 0) for punch in punches(frame))
    assert sum(counted.values()) == load.frames * load.per_frame == 12_000
    assert set(counted.values()) == {1}


def test_every_frame_is_as_large_as_it_says() -> None:
    for per_frame in (200, 1_000):
        load = Load(projects=2, punches=8_000, per_frame=per_frame)
        assert {len(punches(frame)) for frame in frames(load, 0)} == {per_frame}


def test_the_punches_lie_before_the_day_of_judgement() -> None:
    load = Load(projects=1, punches=5_000, per_frame=1_000)
    days = {day for frame in frames(load, 0) for day in frame.data["days"]}
    assert len(days) == load.days
    assert max(days) < f"{AS_OF}"


def test_the_frames_follow_what_is_known_of_the_project() -> None:
    load = Load(projects=1, punches=2_000, per_frame=200, workers=30)
    ledger = known(load)
    seq, (state, months) = ledger.seq, ledger.drain()
    taken_up = Ledger.restored("L00000", state, months)
    for frame in frames(load, seq):
        taken_up.apply(frame)
    assert taken_up.seq == seq + load.frames
    assert taken_up.today == AS_OF
