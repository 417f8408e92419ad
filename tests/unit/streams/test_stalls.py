from infra.kafka.partitioning import partition_of
from streams.stalls import Stalls

LAGGING = {"P": (5, 3)}


def test_a_partition_is_given_time() -> None:
    stalls = Stalls(1, 10)
    assert stalls.stalled(LAGGING, 0) == {}
    assert stalls.stalled(LAGGING, 9.9) == {}


def test_the_last_published_frame_is_named_once_the_time_is_over() -> None:
    stalls = Stalls(1, 10)
    stalls.stalled(LAGGING, 0)
    assert stalls.stalled(LAGGING, 10) == {"P": 5}


def test_progress_of_any_project_is_progress_of_its_partition() -> None:
    stalls = Stalls(1, 10)
    stalls.stalled({"P": (5, 3), "Q": (5, 1)}, 0)
    assert stalls.stalled({"P": (5, 3), "Q": (5, 2)}, 11) == {}


def test_a_project_that_caught_up_is_progress() -> None:
    stalls = Stalls(1, 10)
    stalls.stalled({"P": (5, 3), "Q": (5, 1)}, 0)
    assert stalls.stalled(LAGGING, 11) == {}


def test_progress_elsewhere_helps_nobody() -> None:
    other = next(f"Q{n}" for n in range(99) if partition_of(f"Q{n}", 4) != partition_of("P", 4))
    stalls = Stalls(4, 10)
    stalls.stalled({"P": (5, 3), other: (9, 1)}, 0)
    assert stalls.stalled({"P": (5, 3), other: (9, 2)}, 11) == {"P": 5}


def test_patience_doubles_while_it_is_in_vain_and_starts_anew_after_progress() -> None:
    stalls = Stalls(1, 10)
    stalls.stalled(LAGGING, 0)
    assert stalls.stalled(LAGGING, 10)
    assert not stalls.stalled(LAGGING, 29)
    assert stalls.stalled(LAGGING, 30)
    assert not stalls.stalled({"P": (5, 4)}, 31)
    assert stalls.stalled({"P": (5, 4)}, 41)


def test_who_lags_no_more_is_forgotten() -> None:
    stalls = Stalls(1, 10)
    stalls.stalled(LAGGING, 0)
    stalls.stalled({}, 5)
    assert stalls.stalled(LAGGING, 11) == {}
