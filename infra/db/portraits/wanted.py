"""Which projects a page asks for."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_

from infra.db.portraits.tables import SAFEGUARDS, portraits


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which projects are asked for: each field that is not empty narrows."""

    region: str = ""
    sector: str = ""
    funding: str = ""
    course: str = ""
    safeguard: str = ""
    state: str = ""
    text: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on the table of portraits."""
        found = [portraits.c.region.startswith(self.region, autoescape=True)] if self.region else []
        exact = {"sector": self.sector, "funding": self.funding, "course": self.course}
        found.extend(portraits.c[name] == value for name, value in exact.items() if value)
        if self.state:
            asked = [self.safeguard] if self.safeguard in SAFEGUARDS else SAFEGUARDS
            found.append(or_(*(portraits.c[name] == self.state for name in asked)))
        if self.text:
            fields = (portraits.c.project, portraits.c.name, portraits.c.owner, portraits.c.contractor)
            found.append(or_(*(field.icontains(self.text, autoescape=True) for field in fields)))
        return found
