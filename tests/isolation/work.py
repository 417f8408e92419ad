"""One project of the first county with an alert, a case, a lead, a board, a campaign, a look-up and a contact point."""

from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, update

from alerts.handoffs import Kind
from infra import clock
from infra.db.engine import connected
from infra.db.offices.store import officer_of
from infra.db.tables import submissions
from infra.db.works.tables import cases, works
from infra.vault import Asked, Vault
from monitors.policy import Policy
from schemas import sensitive
from streams.caretaker.portraits import refresh
from tests.isolation import Seeded
from tests.photographs import photograph
from tests.portal_fixtures import TODAY, Browser, Portal
from tests.worked_alert import folded, found, submitted, worked_alert

_NAME = "云山县只此一家小学"
_REVEAL: Final = {"worker": "w1", "purpose": "case", "number": "identity", "reason": "核实工资"}
_STORY = "云山县工人反映欠薪三个月"
_PAPERS: Final = ("evidence.zip", "rectification-order.pdf")
_CAMPAIGN = "云山县春节前专项"
_NUMBER: Final = ("110105", "19491231", "002X")
"""An identity number as its page shows it."""


def seed(portal: Portal) -> Seeded:
    submitted(portal.engine, name=_NAME)
    folded(portal.engine)
    refresh(portal.engine, Policy.shipped(), TODAY, pause=timedelta())
    work = worked_alert(portal.engine, found(portal.engine))
    case = _case(portal, work)
    with portal.signed_in("chief-a") as chief, portal.signed_in("admin-a") as admin:
        lead = chief.post("/leads", data=_lead()).url.path.rpartition("/")[2]
        campaign = chief.post("/campaigns", data=_campaign()).url.path.rpartition("/")[2]
        lookup = chief.post("/workers", data=_lookup()).url.path.rpartition("/")[2]
        contact = admin.post("/admin/contacts", data=_contact()).url.path.rpartition("/")[2]
        admin.post(f"/admin/contacts/{contact}/test")
        handoff = _handoff(chief, work)
        board = chief.post("/boards/P1/code").text
    code = board.partition("/b/")[2].partition('"')[0].partition("<")[0].strip()
    with portal.browser() as phone:
        files = {"photo": ("board.jpg", photograph(), "image/jpeg")}
        assert phone.post(f"/b/{code}/photo", files=files).status_code < 400
    project, alert, one = ({"project": "P1"},), ({"work_id": str(work)},), ({"number": "1"},)
    contacts = ({"number": contact},)
    return Seeded(
        ids={
            "/cases/{case_id}": ({"case_id": str(case)},),
            **{f"/alerts/{{number}}/{paper}": ({"number": str(work)},) for paper in _PAPERS},
            "/alerts/{work_id}/handoffs": alert,
            **{f"/handoffs/{{number}}{tail}": ({"number": handoff},) for tail in ("", "/dossier.zip")},
            "/handoffs/{number}/{act}": tuple({"number": handoff, "act": act} for act in ("advance", "close")),
            "/alerts/{work_id}": alert,
            "/alerts/{work_id}/act": alert,
            "/alerts/{work_id}/identities": alert,
            "/cases/{case_id}/identities": ({"case_id": str(case)},),
            "/identities/{name}": ({"name": _identity(portal)},),
            "/alerts/{work_id}/records": alert,
            "/alerts/{work_id}/records/{submission}/{line_no}": (
                {"work_id": str(work), "submission": _registered_in(portal), "line_no": "1"},
            ),
            **{
                f"/projects/{{project}}{tail}": project
                for tail in ("", "/wages", "/money", "/board", "/parties", "/events")
            },
            **{f"/boards/{{project}}{tail}": project for tail in ("", "/code", "/entries", "/board.pdf")},
            "/boards/{project}/photos/{number}.jpg": ({"project": "P1", "number": "1"},),
            "/boards/{project}/photos/{number}": ({"project": "P1", "number": "1"},),
            "/campaigns/{number}": ({"number": campaign},),
            "/campaigns/{number}/checks": ({"number": campaign},),
            **{f"/admin/contacts/{{number}}{tail}": contacts for tail in ("", "/switch", "/test")},
            "/admin/contacts/deliveries/{number}/retry": one,
            "/district/{code}": ({"code": "520103"},),
            **{f"/leads/{{lead_id}}{tail}": ({"lead_id": lead},) for tail in ("", "/contact", "/match", "/transfer")},
            "/leads/{lead_id}/{act}": tuple({"lead_id": lead, "act": act} for act in ("accept", "extend", "close")),
            "/workers/lookups/{name}": ({"name": lookup},),
        },
        marks=(_NAME, _STORY, _CAMPAIGN, lead, *_NUMBER),
        who={
            "/admin/contacts/{number}": "admin-a",
            "/workers/lookups/{name}": "chief-a",
            "/identities/{name}": "chief-a",
        },
        forms={
            "/alerts/{work_id}/act": {"act": "acknowledge", "version": "0"},
            "/alerts/{work_id}/identities": _REVEAL,
            "/cases/{case_id}/identities": _REVEAL,
            "/campaigns/{number}/checks": {"project": "P1", "outcome": "fine"},
            "/leads/{lead_id}/match": {"version": "1", "project": "P1"},
            "/leads/{lead_id}/transfer": {"version": "1", "office": "linshui", "why": "because"},
            "/leads/{lead_id}/{act}": {"version": "1", "why": "because"},
        },
        open={
            "/b/{code}": "the public page of a board; its code is nobody's secret",
            "/b/{code}/photo": "the same",
            "/queue/views/{view_id}/forget": "one's own views by number; others' are left alone, see its own test",
        },
    )


def _registered_in(portal: Portal) -> str:
    """The submission by which the project was registered."""
    query = select(submissions.c.id).where(submissions.c.name == "registry.jsonl")
    with connected(portal.engine) as connection:
        return str(connection.execute(query).scalar_one())


def _case(portal: Portal, work: int) -> int:
    """A case file with the alert in it."""
    row = {"number": "云山劳监〔2026〕1号", "project": "P1", "region": "520103", "opened_on": TODAY}
    with connected(portal.engine) as connection:
        case: int = connection.execute(insert(cases).values(row).returning(cases.c.id)).scalar_one()
        connection.execute(update(works).where(works.c.id == work).values(case_id=case))
    return case


def _handoff(chief: Browser, work: int) -> str:
    """The alert handed on, to the first kind of receiver whose elements are met."""
    for kind in Kind:
        form = {"kind": kind.value, "recipient": "云山县有关部门", "obey_by": "2026-05-10", "incident": "1"}
        path: str = chief.post(f"/alerts/{work}/handoffs", data=form).url.path
        if path.startswith("/handoffs/"):
            return path.rpartition("/")[2]
    raise AssertionError("the alert can be handed to nobody")


def _identity(portal: Portal) -> str:
    """A number that the chief may read at this moment."""
    vault = Vault.of(portal.engine, portal.settings)
    vault.keep({"w1": (sensitive.Kind.IDENTITY, "".join(_NUMBER))})
    with connected(portal.engine) as connection:
        chief = officer_of(connection, "chief-a", TODAY)
    assert chief is not None
    shown = vault.reveal(
        Asked("w1", "w1", "case", "核实工资", "#17", "alert:17"), chief, TODAY, clock.now(), timedelta(minutes=10)
    )
    assert shown is not None
    return shown.id


def _lead() -> dict[str, str]:
    return {"channel": "window", "received_on": str(TODAY), "project_text": _NAME, "story": _STORY, "claimants": "3"}


def _campaign() -> dict[str, str]:
    return {"name": _CAMPAIGN, "begins_on": "2026-05-01", "ends_on": "2026-07-31", "region": "520103"}


def _lookup() -> dict[str, str]:
    return {"worker": "w1", "purpose": "case", "reason": "核实工资"}


def _contact() -> dict[str, str]:
    return {
        "office": "yunshan", "name": "值班邮箱", "kind": "mail", "address": "duty@yunshan.example",
        "from_level": "yellow", "lang": "zh", "digest": "never",
    }  # fmt: skip
