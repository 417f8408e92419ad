"""A case of the emergency wage fund as people work it in a browser: what they fill in and what they read.

Every act is done by clicking: what lies folded is unfolded first, as a person would.
"""

from dataclasses import dataclass
from datetime import date

from playwright.sync_api import BrowserContext, Locator, Page
from sqlalchemy import insert, select

from infra.db.engine import connected
from infra.db.offices import Offices
from infra.db.offices.tables import officer_roles
from infra.db.works.tables import works
from schemas.office import Officer, Role
from tests.build import OWNER, SUBCONTRACTOR, Project, days
from tests.e2e.browser import signed_in
from tests.fund_cases import a_fund
from tests.portal_fixtures import TODAY, Portal
from tests.projects import painted
from tests.works import admit

COUNTY = "520103"
MARCH, APRIL = "2026-03", "2026-04"
SOURCES = (
    ("unpaid", "逾期未支付"),
    ("unpaid", "逾期未清偿"),
    ("not_liable", "工程款已结清"),
    ("not_liable", "免存工资保证金"),
)
"""What came of employer, contractor, owner and bond."""
REVIEWERS = ("fund-check", "fund-sector", "fund-finance")


@dataclass(frozen=True, slots=True)
class Worked:
    """One case in the browser of whoever opens it."""

    visit: BrowserContext
    portal: Portal
    address: str

    @property
    def path(self) -> str:
        """The address within the portal."""
        return self.address.removeprefix(self.portal.url)

    def seen_by(self, who: str, lang: str = "zh") -> Page:
        """The case's page as an officer sees it."""
        page = signed_in(self.visit, self.portal, who, lang)
        page.goto(self.address)
        return page

    def done_by(self, who: str, act: str, worker: str = "", **fields: str) -> Page:
        """The page after an officer has filled in and sent the form of an act, which was not refused."""
        page = self.seen_by(who)
        send(page, act, worker, **fields)
        assert page.locator(".note.is-bad").all_inner_texts() == [], (who, act)
        return page

    def completed(self, who: str, *, kind: str = "wages", trigger: str = "absconded") -> None:
        """Everything that an application still lacks: sources in their order, the reason, the checklist, the papers."""
        page = self.seen_by(who)
        for outcome, why in SOURCES:
            send(page, "settle", outcome=outcome, evidence="云人社监〔2026〕7号", why=why)
        page.close()
        self.proved(who, kind=kind, trigger=trigger)

    def proved(self, who: str, *, kind: str = "wages", trigger: str = "absconded") -> None:
        """What an application lacks beside its sources: the reason, the checklist, the papers."""
        page = self.seen_by(who)
        send(page, "trigger", trigger=trigger, kind=kind, evidence="云公证〔2026〕3号")
        waiting = page.locator("li[data-item]:has(.badge.is-warn) form[data-act=answer] [name=item]")
        for key in [item.input_value() for item in waiting.all()]:
            send_form(page.locator(f'li[data-item="{key}"] form[data-act=answer]'), evidence="云劳监〔2026〕12号")
        lacking = page.locator('form[data-act="paper"] [name="paper"]')
        for key in [paper.input_value() for paper in lacking.all()]:
            send_form(page.locator(f'li[data-paper="{key}"] form[data-act="paper"]'), proof="卷一第3页")
        assert page.locator(".note.is-bad").all_inner_texts() == []
        page.close()

    def agreed(self, document_no: str = "云府批〔2026〕5号") -> None:
        """Every opinion, each by the one whose turn it is."""
        for who in REVIEWERS:
            self.done_by(who, "agree", why="情况属实,同意").close()
        self.done_by("fund-approver", "agree", why="同意垫付", document_no=document_no).close()

    def sent(self) -> None:
        """The order prepared by one cashier and released by the other."""
        self.done_by("fund-cashier", "prepare").close()
        self.done_by("fund-cashier-2", "release").close()


def send(page: Page, act: str, worker: str = "", **fields: str) -> None:
    """Unfold the form of an act, of a worker's line where one is named, fill it in and send it."""
    within = f'tr[data-worker="{worker}"] + tr ' if worker else ""
    send_form(page.locator(f'{within}form[data-act="{act}"]').first, **fields)


def send_form(form: Locator, **fields: str) -> None:
    """Unfold a form, fill it in and send it."""
    folded = form.locator("xpath=ancestor::details[not(@open)]")
    for _ in range(folded.count()):
        folded.first.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with form.page.expect_navigation():
        form.locator("button").last.click()


def amounts(page: Page) -> dict[str, str]:
    """What each worker is advanced, as the page says it."""
    rows = page.locator("tr[data-worker]").all()
    return {str(row.get_attribute("data-worker")): row.locator(".fund-amount").inner_text() for row in rows}


def officer(portal: Portal, name: str) -> Officer:
    """An officer of the portal."""
    found = Offices(portal.engine).officer(name, TODAY)
    assert found is not None
    return found


def endowed(portal: Portal, fen: int) -> None:
    """A fund of the county that has so much."""
    a_fund(portal.engine, fen, COUNTY, "云山县应急周转金", TODAY)


def unpaid_site(portal: Portal, owed: dict[str, tuple[int, int]], project_id: str = "P1") -> None:
    """A site whose subcontractor pays nobody in March and April; what each worker is owed for them, in fen."""
    project = Project(project_id, region_code=COUNTY).happened("bank.account_opened", "2026-03-02")
    project.happened("project.subcontractor_entered", "2026-03-02").happened("project.started", "2026-03-02")
    for worker in owed:
        project.enrolled(worker, on="2026-03-02", employer_uscc=SUBCONTRACTOR)
        project.attended(worker, *days(MARCH, 3, 6), *days(APRIL, 7, 10))
    for month, at, on in ((MARCH, 0, "2026-04-02"), (APRIL, 1, "2026-05-06")):
        dues = {worker: fen[at] for worker, fen in owed.items()}
        project.sheet(dues, month, on, sheet_id=f"S{month}", employer_uscc=SUBCONTRACTOR)
    painted(portal.engine, TODAY, project.fed(TODAY.isoformat()))


def unpaid_alert(portal: Portal, project: str = "P1") -> int:
    """The number of the alert that the site's workers are not paid, as the system raised it."""
    admit(portal.engine)
    query = select(works.c.id).where(works.c.project == project, works.c.rule == "wages.unpaid").order_by(works.c.id)
    with connected(portal.engine) as connection:
        return int(connection.execute(query).scalars().first() or 0)


def may_also(portal: Portal, who: str, role: Role) -> None:
    """Give an officer another role."""
    with connected(portal.engine) as connection:
        connection.execute(insert(officer_roles).values(officer=who, role=role.value))


__all__ = ["APRIL", "COUNTY", "MARCH", "OWNER", "SUBCONTRACTOR", "Worked", "amounts", "date", "send", "send_form"]
