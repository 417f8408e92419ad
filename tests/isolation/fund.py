"""A fund of the first county with a case whose order was released."""

from infra.db.fund import Done, Fund, FundCases, Funds, Opening
from infra.db.fund.orders import Orders
from infra.db.offices import Offices
from schemas.office import Sight
from tests.fund_cases import EMPLOYER, a_gathering, a_line
from tests.isolation import Seeded
from tests.portal_fixtures import TODAY, Portal

_NAME = "云山县应急周转金专户"
_PROJECT = "云山县欠薪垫付工地"
_ACTS = ("submit", "agree", "settle", "comment", "gather")


def seed(portal: Portal) -> Seeded:
    offices, funds, cases = Offices(portal.engine), Funds(portal.engine), FundCases(portal.engine)
    cashier, clerk = offices.officer("fund-cashier", TODAY), offices.officer("fund-clerk", TODAY)
    assert cashier is not None
    assert clerk is not None
    funds.put(Fund("F520103", _NAME, "520103", "6200520103", "105"), cashier, TODAY)
    assert funds.receive("F520103", 10_000_000, "财预1", cashier, TODAY)
    done = cases.open(
        Opening("520103", "yunshan", "application", "P-FUND", _PROJECT, EMPLOYER, a_gathering(a_line("w-fund"))),
        clerk, TODAY,
    )  # fmt: skip
    assert isinstance(done, Done)
    number, root = str(done.case.id), "/fund/cases/{number}"
    address = f"/fund/cases/{number}"
    steps = (
        ("fund-clerk", "trigger", {"trigger": "absconded", "kind": "wages", "evidence": "3"}),
        ("fund-clerk", "submit", {}),
        ("fund-check", "agree", {"why": "ok"}),
        ("fund-sector", "agree", {"why": "ok"}),
        ("fund-finance", "agree", {"why": "ok"}),
        ("fund-approver", "agree", {"why": "ok", "document_no": "5"}),
        ("fund-cashier", "prepare", {}),
        ("fund-cashier-2", "release", {}),
    )
    for who, act, form in steps:
        held = cases.get(done.case.id, Sight(("520103",)))
        assert held is not None
        with portal.signed_in(who) as browser:
            answer = browser.post(f"{address}/{act}", data={"version": str(held.version), **form})
            assert answer.status_code == 200, (act, answer.text)
    (kept, *_) = Orders(portal.engine).of_case(done.case.id, Sight(("520103",)))
    one = ({"number": number},)
    kinds = ("application", "roster", "approval", "payment-order", "recovery-notice")
    return Seeded(
        ids={
            root: one,
            f"{root}/evidence.zip": one,
            f"{root}/{{act}}": tuple({"number": number, "act": act} for act in _ACTS),
            f"{root}/{{kind}}.pdf": tuple({"number": number, "kind": kind} for kind in kinds),
            f"{root}/payments/{{name}}": tuple(
                {"number": number, "name": f"{kept.batch.batch}.{form}"} for form in ("csv", "xml")
            ),
        },
        marks=(_NAME, _PROJECT, done.case.number),
        forms={f"{root}/{{act}}": {"version": "1", "why": "because"}},
    )
