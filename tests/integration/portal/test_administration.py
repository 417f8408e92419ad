"""Administration: what an administrator may change, what is refused, and that all of it stands in the chronicle."""

from datetime import timedelta

import pytest
import typer
from typer.testing import CliRunner

from infra.db.chronicle import ChronicleStore
from infra.db.engine import engine_of
from infra.db.offices import Offices, Phones
from infra.db.offices.accounts import Accounts
from portal.cli import appoint
from schemas.office import Role, Sight
from streams.cli.errors import Mistake
from tests.portal_fixtures import TODAY, Portal


def acts(portal: Portal, about: str) -> list[str]:
    return [entry.act for entry in ChronicleStore(portal.engine).about(about)]


def test_a_new_officer_signs_in_with_the_password_shown_once(portal: Portal) -> None:
    with portal.signed_in("admin-a") as admin:
        new = {"name": "sun.li", "called": "孙丽", "office": "yunshan", "roles": ["officer", "chief"]}
        shown = admin.post("/admin/officers", data=new).text
        password = shown.partition('class="token strong">')[2].partition("<")[0]
        assert len(password) == 23
        assert password not in admin.get("/admin/officers/sun.li").text
    browser = portal.browser()
    assert browser.post("/signin", data={"name": "sun.li", "password": password}).status_code == 303
    assert acts(portal, "officer:sun.li") == ["created", "signed_in"]


def test_an_office_is_founded_within_the_district_only(portal: Portal) -> None:
    town = {"code": "town-1", "name": "河口镇劳动保障所", "region": "520103101", "parent": "yunshan"}
    with portal.signed_in("admin-a") as admin:
        assert admin.post("/admin/offices", data=town).status_code == 200
        assert "不在您的辖区内" in admin.post("/admin/offices", data=town | {"code": "t2", "region": "520102101"}).text
        assert "已被使用" in admin.post("/admin/offices", data=town | {"code": "t3"}).text
        assert admin.post("/admin/offices", data=town | {"code": "A B"}).status_code == 422
        assert admin.post("/admin/offices", data=town | {"code": "t4", "region": "5201031"}).status_code == 422
    chain = Offices(portal.engine).chain("520103101")
    assert [office.code for office in chain] == ["town-1", "yunshan", "gy", "gz"]
    assert [office.code for office in Offices(portal.engine).chain("520103")] == ["yunshan", "gy", "gz"]
    assert acts(portal, "office:town-1") == ["created"]


def test_roles_are_given_and_taken_and_nobody_locks_oneself_out(portal: Portal) -> None:
    with portal.signed_in("admin-a") as admin:
        admin.post("/admin/officers/officer-a", data={"roles": ["officer", "auditor"]})
        refused = admin.post("/admin/officers/admin-a", data={"roles": ["officer"]})
        assert "不能取消自己" in refused.text
        assert "不能停用自己" in admin.post("/admin/officers/admin-a/disable").text
        assert admin.post("/admin/officers/officer-a", data={"roles": ["emperor"]}).status_code == 400
    officer = Offices(portal.engine).officer("officer-a", TODAY)
    assert officer is not None
    assert officer.roles == {Role.OFFICER, Role.AUDITOR}
    assert acts(portal, "officer:officer-a") == ["changed"]


def test_a_disabled_officer_is_out_at_once_and_back_when_enabled(portal: Portal) -> None:
    with portal.signed_in("admin-a") as admin, portal.signed_in("officer-a") as officer:
        admin.post("/admin/officers/officer-a/disable")
        assert officer.get("/profile", follow_redirects=False).status_code == 303
        admin.post("/admin/officers/officer-a/enable")
    with portal.signed_in("officer-a") as officer:
        assert officer.get("/profile", follow_redirects=False).status_code == 200
    assert acts(portal, "officer:officer-a") == ["disabled", "enabled"]


def test_a_substitute_sees_and_does_what_the_absent_does_on_those_days_only(portal: Portal) -> None:
    until = TODAY + timedelta(days=3)
    with portal.signed_in("admin-52") as admin:
        for acting in ("officer-b", "chief-z"):
            form = {"absent": "chief-a", "acting": acting, "from_day": str(TODAY), "until_day": str(until)}
            assert admin.post("/admin/substitutes", data=form).status_code == 200
        backwards = {"absent": "chief-a", "acting": "officer-b", "from_day": str(until), "until_day": str(TODAY)}
        assert admin.post("/admin/substitutes", data=backwards).status_code == 422
    store = Offices(portal.engine)
    for day, roles in (
        (TODAY - timedelta(1), {Role.OFFICER}),
        (TODAY, {Role.OFFICER, Role.CHIEF}),
        (until, {Role.OFFICER, Role.CHIEF}),
        (until + timedelta(1), {Role.OFFICER}),
    ):
        colleague = store.officer("officer-b", day)
        assert colleague is not None
        assert colleague.roles == roles
    neighbour = store.officer("chief-z", TODAY)
    assert neighbour is not None
    assert neighbour.sight == Sight(("520102", "520103"))
    assert neighbour.offices == ("linshui", "yunshan")
    assert store.acting_for("chief-a", TODAY) == "chief-z"
    assert store.acting_for("chief-a", until + timedelta(1)) == "chief-a"


def test_administration_and_publication_are_never_substituted(portal: Portal) -> None:
    with portal.signed_in("admin-52") as admin:
        for absent in ("admin-52", "policy-1", "auditor-52"):
            form = {"absent": absent, "acting": "province-52", "from_day": str(TODAY), "until_day": str(TODAY)}
            admin.post("/admin/substitutes", data=form)
    officer = Offices(portal.engine).officer("province-52", TODAY)
    assert officer is not None
    assert officer.roles == {Role.OFFICER, Role.CHIEF}


def test_phones_of_the_nearest_region_win(portal: Portal) -> None:
    with portal.signed_in("admin-52") as admin:
        admin.post("/admin/phones", data={"region": "52", "public_legal_hotline": "12348", "legal_aid_channel": "省"})
        admin.post("/admin/phones", data={"region": "520103", "legal_aid_channel": "县"})
        assert "沿用上级辖区:12348" in admin.get("/admin/phones?region=520103").text
    store = Offices(portal.engine)
    assert store.phones("520103") == Phones(legal_aid_channel="县", public_legal_hotline="12348")
    assert store.phones("520102").legal_aid_channel == "省"
    assert acts(portal, "region:520103") == ["phones_changed"]


@pytest.mark.parametrize("path", ["/admin/officers/officer-a", "/admin/phones?region=520103", "/admin/officers/nobody"])
def test_another_countys_administration_is_not_there(portal: Portal, path: str) -> None:
    with portal.signed_in("admin-z") as admin:
        assert admin.get(path).status_code == 404
        assert admin.post("/admin/officers/officer-a/password").status_code == 404
        assert "云山县" not in admin.get("/admin/offices").text
        assert "李监" not in admin.get("/admin/substitutes").text
        own = {"name": "x", "called": "x", "office": "yunshan", "roles": ["admin"]}
        assert admin.post("/admin/officers", data=own).status_code == 422
    assert Offices(portal.engine).officer("x", TODAY) is None


def test_the_first_administrator_is_appointed_on_the_console(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    app = typer.Typer()
    appoint.register(app)
    words = ["root", "--called", "根", "--office", "gz", "--office-name", "省厅", "--region", "52"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    name, password = told.output.split()
    engine = engine_of(database_url)
    assert Accounts(engine).signed_in(name, password) == "root"
    officer = Offices(engine).officer("root", TODAY)
    assert officer is not None
    assert (officer.roles, officer.sight) == ({Role.ADMIN}, Sight(("52",)))
    assert isinstance(CliRunner().invoke(app, words).exception, Mistake), "taken"
    engine.dispose()
