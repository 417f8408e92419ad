"""The caretaker as it runs: its duties, their independence, and its sign of life."""

import threading
from collections.abc import Callable
from time import sleep

from pydantic import SecretStr
from sqlalchemy import Engine

from infra.clock import elapsed
from infra.db.beats import Beats
from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError
from infra.settings import Settings
from schemas.office import Sight
from streams.caretaker.auditor import Auditing
from streams.caretaker.caretaker import caretaker
from streams.caretaker.duties import Duty, OnDuty, keep
from tests.works import MONDAY, a_finding, news, settle_in

pytest_plugins = ("tests.database_fixtures",)


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    end = elapsed() + seconds
    while not holds():
        assert elapsed() < end, "it never came"
        sleep(0.05)


def test_a_running_caretaker_admits_what_the_watch_writes_and_gives_signs_of_life(
    engine: Engine, database_url: str
) -> None:
    from infra.db.works.store import Works  # noqa: PLC0415

    settle_in(engine)
    ClockStore(engine).tick_to(MONDAY)
    stop = threading.Event()
    settings = Settings(database_url=SecretStr(database_url))
    running = [
        threading.Thread(target=caretaker, args=(settings, stop)),
        threading.Thread(target=Auditing(settings).run, args=(stop,)),
    ]
    for thread in running:
        thread.start()
    try:
        news(engine, "opened", a_finding())
        until(lambda: Works(engine).get(1, Sight(("52",))) is not None)
        until(lambda: {beat.name for beat in Beats(engine).seen(10)} >= {"caretaker", "auditor"})
    finally:
        stop.set()
        for thread in running:
            thread.join()
    beats = {beat.name: beat.detail for beat in Beats(engine).seen(10)}
    assert {duty["trouble"] for duty in beats["caretaker"].values()} == {""}
    assert beats["auditor"] == {"overdue": 0, "missed": 0, "stuck_news": 0}


def test_a_duty_that_fails_says_so_and_keeps_no_other_waiting(engine: Engine) -> None:
    stop, done = threading.Event(), []

    def fails() -> int:
        raise ValueError("broken")

    def works() -> int:
        done.append(1)
        return 0

    thread = threading.Thread(target=keep, args=([Duty("a", fails, 0.01), Duty("b", works, 0.01)], Beats(engine), stop))
    thread.start()
    until(lambda: len(done) > 3 and bool(Beats(engine).seen(10)))
    stop.set()
    thread.join()
    (beat,) = Beats(engine).seen(10)
    assert beat.detail["a"]["trouble"] == "ValueError: broken"
    assert beat.detail["b"]["trouble"] == ""


def test_a_duty_waits_for_a_database_that_is_away_and_goes_on() -> None:
    stop = threading.Event()
    answers: list[UnreachableError | int] = [UnreachableError("away"), 1, 0]

    def work() -> int:
        answer = answers.pop(0)
        if not answers:
            stop.set()
        if isinstance(answer, UnreachableError):
            raise answer
        return answer

    on = OnDuty(Duty("a", work, 0.01))
    on.run(stop)
    assert (on.tells()["done"], on.tells()["trouble"]) == (1, "")
