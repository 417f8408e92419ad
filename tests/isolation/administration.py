"""Officers, a substitution, and a draft of parameters for the first county alone."""

from datetime import timedelta

from infra.db.engine import connected
from infra.db.offices import Offices
from infra.db.offices.administration import Administration
from infra.db.offices.tables import officer_roles, officers
from infra.db.policies import RULES, Draft, Policies
from schemas.office import Sight
from tests.isolation import Seeded
from tests.portal_fixtures import TODAY, Portal

_MARK = "云山县关于线索办结期限的规定"


def seed(portal: Portal) -> Seeded:
    with connected(portal.engine) as connection:
        for name, office in (("policy-a", "yunshan"), ("policy-z", "linshui")):
            connection.execute(officers.insert().values(id=name, name=name, office=office))
            connection.execute(officer_roles.insert().values(officer=name, role="policy"))
    store = Offices(portal.engine)
    admin, editor = store.officer("admin-a", TODAY), store.officer("policy-a", TODAY)
    assert admin is not None
    assert editor is not None
    Administration(portal.engine, admin, TODAY).substitute("officer-a", "officer-b", TODAY, TODAY + timedelta(days=9))
    (substitution,) = store.substitutes(Sight(("520103",)), TODAY)
    draft = Policies(portal.engine).draft(Draft(RULES, "520103", TODAY, _MARK, {"lead_wd": 3}), editor, TODAY)
    officer, policy = ({"name": "officer-a"},), ({"number": str(draft)},)
    roots = ("/admin/officers/{name}", "/admin/policies/{number}", "/admin/substitutes/{number}")
    return Seeded(
        ids={
            roots[0]: officer,
            f"{roots[0]}/disable": officer,
            f"{roots[0]}/enable": officer,
            f"{roots[0]}/password": officer,
            f"{roots[2]}/end": ({"number": str(substitution.id)},),
            roots[1]: policy,
            f"{roots[1]}/publish": policy,
            f"{roots[1]}/withdraw": policy,
        },
        marks=("李监", "officer-a", _MARK),
        who={roots[0]: "admin-a", roots[1]: "policy-a"},
    )
