"""A fund of the first county with a case whose order was released."""

from fund.matters import Origin, Receipt
from fund.proposals import Proposal
from infra.db.engine import connected
from infra.db.fund import Done, FundCases, Opening, Proposals
from infra.db.fund.orders import Orders
from infra.db.fund.tables import fund_answers
from infra.db.offices import Offices
from schemas.office import Sight
from streams.fund.behind import behind
from streams.intake import Intake
from tests.build import event
from tests.database import line
from tests.fund_cases import CASHIER, EMPLOYER, a_fund, a_gathering, a_line, person
from tests.isolation import Seeded
from tests.portal_fixtures import TODAY, Portal

_NAME = "云山县应急周转金专户"
_PROJECT = "云山县欠薪垫付工地"
_PAYER = "云山县退款单位"
_ACTS = ("submit", "agree", "settle", "comment", "gather")


def seed(portal: Portal) -> Seeded:
    cases, clerk = FundCases(portal.engine), Offices(portal.engine).officer("fund-clerk", TODAY)
    assert clerk is not None
    a_fund(portal.engine, 10_000_000, name=_NAME, day=TODAY)
    done = cases.open(
        Opening("520103", "yunshan", "application", "P-FUND", _PROJECT, EMPLOYER, a_gathering(a_line("w-fund"))),
        clerk, TODAY,
    )  # fmt: skip
    assert isinstance(done, Done)
    number, root = str(done.case.id), "/fund/cases/{number}"
    address = f"/fund/cases/{number}"
    steps: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("fund-clerk", "trigger", {"trigger": "absconded", "kind": "wages", "evidence": "3"}),
        ("fund-clerk", "submit", {}),
        ("fund-check", "agree", {"why": "ok"}),
        ("fund-sector", "agree", {"why": "ok"}),
        ("fund-finance", "agree", {"why": "ok"}),
        ("fund-approver", "agree", {"why": "ok", "document_no": "5"}),
        ("fund-cashier", "prepare", {}),
        ("fund-cashier-2", "release", {}),
        ("fund-cashier", "paid", {"worker": "w-fund", "on": TODAY.isoformat(), "evidence": "1"}),
        ("fund-clerk", "press", {"party": EMPLOYER, "debtor": EMPLOYER, "pressure": "dunned", "document_no": "6"}),
    )
    for who, act, form in steps:
        held = cases.get(done.case.id, Sight(("520103",)))
        assert held is not None
        with portal.signed_in(who) as browser:
            answer = browser.post(f"{address}/{act}", data={"version": str(held.version), **form})
            assert answer.status_code == 200, (act, answer.text)
    enrolled = event("attendance.worker_enrolled", "2026-01-05", subject="P-FUND", worker_id="w-fund")
    Intake(portal.engine).accept([line(enrolled)], name="fund.jsonl", channel="file")
    (record,) = behind(portal.engine, done.case)
    place = {"submission": str(record.origin.submission), "line_no": str(record.origin.line_no)}
    (kept, *_) = Orders(portal.engine).of_case(done.case.id, Sight(("520103",)))
    one = ({"number": number},)
    receipt = Receipt(Origin.REFUND, _PAYER, 100, TODAY, "102-isolated")
    waiting = Proposals(portal.engine).propose("F520103", receipt, "", person(CASHIER), TODAY)
    assert isinstance(waiting, Proposal)
    matter = ({"number": str(waiting.id)},)
    with connected(portal.engine) as connection:
        trouble = {
            "fund": "F520103", "batch": "ZZJ-isolated", "line": "1", "outcome": "paid", "day": TODAY,
            "event": "event:x/1", "trouble": "没有这个批次 / no such batch",
        }  # fmt: skip
        answer = connection.execute(fund_answers.insert().values(trouble).returning(fund_answers.c.id)).scalar_one()
    kinds = ("application", "roster", "approval", "payment-order", "recovery-notice")
    return Seeded(
        ids={
            root: one,
            f"{root}/evidence.zip": one,
            "/fund/answers/{number}/handled": ({"number": str(answer)},),
            "/fund/matters/{number}/confirm": matter,
            "/fund/matters/{number}/refuse": matter,
            f"{root}/lines/{{place}}": ({"number": number, "place": "1"},),
            f"{root}/lines/{{place}}/records/{{submission}}/{{line_no}}": ({"number": number, "place": "1", **place},),
            f"{root}/{{act}}": tuple({"number": number, "act": act} for act in _ACTS),
            f"{root}/letters/{{name}}.pdf": ({"number": number, "name": "1-1"},),
            f"{root}/{{kind}}.pdf": tuple({"number": number, "kind": kind} for kind in kinds),
            f"{root}/payments/{{name}}": tuple(
                {"number": number, "name": f"{kept.batch.batch}.{form}"} for form in ("csv", "xml")
            ),
        },
        who={f"{root}/payments": "fund-cashier"},
        marks=(_NAME, _PROJECT, _PAYER, "ZZJ-isolated", done.case.number),
        forms={
            f"{root}/{{act}}": {"version": "1", "why": "because"},
            "/fund/matters/{number}/refuse": {"why": "because"},
            "/fund/answers/{number}/handled": {"why": "because"},
        },
    )
