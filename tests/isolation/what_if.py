"""A trial of other parameters over the first county's history."""

from tests.isolation import Seeded
from tests.portal_fixtures import TODAY, Portal

_TITLE = "云山县试算线索期限"


def seed(portal: Portal) -> Seeded:
    form = {
        "title": _TITLE, "region": "520103", "from_day": "2026-04-01", "until_day": str(TODAY),
        "parameter_1": "lead_wd", "prefix_1": "520103", "since_1": "2026-01-01", "value_1": "3",
    }  # fmt: skip
    with portal.signed_in("chief-a") as chief:
        asked = chief.post("/what-if", data=form)
    assert asked.url.path.startswith("/what-if/"), asked.text
    number = ({"number": asked.url.path.rpartition("/")[2]},)
    return Seeded(
        ids={f"/what-if/{{number}}{tail}": number for tail in ("", "/changes.csv", "/cancel", "/draft")},
        marks=(_TITLE,),
    )
