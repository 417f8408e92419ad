"""Delivery with a real database, a real mail server and a real web server; time is passed in."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from alerts.notices import Notice, Reason
from infra import clock
from infra.channels import Kind, normalised, shown
from infra.db.engine import connected
from infra.db.notices import post
from infra.db.notices.contacts import Contacts, Given
from infra.db.notices.delivered import Delivered, Wanted
from infra.db.notices.outbox import LEASE, Outbox
from infra.db.notices.tables import deliveries, notices
from infra.db.offices.tables import offices
from infra.seal import Seal
from infra.settings import Settings
from schemas.office import Sight
from streams.caretaker import delivery
from streams.caretaker.delivery import ATTEMPTS, deliver_due
from tests.receivers import post_office, web

DAY = date(2026, 5, 18)
ALL = Sight(("",))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, state_dir=tmp_path)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _office(engine: Engine) -> None:
    with connected(engine) as connection:
        connection.execute(insert(offices).values(code="yunshan", name="云山县监察大队", region="520103", parent=None))


def contact(engine: Engine, settings: Settings, kind: Kind, address: str, **given: Any) -> int:
    kept = normalised(kind, address)
    wanted = Given(**{
        "office": "yunshan", "officer": "", "name": "值班", "kind": kind.value, "lang": "zh", "from_level": "orange",
        "digest": "daily", "sealed": Seal.of(settings).sealed(kept), "shown": shown(kind, kept), **given,
    })  # fmt: skip
    with connected(engine) as connection:
        return Contacts(engine).add(connection, wanted)


def notice(number: int = 1, reason: Reason = Reason.FIRST, level: str = "red", **given: Any) -> Notice:
    facts = {"rule": "wages.unpaid", "project": "P1", "project_name": "云山锦绣", "subject": "2026-03", "level": level,
             "workers": 36, "amount_fen": 12345600, "since": "2026-05-16", "due_on": "2026-05-19"}  # fmt: skip
    return Notice(f"alert:{number}", "yunshan", reason, DAY, mark="v1", facts={**facts, **given})


def tell(engine: Engine, *told: Notice) -> int:
    with connected(engine) as connection:
        return post(connection, told)


def _tell_and_fail(engine: Engine) -> None:
    with connected(engine) as connection:
        post(connection, [notice()])
        raise RuntimeError


def states(engine: Engine) -> Sequence[Any]:
    columns = deliveries.c
    with connected(engine) as connection:
        query = select(columns.state, columns.attempts, columns.permanent, columns.error).order_by(columns.id)
        return [tuple(row) for row in connection.execute(query)]


def test_a_mail_is_delivered_once_and_says_in_chinese_what_is_wrong(engine: Engine, settings: Settings) -> None:
    with post_office() as mail:
        contact(engine, settings, Kind.MAIL, f"{mail.server}&to=duty@office.example")
        tell(engine, notice())
        now = clock.now()
        assert deliver_due(engine, settings, now) == 1
        assert deliver_due(engine, settings, now + timedelta(days=1)) == 0
    (got,) = mail.mails
    assert got["To"] == "duty@office.example"
    assert got["Subject"].strip() == "【薪哨】[红·首次预警] 工资未发 — 云山锦绣（2026-03）"
    assert "涉及 36 人，123,456.00 元，自2026年5月16日起，期限 2026年5月19日。" in got.get_content()
    assert [got["Message-ID"]] == got.get_all("Message-ID")
    assert states(engine) == [("sent", 1, False, None)]


def test_a_bare_mail_address_goes_by_the_deployments_server(engine: Engine, settings: Settings) -> None:
    with post_office() as mail:
        contact(engine, settings, Kind.MAIL, "duty@office.example", lang="en")
        tell(engine, notice())
        served = Settings(**settings.model_dump() | {"mail_server": mail.server})
        assert deliver_due(engine, served, clock.now()) == 1
    assert mail.mails[0]["To"] == "duty@office.example"
    assert "36 workers, ¥123,456.00, since 2026-05-16" in mail.mails[0].get_content()


def test_a_webhook_that_is_busy_is_tried_again_later_with_the_same_identity(engine: Engine, settings: Settings) -> None:
    with web(503, 503, 200) as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, notice())
        now = clock.now()
        assert deliver_due(engine, settings, now) == 1
        assert states(engine) == [("waiting", 1, False, "HTTP 503")]
        assert deliver_due(engine, settings, now + timedelta(seconds=20)) == 0
        assert deliver_due(engine, settings, now + timedelta(seconds=40)) == 1
        assert deliver_due(engine, settings, now + timedelta(seconds=60)) == 0
        assert deliver_due(engine, settings, now + timedelta(seconds=200)) == 1
        assert deliver_due(engine, settings, now + timedelta(days=9)) == 0
    assert states(engine) == [("sent", 3, False, None)]
    assert len({call.headers["Idempotency-Key"] for call in hook.calls}) == 1
    assert hook.calls[0].body == hook.calls[2].body
    assert hook.calls[0].body["notices"][0]["reason"] == "first"


def test_a_receiver_that_asks_for_time_gets_it(engine: Engine, settings: Settings) -> None:
    with web((429, {"Retry-After": "600"}, b""), 200) as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, notice())
        now = clock.now()
        deliver_due(engine, settings, now)
        assert deliver_due(engine, settings, now + timedelta(seconds=590)) == 0
        assert deliver_due(engine, settings, now + timedelta(seconds=610)) == 1


@pytest.mark.parametrize("status", [301, 400, 401, 404, 410])
def test_a_refusal_is_final_at_once_and_the_office_sees_it(engine: Engine, settings: Settings, status: int) -> None:
    with web(status) as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, notice())
        now = clock.now()
        deliver_due(engine, settings, now)
        assert deliver_due(engine, settings, now + timedelta(days=9)) == 0
    assert states(engine) == [("failed", 1, True, f"HTTP {status}")]
    with connected(engine) as connection:
        told = connection.execute(select(notices).where(notices.c.reason == "undeliverable")).one()
    assert (told.office, told.facts["what"], told.facts["why"]) == ("yunshan", "值班", f"HTTP {status}")


def test_a_refused_address_is_final_and_a_greylisted_one_is_not(engine: Engine, settings: Settings) -> None:
    with post_office(gone="550 no such user", grey="450 come back later") as mail:
        contact(engine, settings, Kind.MAIL, f"{mail.server}&to=gone@office.example")
        contact(engine, settings, Kind.MAIL, f"{mail.server}&to=grey@office.example")
        tell(engine, notice())
        deliver_due(engine, settings, clock.now())
    assert states(engine) == [
        ("failed", 1, True, "SMTP 550 no such user"),
        ("waiting", 1, False, "SMTP 450 come back later"),
    ]


def test_what_never_answers_is_given_up_and_can_be_tried_again(engine: Engine, settings: Settings) -> None:
    with web(503) as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, notice())
        now = clock.now()
        for _ in range(ATTEMPTS):
            now += timedelta(hours=8)
            deliver_due(engine, settings, now)
        assert states(engine) == [("failed", ATTEMPTS, False, "HTTP 503")]
        (listed,) = Delivered(engine).latest(ALL, Wanted(state="failed"))
        assert not Delivered(engine).retry(Sight(("520102",)), listed.id, now)
        assert Delivered(engine).retry(ALL, listed.id, now)
        hook.answers[:] = [(200, {}, b"")]
        assert deliver_due(engine, settings, now) == 1
    assert states(engine) == [("sent", 1, False, None)]
    assert len({call.headers["Idempotency-Key"] for call in hook.calls}) == 1


def test_an_address_that_nobody_listens_on_is_tried_again(engine: Engine, settings: Settings) -> None:
    with web() as gone:
        address = gone.address
    contact(engine, settings, Kind.WEBHOOK, address)
    tell(engine, notice())
    deliver_due(engine, settings, clock.now())
    assert states(engine) == [("waiting", 1, False, "connection failed")]


def test_posting_the_same_twice_sends_it_once(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        assert tell(engine, notice(), notice()) == 1
        assert tell(engine, notice()) == 0
        assert deliver_due(engine, settings, clock.now()) == 1
    assert len(hook.calls) == 1


def test_nothing_is_sent_of_a_change_that_was_rolled_back(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        with pytest.raises(RuntimeError):
            _tell_and_fail(engine)
        assert deliver_due(engine, settings, clock.now()) == 0
    assert hook.calls == []


def test_what_is_posted_together_goes_in_one_message(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, *[notice(number) for number in range(1, 31)])
        deliver_due(engine, settings, clock.now())
    (call,) = hook.calls
    assert len(call.body["notices"]) == 30
    assert call.body["subject"].endswith("等 30 项")


def test_a_contact_point_gets_what_is_grave_enough_and_the_end_of_it(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address, from_level="red")
        tell(engine, notice(1, level="orange"), notice(2, level="red"))
        tell(engine, notice(1, Reason.CURED, "orange", worst="orange"), notice(2, Reason.CURED, "yellow", worst="red"))
        deliver_due(engine, settings, clock.now())
    assert [[told["about"] for told in call.body["notices"]] for call in hook.calls] == [["alert:2"], ["alert:2"]]


def test_another_offices_notices_are_not_sent_here(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, Notice("alert:1", "linshui", Reason.FIRST, DAY, facts={"level": "red"}))
        assert deliver_due(engine, settings, clock.now()) == 0
    assert hook.calls == []


def test_alertmanagers_receivers_get_one_group_per_project(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.ALERTMANAGER, hook.address.replace("json://", "http://"))
        tell(engine, notice(1), notice(2, project="P2"), notice(3, subject="2026-04"))
        deliver_due(engine, settings, clock.now())
    bodies = sorted((call.body for call in hook.calls), key=lambda body: body["groupLabels"]["project"])
    assert [len(body["alerts"]) for body in bodies] == [2, 1]
    assert {body["version"] for body in bodies} == {"4"}
    assert bodies[0]["commonLabels"]["alertname"] == "wages.unpaid"
    assert "subject" not in bodies[0]["commonLabels"]


def test_a_robot_that_says_no_with_200_has_not_taken_it(engine: Engine, settings: Settings) -> None:
    refused = (200, {}, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    with web(refused) as robot, pytest.MonkeyPatch.context() as patch:
        patch.setattr("infra.channels.robots.WeCom.notify_url", f"http://127.0.0.1:{robot.port}/send?key={{key}}")
        contact(engine, settings, Kind.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-123")
        tell(engine, notice())
        deliver_due(engine, settings, clock.now())
    assert states(engine) == [("failed", 1, True, "code 93000 invalid webhook url")]
    assert robot.calls[0].path == "/send?key=abc-123"


def test_the_address_is_nowhere_in_clear(engine: Engine, settings: Settings) -> None:
    contact(engine, settings, Kind.WEBHOOK, "jsons://robot:hunter2@127.0.0.1:9/s3cret?token=t0ken")
    tell(engine, notice())
    deliver_due(engine, settings, clock.now())
    with connected(engine) as connection:
        stored = "".join(str(row) for table in ("contact_points", "deliveries", "notices")
                         for row in connection.execute(text(f"SELECT * FROM {table}")))  # fmt: skip
    (listed,) = Contacts(engine).all(ALL)
    for secret in ("hunter2", "s3cret", "t0ken"):
        assert secret not in stored
        assert secret not in str(listed)
    assert listed.shown == "https://127.0.0.1:9/…"


def test_an_address_sealed_with_a_lost_key_fails_visibly(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    contact(engine, settings, Kind.WEBHOOK, "json://127.0.0.1:9/")
    tell(engine, notice())
    elsewhere = Settings(**settings.model_dump() | {"state_dir": tmp_path / "other"})
    deliver_due(engine, elsewhere, clock.now())
    assert states(engine) == [("failed", 1, True, "sealed with a key that is not here")]


KILLED = """
import os, signal, sys
from datetime import date
from infra.db.engine import connected, engine_of
from infra.db.notices import post
from tests.integration.test_deliveries import notice
engine = engine_of(sys.argv[1])
with connected(engine) as connection:
    post(connection, [notice()])
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""
SENDER = """
import os, signal, sys
from infra import clock
from infra.db.engine import engine_of
from infra.db.notices.outbox import Outbox
from infra.settings import Settings
from streams.caretaker.delivery import deliver_due
if sys.argv[3] == "after":
    Outbox.sent = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    import streams.caretaker.delivery as delivery
    delivery.send = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
deliver_due(engine_of(sys.argv[1]), Settings(database_url=sys.argv[1], state_dir=sys.argv[2]), clock.now())
"""


def run(code: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-c", code, *arguments], check=False, timeout=60, cwd=Path.cwd()).returncode


def test_killed_between_the_decision_and_its_delivery_the_next_run_delivers_once(
    engine: Engine, settings: Settings, database_url: str
) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        assert run(KILLED, database_url, "after") == -signal.SIGKILL
        now = clock.now()
        assert deliver_due(engine, settings, now) == 1
        assert deliver_due(engine, settings, now + timedelta(days=1)) == 0
    assert len(hook.calls) == 1


def test_killed_before_the_decision_is_committed_nobody_is_told(
    engine: Engine, settings: Settings, database_url: str
) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        assert run(KILLED, database_url, "before") == -signal.SIGKILL
        assert deliver_due(engine, settings, clock.now()) == 0
    assert hook.calls == []


def test_killed_before_sending_it_is_sent_once_when_the_claim_runs_out(
    engine: Engine, settings: Settings, database_url: str, tmp_path: Path
) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, notice())
        assert run(SENDER, database_url, str(tmp_path), "before") == -signal.SIGKILL
        assert deliver_due(engine, settings, clock.now()) == 0
        assert deliver_due(engine, settings, clock.now() + LEASE) == 1
    assert len(hook.calls) == 1


def test_killed_between_sending_and_marking_the_second_copy_carries_the_same_identity(
    engine: Engine, settings: Settings, database_url: str, tmp_path: Path
) -> None:
    with post_office() as mail, web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        tell(engine, notice())
        assert run(SENDER, database_url, str(tmp_path), "after") == -signal.SIGKILL
        contact(engine, settings, Kind.MAIL, f"{mail.server}&to=duty@office.example")
        tell(engine, notice(2, level="orange"))
        with connected(engine) as connection:
            connection.execute(deliveries.update().where(deliveries.c.state == "waiting", deliveries.c.contact == 1)
                               .values(state="failed"))  # fmt: skip
        assert run(SENDER, database_url, str(tmp_path), "after") == -signal.SIGKILL
        assert deliver_due(engine, settings, clock.now() + LEASE) == 2
    assert len(hook.calls) == 2
    assert len({call.headers["Idempotency-Key"] for call in hook.calls}) == 1
    assert hook.calls[0].body == hook.calls[1].body
    assert len(mail.mails) == 2
    assert len({got["Message-ID"] for got in mail.mails}) == 1
    assert {state for state, *_ in states(engine)} == {"sent", "failed"}


def test_two_caretakers_share_the_work_and_double_nothing(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        for number in range(1, 21):
            tell(engine, notice(number))
        now = clock.now()
        outbox = Outbox(engine)
        held = outbox.claim(now, most=5)
        assert deliver_due(engine, settings, now) == 15
        assert not {call.headers["Idempotency-Key"] for call in hook.calls} & {claimed.reference for claimed in held}


def test_a_claim_that_was_lost_marks_nothing(engine: Engine, settings: Settings) -> None:
    contact(engine, settings, Kind.WEBHOOK, "json://127.0.0.1:9/")
    tell(engine, notice())
    now, outbox = clock.now(), Outbox(engine)
    (slow,) = outbox.claim(now)
    (quick,) = outbox.claim(now + LEASE)
    assert not outbox.again(slow, now, "late")
    assert outbox.sent(quick, now)
    assert not outbox.sent(slow, now)
    assert states(engine) == [("sent", 2, False, None)]


def test_a_test_message_reaches_the_contact_point_and_not_the_inbox(engine: Engine, settings: Settings) -> None:
    with web() as hook:
        contact(engine, settings, Kind.WEBHOOK, hook.address)
        (point,) = Contacts(engine).all(ALL)
        Delivered(engine).test(point, DAY, clock.now(), "杨理")
        assert deliver_due(engine, settings, clock.now() + timedelta(seconds=1)) == 1
    assert hook.calls[0].body["notices"][0]["reason"] == "test"


def test_waits_grow_and_are_the_same_each_time() -> None:
    waits = [delivery.wait_after("wagewatch-1", attempt) for attempt in range(1, ATTEMPTS + 1)]
    assert waits == [delivery.wait_after("wagewatch-1", attempt) for attempt in range(1, ATTEMPTS + 1)]
    assert waits != [delivery.wait_after("wagewatch-2", attempt) for attempt in range(1, ATTEMPTS + 1)]
    assert all(30 * 0.8 * 2**n <= wait <= 30 * 1.2 * 2**n for n, wait in enumerate(waits[:8]))
    assert max(waits) <= 6 * 3600 * 1.2
