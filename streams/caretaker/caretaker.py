"""The caretaker: everything that happens in the offices without anybody asking. Any number of them may run."""

import threading
from collections.abc import Iterator

from sqlalchemy import Engine

from infra.clock import now
from infra.db.beats import Beats
from infra.db.chronicle import seal
from infra.db.clients import Clients
from infra.db.clock import ClockStore
from infra.db.engine import engine_of
from infra.db.policies import Policies
from infra.settings import Settings
from monitors.policy import Policy
from streams.caretaker.alerts import look_after_alerts
from streams.caretaker.callbacks import call_banks
from streams.caretaker.delivery import deliver_due
from streams.caretaker.digest import Reminders, digests
from streams.caretaker.duties import Duty, keep
from streams.caretaker.fund import look_after_fund
from streams.caretaker.handoffs import remind_of_handoffs
from streams.caretaker.leads import look_after_leads
from streams.caretaker.marks import look_after_gate
from streams.caretaker.portraits import refresh
from streams.policies import policy_in_force
from streams.whatif import run_next


def caretaker(settings: Settings, stop: threading.Event) -> None:
    """Look after the offices until told to stop."""
    duties_engine, beats_engine = engine_of(settings.database, connections=8), engine_of(settings.database)
    try:
        keep(list(duties(duties_engine, settings)), Beats(beats_engine), stop)
    finally:
        duties_engine.dispose()
        beats_engine.dispose()


def duties(engine: Engine, settings: Settings) -> Iterator[Duty]:
    """What is to be done, the most urgent first."""

    def law() -> Policy:
        return policy_in_force(settings.policy, Policies(engine))

    clock = ClockStore(engine)
    reminders = Reminders(engine)

    def daily() -> int:
        day = clock.today()
        if day is None:
            return 0
        return digests(engine, day) + reminders.remind(day) + (seal(engine, day) is not None)

    def portraits() -> int:
        day = clock.today()
        return 0 if day is None else refresh(engine, law(), day)

    yield Duty("alerts", lambda: look_after_alerts(engine), rest_s=0.3)
    yield Duty("gate", lambda: look_after_gate(engine), rest_s=0.5)
    yield Duty("bank calls", lambda: call_banks(engine, settings, now()), rest_s=1.0)
    yield Duty("leads", lambda: look_after_leads(engine, law), rest_s=1.0)
    yield Duty("delivery", lambda: deliver_due(engine, settings, now()), rest_s=1.0)
    yield Duty("daily", daily, rest_s=5.0)
    yield Duty("portraits", portraits, rest_s=2.0)
    yield Duty("requests", lambda: Clients(engine).forget_requests(now()), rest_s=60.0)
    yield Duty("fund", lambda: look_after_fund(engine, law()), rest_s=2.0)
    yield Duty("hand-offs", lambda: remind_of_handoffs(engine), rest_s=5.0)
    yield Duty("what-if", lambda: int(run_next(engine, law)), rest_s=2.0)
