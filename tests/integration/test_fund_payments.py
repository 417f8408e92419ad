"""Payment orders as files, and the banks' answers through the real intake: each line becomes what the bank said."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from defusedxml import ElementTree
from sqlalchemy import Engine

from fund.case import FundCase, Line, LineState, State
from fund.claims import debts
from fund.commands import SetCard
from fund.terms import FundTerms
from infra.db.clock import ClockStore
from infra.db.fund import FundCases, Funds, Rules
from infra.db.fund.answers import Answers
from infra.db.fund.faults import faults
from infra.db.fund.orders import KeptBatch, KeptFile, Orders
from monitors.calendar import working_days_after
from monitors.policy import Policy
from schemas.office import Sight
from streams.caretaker.fund import look_after_fund, remind_of_fund
from streams.formats.mapping import payments_of
from streams.formats.reading import Reading
from streams.formats.refused import Limits
from streams.formats.taken import Manner
from streams.fund.answers import read_answers
from streams.fund.payment_files import Unwritable, files, pain_001
from streams.intake import Intake
from tests.build import Project
from tests.database import rows
from tests.fund_cases import CLERK, DAY, EMPLOYER, a_draft, a_fund, a_line, approved, does, ordered, replace, submitted
from tests.works import settle_in

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))
OTHER = "91520100MA6TEST009"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_PAIN_002 = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>A1</MsgId><CreDtTm>2026-03-02T15:00:00+08:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>2</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""


def at_the_bank(engine: Engine, *lines: Line) -> tuple[FundCase, KeptBatch, KeptFile, KeptFile]:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, *(lines or (a_line("w1"), a_line("w2")))))))
    orders = Orders(engine)
    [kept] = orders.of_case(case.id, EVERYWHERE)
    fund = Funds(engine).get(case.fund, EVERYWHERE)
    assert fund is not None
    return case, kept, *files(orders, kept, fund, AT)


def sent(engine: Engine, body: bytes, name: str, manner: Manner) -> None:
    with Reading([body], name, manner, Limits()) as reading:
        receipt = Intake(engine).accept_file(reading, name=name, channel="file")
    assert receipt.quarantined == 0, rows(engine, "SELECT reasons FROM quarantine")


def answered(table: KeptFile, *results: tuple[str, str]) -> bytes:
    """The bank's table filled in: result and date of each payment."""
    told = list(csv.reader(io.StringIO(table.body.decode("utf-8-sig"))))
    lines = [[*line[:-2], *result] for line, result in zip(told[1:], results, strict=True)]
    text = io.StringIO()
    csv.writer(text).writerows([told[0], *lines])
    return text.getvalue().encode()


def states(engine: Engine, case: FundCase) -> list[LineState]:
    kept = FundCases(engine).get(case.id, EVERYWHERE)
    assert kept is not None
    return [line.state for line in kept.lines]


def test_the_message_keeps_to_the_schema_and_adds_up(engine: Engine) -> None:
    case, kept, _, message = at_the_bank(engine)
    root = ElementTree.fromstring(message.body.decode())
    space = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    amounts = [node.text for node in root.iterfind(".//p:InstdAmt", space)]
    fen = [int(text.replace(".", "")) for text in amounts if text]
    assert sum(fen) == case.total_fen == kept.batch.amount_fen
    assert [node.text for node in root.iterfind(".//p:NbOfTxs", space)] == ["2", "2"]
    cards = [node.text for node in root.iterfind(".//p:CdtrAcct/p:Id/p:Othr/p:Id", space)]
    assert cards == ["card-w1", "card-w2"]


def test_a_message_that_the_schema_refuses_is_not_written(engine: Engine) -> None:
    _, kept, _, _ = at_the_bank(engine)
    fund = Funds(engine).get(kept.fund, EVERYWHERE)
    assert fund is not None
    with pytest.raises(Unwritable):
        pain_001(kept.batch, replace(fund, account_no="6" * 35), DAY, AT)


def test_whoever_asks_again_gets_the_same_bytes(engine: Engine) -> None:
    _, kept, table, message = at_the_bank(engine)
    fund = Funds(engine).get(kept.fund, EVERYWHERE)
    assert fund is not None
    assert files(Orders(engine), kept, fund, AT + timedelta(days=1)) == (table, message)


def test_the_table_comes_back_filled_in_and_each_line_is_settled(engine: Engine) -> None:
    case, _, table, _ = at_the_bank(engine)
    body = answered(table, ("成功", "2026-03-02"), ("失败", "2026-03-02"))
    sent(engine, body, "results.csv", Manner(feed="wages", source="urn:bank:105"))
    assert read_answers(engine, Rules.shipped(), DAY) == 1
    assert states(engine, case) == [LineState.PAID, LineState.RETURNED]
    assert read_answers(engine, Rules.shipped(), DAY) == 0


def test_a_worker_of_two_employers_is_answered_for_line_by_line(engine: Engine) -> None:
    lines = a_line("w1", 4_000_00), a_line("w1", 3_000_00, employer=OTHER)
    case, kept, table, _ = at_the_bank(engine, *lines)
    assert [(one.worker, one.amount_fen) for one in kept.batch.payments] == [("w1", 800_00), ("w1", 600_00)]
    body = answered(table, ("成功", "2026-03-02"), ("失败", "2026-03-02"))
    sent(engine, body, "results.csv", Manner(feed="wages", source="urn:bank:105"))
    read_answers(engine, Rules.shipped(), DAY)
    assert states(engine, case) == [LineState.PAID, LineState.RETURNED]
    now = FundCases(engine).get(case.id, EVERYWHERE)
    assert now is not None
    assert {(debt.debtor, debt.advanced_fen) for debt in debts(now)} == {(EMPLOYER, 800_00)}
    assert faults(engine) == []


def test_pain_002_is_read_with_the_table_beside_it(engine: Engine) -> None:
    case, kept, table, _ = at_the_bank(engine)
    payments = payments_of(io.BytesIO(table.body), Limits())
    manner = Manner(source="urn:bank:105", payments=payments)
    sent(engine, _PAIN_002.format(batch=kept.batch.batch).encode(), "pain002.xml", manner)
    read_answers(engine, Rules.shipped(), DAY)
    assert states(engine, case) == [LineState.PAID, LineState.RETURNED]
    assert faults(engine) == []


def test_the_fund_paying_cures_no_alert_and_accuses_nobody(engine: Engine) -> None:
    case, kept, _, _ = at_the_bank(engine)
    fund = Project(f"fund:{case.fund}", registered_on=None)
    for payment in kept.batch.payments:
        fund.paid(payment.worker, payment.amount_fen, batch=kept.batch.batch, on="2026-03-02")
    assert fund.findings("2026-05-01") == []
    assert fund.ledger(of="P1").month_names() == []


def test_a_payment_that_comes_back_later_is_taken_from_the_feed(engine: Engine) -> None:
    case, kept, table, _ = at_the_bank(engine)
    body = answered(table, ("成功", "2026-03-02"), ("成功", "2026-03-02"))
    sent(engine, body, "results.csv", Manner(feed="wages", source="urn:bank:105"))
    read_answers(engine, Rules.shipped(), DAY)
    back = f"项目编号,批次号,序号,退回日期,退回原因\nfund:{case.fund},{kept.batch.batch},2,2026-03-04,账户已销户\n"
    sent(engine, back.encode(), "returns.csv", Manner(feed="returns", source="urn:bank:105"))
    read_answers(engine, Rules.shipped(), date(2026, 3, 5))
    assert states(engine, case) == [LineState.PAID, LineState.RETURNED]
    after = FundCases(engine).get(case.id, EVERYWHERE)
    assert after is not None
    assert after.state is State.APPROVED
    assert faults(engine) == []


@pytest.mark.parametrize(
    ("was", "becomes", "trouble"),
    [("card", "card", ""), (",w1,", ",w9,", "payee"), ("-1-1,", "-9-9,", "no such batch")],
)
def test_an_answer_that_differs_from_the_order_moves_no_money(
    engine: Engine, was: str, becomes: str, trouble: str
) -> None:
    case, kept, table, _ = at_the_bank(engine)
    body = answered(table, ("成功", "2026-03-02"), ("成功", "2026-03-02")).decode().replace(was, becomes)
    sent(engine, body.encode(), "results.csv", Manner(feed="wages", source="urn:bank:105"))
    read_answers(engine, Rules.shipped(), DAY)
    kept_answers = Answers(engine).of_batches([kept.batch.batch, kept.batch.batch.replace("-1-1", "-9-9")])
    assert trouble in kept_answers[0].trouble
    assert (states(engine, case)[0] is LineState.PAID) == (trouble == "")
    assert faults(engine) == []


def test_an_answer_to_an_old_order_is_kept_as_trouble(engine: Engine) -> None:
    case, kept, table, _ = at_the_bank(engine)
    body = answered(table, ("成功", "2026-03-02"), ("失败", "2026-03-02"))
    sent(engine, body, "results.csv", Manner(feed="wages", source="urn:bank:105"))
    read_answers(engine, Rules.shipped(), DAY)
    cases = FundCases(engine)
    now = cases.get(case.id, EVERYWHERE)
    assert now is not None
    ordered(cases, does(cases, now, SetCard("w2", "new", "105"), CLERK))
    late = answered(table, ("成功", "2026-03-02"), ("成功", "2026-03-02")).decode().replace("w1", "w1")
    sent(engine, late.encode(), "late.csv", Manner(feed="wages", source="urn:bank:105"))
    read_answers(engine, Rules.shipped(), DAY)
    assert states(engine, case) == [LineState.PAID, LineState.ORDERED]
    assert "later order" in Answers(engine).of_batches([kept.batch.batch])[-1].trouble


def test_a_limit_is_told_on_its_day_and_to_the_offices_above_once_it_is_past(engine: Engine) -> None:
    settle_in(engine)
    a_fund(engine, 1_000_000_00)
    case = submitted(FundCases(engine), a_draft(FundCases(engine), a_line("w1")))
    assert case.due_on is not None
    told = "SELECT office, reason FROM notices WHERE reason IN ('fund_due', 'fund_overdue') ORDER BY id"
    seen = []
    for later in (-1, 0, 0, 1, 5, 6, 6):
        remind_of_fund(engine, FundTerms.shipped(), working_days_after(case.due_on, later) if later >= 0 else DAY)
        seen.append(len(rows(engine, told)))
    assert seen == [0, 1, 1, 3, 3, 4, 4]
    assert rows(engine, told) == [
        ("520103", "fund_due"),
        ("520103", "fund_overdue"),
        ("5201", "fund_overdue"),
        ("52", "fund_overdue"),
    ]


def test_the_caretaker_takes_answers_by_the_systems_clock(engine: Engine) -> None:
    case, _, table, _ = at_the_bank(engine)
    assert look_after_fund(engine, Policy.shipped()) == 0
    ClockStore(engine).tick_to(DAY)
    body = answered(table, ("成功", "2026-03-02"), ("成功", "2026-03-02"))
    sent(engine, body, "results.csv", Manner(feed="wages", source="urn:bank:105"))
    look_after_fund(engine, Policy.shipped())
    after = FundCases(engine).get(case.id, EVERYWHERE)
    assert after is not None
    assert after.state is State.RECOVERY
