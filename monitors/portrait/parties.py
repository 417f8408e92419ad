"""Who takes part in a project, and who answers for its wages in which order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from monitors.law import WAGE_REGULATION
from monitors.ledger import visible
from monitors.portrait.wording import Wording
from monitors.terms import Terms


@dataclass(frozen=True, slots=True)
class Party:
    """A company on the project; a subcontractor with the days on which it came and left."""

    uscc: str
    name: str
    entered_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Liability:
    """Who answers, for what, by which article. `holds` is False where it depends on facts not recorded here."""

    who: Wording
    duty: Wording
    article: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a project, and the chain of those who answer for its wages, the nearest first."""

    owner: Party
    contractor: Party
    subcontractors: tuple[Party, ...]
    sector_authority: str
    wage_officer: tuple[str, str] | None
    liabilities: tuple[Liability, ...]

    @property
    def names(self) -> dict[str, str]:
        """Every company's name by its USCC."""
        return {party.uscc: party.name for party in (*self.subcontractors, self.owner, self.contractor)}


_SUB: Final = Wording("分包单位", "Subcontractor")
_CONTRACTOR: Final = Wording("施工总承包单位", "General contractor")
_OWNER: Final = Wording("建设单位", "Project owner")
_CHAIN: Final = (
    (30, _SUB, Wording("对所招用农民工的实名制管理和工资支付负直接责任",
        "is directly liable for registering and paying the workers it hired")),
    (30, _CONTRACTOR, Wording("分包单位拖欠的,先行清偿,再依法追偿",
        "pays first where a subcontractor does not, and recovers from it afterwards")),
    (31, _CONTRACTOR, Wording("按工资支付表通过专户直接支付到农民工本人账户",
        "pays from the wage account to each worker's own account by the pay sheet")),
    (29, _OWNER, Wording("未按约定拨付工程款致拖欠的,以未结清的工程款为限先行垫付",
        "advances wages within the unpaid price of the works where its late payment caused the arrears")),
)  # fmt: skip
_IF: Final = (
    (36, _CONTRACTOR, Wording("发包或分包给个人或不具备合法经营资格的单位致拖欠的,由发包者清偿;出借名义的,由出借者清偿",
        "pays where works were let to a person or an unqualified unit, or its name was lent")),
    (37, _OWNER, Wording("项目违反国土空间规划、工程建设等法律法规致拖欠的,由建设单位清偿",
        "pays where the project broke planning or construction law and arrears followed")),
)  # fmt: skip


def parties(terms: Terms) -> Parties:
    """The parties of a registered project."""
    told = terms.site.registration
    officer = told.get("wage_officer")
    subs = tuple(_subcontractors(terms))
    return Parties(
        Party(told["owner_uscc"], told["owner_name"]),
        Party(told["general_contractor_uscc"], told["general_contractor_name"]),
        subs,
        told.get("sector_authority", ""),
        (officer["name"], officer["phone"]) if officer else None,
        tuple(_liabilities(has_subs=bool(subs))),
    )


def _subcontractors(terms: Terms) -> Iterator[Party]:
    """Everyone who ever came, by the day of coming."""
    found: list[Party] = []
    for uscc, saids in terms.ledger.things("subcontractor").items():
        turns = sorted(visible(saids, terms.as_of), key=lambda said: said.place)
        came = [said for said in turns if said.kind == "project.subcontractor_entered"]
        if came:
            left = turns[-1].on if turns[-1].kind == "project.subcontractor_left" else None
            found.append(Party(uscc, came[-1].data["name"], came[0].on, left))
    yield from sorted(found, key=lambda party: (party.entered_on or date.min, party.uscc))


def _liabilities(*, has_subs: bool) -> Iterator[Liability]:
    for number, who, duty in _CHAIN:
        if has_subs or who is not _SUB:
            yield Liability(who, duty, WAGE_REGULATION.article(number))
    for number, who, duty in _IF:
        yield Liability(who, duty, WAGE_REGULATION.article(number), holds=False)
