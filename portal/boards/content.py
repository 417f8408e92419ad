"""What a project's board says, item by item, and of each who says so; what nobody said is missing and is owed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Engine

from infra.db.boards import Codes
from infra.db.ledgers import LedgerStore
from infra.db.offices import Offices
from infra.db.offices.phones import KINDS, Phones
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.rules.notice_incomplete import MANDATORY
from monitors.terms import Terms
from portal.i18n import mark
from streams.vocabulary import word
from streams.wording import yuan

REGISTRY: Final = mark("项目登记")
POLICY: Final = mark("政策参数")
OFFICE: Final = mark("机关公布")
ENTERED: Final = mark("监察员录入")
CONTRACTOR: Final = mark("施工总承包单位")
ADMINISTRATOR: Final = mark("系统管理员（各地投诉电话）")
POLICY_OFFICE: Final = mark("政策管理员（最低工资标准）")

ORDER: Final = (*MANDATORY[:3], "subcontractors", *MANDATORY[3:])
"""Every mandatory item in the order of the article."""
ENTERABLE: Final = ("project_office", "sector_authority", "wage_officer")
"""What an officer may enter where the registry is silent."""


def label(key: str, lang: str) -> str:
    """An item's name, as a heading begins."""
    name = word(key, lang)
    return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `value` as an event carries it, `text` as the board shows it; both None where it is missing.

    `source` says who said so, `owed_by` who is to say it.
    """

    key: str
    value: Any
    text: str | None
    source: str
    owed_by: str

    @property
    def is_missing(self) -> bool:
        """Whether nobody said it."""
        return self.text is None


@dataclass(frozen=True, slots=True)
class Content:
    """A project's board on a day. `items` has every item that it must show, in the article's order."""

    project: str
    name: str
    region: str
    as_of: date
    completed: bool
    items: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """What nobody said."""
        return tuple(item for item in self.items if item.is_missing)

    def text(self, key: str) -> str | None:
        """What the board shows of an item."""
        return next((item.text for item in self.items if item.key == key), None)

    def values(self, keys: frozenset[str] | None = None) -> dict[str, Any]:
        """The items as `project.notice_board_posted` carries them: those of the keys, all that are there if None."""
        return {
            item.key: item.value for item in self.items if not item.is_missing and (keys is None or item.key in keys)
        }


def content_of(engine: Engine, project: str, today: date, policy: Policy) -> Content | None:
    """What the board of a project says today; None where nothing is known of it, or it is not registered."""
    loaded = LedgerStore(engine).load([project]).get(project)
    if loaded is None:
        return None
    terms = Terms(Ledger.restored(project, loaded.state, loaded.months), today, policy)
    if not terms.site.registration:
        return None
    phones = Offices(engine).phones(terms.site.region)
    return content(terms, phones, Codes(engine).entries(project))


def content(terms: Terms, phones: Phones, entered: Mapping[str, str]) -> Content:
    """The board's content from what is known."""
    said = {**_registered(terms), **_published(phones), **_wage(terms)}
    items = [_item(key, said, entered) for key in ORDER if key != "subcontractors" or terms.site.subcontractors]
    site = terms.site
    name = str(site.registration["name"])
    return Content(terms.ledger.project, name, site.region, terms.as_of, site.is_completed, tuple(items))


def _item(key: str, said: Mapping[str, tuple[Any, str, str]], entered: Mapping[str, str]) -> Item:
    if key in said:
        value, text, source = said[key]
        return Item(key, value, text, source, "")
    if key in entered:
        return Item(key, entered[key], entered[key], ENTERED, "")
    owed = ADMINISTRATOR if key in KINDS else POLICY_OFFICE if key == "local_minimum_wage_fen" else CONTRACTOR
    return Item(key, None, None, "", owed)


def _registered(terms: Terms) -> dict[str, tuple[Any, str, str]]:
    registration = terms.site.registration
    said: dict[str, tuple[Any, str, str]] = {}
    for key, field in (("owner_unit", "owner"), ("general_contractor", "general_contractor")):
        if name := registration.get(f"{field}_name"):
            said[key] = (name, f"{name}\n统一社会信用代码 {registration[f'{field}_uscc']}", REGISTRY)
    if names := sorted(terms.site.subcontractors.values()):
        said["subcontractors"] = (names, "、".join(names), REGISTRY)
    if authority := registration.get("sector_authority"):
        said["sector_authority"] = (authority, authority, REGISTRY)
    if officer := registration.get("wage_officer"):
        said["wage_officer"] = (officer["name"], f"{officer['name']} {officer['phone']}", REGISTRY)
    if pay_day := registration.get("pay_day"):
        month = "当月" if registration.get("pay_day_in") == "same_month" else "上月"
        said["pay_day"] = (pay_day, f"每月{pay_day}日前\n发放{month}工资，遇休息日提前", REGISTRY)
    return said


def _published(phones: Phones) -> dict[str, tuple[Any, str, str]]:
    return {key: (value, value, OFFICE) for key, value in asdict(phones).items() if value}


def _wage(terms: Terms) -> dict[str, tuple[Any, str, str]]:
    fen = terms.minimum_wage_fen(terms.as_of)
    return {"local_minimum_wage_fen": (fen, f"每月{yuan(fen)}元", POLICY)} if fen else {}
