"""A case of the emergency wage fund without a database: who is owed what, and a course taken step by step."""

from dataclasses import replace
from datetime import date

from fund import commands as c
from fund.books import Balances, Posting, funded
from fund.case import Arrear, FundCase, Line, Outcome, Party, PartyRole, Source, Trigger
from fund.course import Refused, Setting, Step, Why, act, opened
from fund.terms import FundTerms, Given
from monitors import calendar
from schemas.measures import Mark
from schemas.office import Officer, Role, Sight

DAY = date(2026, 3, 2)
REGION = "520103"
EMPLOYER, CONTRACTOR, OWNER = "91520100MA0EMPLOY1", "91520100MA0GENERAL", "91520100MA0OWNER00"
WAGE = Given("minimum_wage_fen", 189_000, "52", date(2023, 2, 1), "贵州省最低工资标准", Mark.LAW)


def person(name: str, *roles: Role, region: str = REGION) -> Officer:
    return Officer(name, name, "O-" + region, frozenset(roles), Sight((region,)))


ANN, BO = person("ann", Role.FUND_CLERK), person("bo", Role.FUND_CLERK)
SECTOR, FINANCE = person("sec", Role.FUND_SECTOR), person("fin", Role.FUND_FINANCE)
MAYOR = person("mayor", Role.FUND_APPROVER)
CASH, CASHIER = person("cash", Role.FUND_CASHIER), person("cashier", Role.FUND_CASHIER)
EVERYTHING = person("all", Role.FUND_CLERK, Role.FUND_SECTOR, Role.FUND_FINANCE, Role.FUND_APPROVER, Role.FUND_CASHIER)
ALL = (ANN, BO, SECTOR, FINANCE, MAYOR, CASH, CASHIER)
PROOF = ("document:7",)


def line(worker: str = "w1", *owed_fen: int, employer: str = EMPLOYER, card: str = "6222-1") -> Line:
    arrears = tuple(
        Arrear(f"2025-{12 - n:02d}", fen, evidence=(f"event:bank/{worker}{n}",))
        for n, fen in enumerate(owed_fen or (1_000_000,))
    )
    return Line(worker, employer, arrears, card=card, bank="CCB" if card else "")


def setting(balances: Balances | None = None, terms: FundTerms | None = None, **changes) -> Setting:
    held = balances if balances is not None else Balances.of([funded("F1", 100_000_000, DAY, PROOF, "x")])
    return replace(Setting(terms or FundTerms.shipped(), calendar, held, WAGE), **changes)


def blank(**changes) -> FundCase:
    case = FundCase(
        id=1, number="YJ-2026-001", region=REGION, office="O-" + REGION, fund="F1", origin="alert:17", project="P1",
        employer=EMPLOYER, opened_on=DAY, opened_by="ann", state_since=DAY,
    )  # fmt: skip
    return replace(case, **changes)


PARTIES = (
    Party(EMPLOYER, "劳务公司", PartyRole.EMPLOYER),
    Party(CONTRACTOR, "总包公司", PartyRole.CONTRACTOR),
    Party(OWNER, "建设单位", PartyRole.OWNER),
)
SETTLED = (
    c.Settle(Source.EMPLOYER, Outcome.UNPAID, PROOF),
    c.Settle(Source.CONTRACTOR, Outcome.UNPAID, PROOF),
    c.Settle(Source.OWNER, Outcome.NOT_LIABLE, PROOF, why="工程款已结清"),
    c.Settle(Source.BOND, Outcome.NOT_LIABLE, PROOF, why="免存工资保证金"),
)
ANSWERS = tuple(c.AnswerItem(item, True, PROOF) for item in ("case_filed", "workers_known", "hardship"))
PAPERS = tuple(c.AttachPaper(paper, "document:8") for paper in ("filing", "roster", "flight"))


class Course:
    """A case with its fund's journal, taken step by step; a refusal changes nothing."""

    def __init__(self, case: FundCase | None = None, free_fen: int = 100_000_000, **changes) -> None:
        self.day = DAY
        self.changes = changes
        self.journal: list[Posting] = [funded("F1", free_fen, DAY, PROOF, "x")] if free_fen else []
        step = opened(case or blank(), DAY, self.setting)
        self.case, self.happened = step.case, list(step.happened)

    @property
    def balances(self) -> Balances:
        return Balances.of(self.journal)

    @property
    def setting(self) -> Setting:
        return setting(self.balances, **self.changes)

    def do(self, command: c.Command, officer: Officer | None = ANN) -> Step | Refused:
        done = act(self.case, command, officer, self.day, self.setting)
        if isinstance(done, Step):
            self.case = done.case
            self.happened += done.happened
            self.journal += done.postings
        return done

    def must(self, *commands: c.Command, officer: Officer | None = ANN) -> "Course":
        for command in commands:
            done = self.do(command, officer)
            assert isinstance(done, Step), (command, done)
        return self

    def why(self, command: c.Command, officer: Officer | None = ANN) -> Why:
        before = self.case
        done = self.do(command, officer)
        assert isinstance(done, Refused), done
        assert self.case is before
        return done.why

    def drafted(self, *lines: Line, trigger: Trigger = Trigger.ABSCONDED) -> "Course":
        gather = c.Gather(lines or (line(), line("w2", 600_000)), PARTIES)
        return self.must(gather, c.StateTrigger(trigger, evidence=PROOF), *SETTLED, *ANSWERS, *PAPERS)

    def submitted(self, *lines: Line) -> "Course":
        return self.drafted(*lines).must(c.Submit())

    def approved(self, *lines: Line) -> "Course":
        return self.submitted(*lines).agreed()

    def agreed(self) -> "Course":
        for officer in (BO, SECTOR, FINANCE):
            self.must(c.Agree("同意"), officer=officer)
        return self.must(c.Agree("同意", "云府批〔2026〕3号"), officer=MAYOR)

    def ordered(self, *lines: Line) -> "Course":
        return self.approved(*lines).sent()

    def sent(self) -> "Course":
        return self.must(c.PrepareOrder(), officer=CASH).must(c.ReleaseOrder(), officer=CASHIER)

    def paid(self, *lines: Line) -> "Course":
        self.ordered(*lines)
        for each in self.case.live:
            self.must(c.Pay(each.worker, self.day, PROOF), officer=None)
        return self
