"""What an officer writes down when somebody comes, calls or writes; the complainant's own data are sealed."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, or_, select
from sqlalchemy.dialects.postgresql import insert

from alerts.leads import Lead
from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.leads.sayings import say_received
from infra.db.leads.tables import lead_forms, lead_numbers, leads
from infra.db.sight import within
from infra.seal import Seal
from schemas.office import Office, Officer, Sight

UNMASKED: Final = "contact_unmasked"


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the complainant is reached. Kept sealed, apart from the lead."""

    name: str = ""
    phone: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.address)


@dataclass(frozen=True, slots=True)
class Form:
    """The intake form. Free texts are what the complainant said of project and employer."""

    channel: str
    received_on: date
    claimants: int
    representatives: int = 0
    months: tuple[str, ...] = ()
    amount_fen: int | None = None
    workers: tuple[str, ...] = ()
    employer_uscc: str | None = None
    employer_text: str = ""
    project_text: str = ""
    story: str = ""
    contact: Contact = Contact()


@dataclass(frozen=True, slots=True)
class Written:
    """What the form keeps beside the lead. Whether there is contact data is known, what it is is not."""

    project_text: str
    employer_text: str
    story: str
    representatives: int
    taken_by: str
    has_contact: bool


def take(engine: Engine, form: Form, officer: Officer, office: Office, seal: Seal, day: date) -> str:  # noqa: PLR0913, PLR0917 (one act's parts)
    """Write the form down and say the contract's `lead.received`; return the lead's number.

    The lead itself is admitted once the intake has accepted what was said.
    """
    at = clock.now()
    with connected(engine) as connection:
        lead = _lead(_number(connection, office, day), form, office)
        connection.execute(
            lead_forms.insert().values(
                lead_id=lead.id,
                project_text=form.project_text,
                employer_text=form.employer_text,
                story=form.story,
                representatives=form.representatives,
                contact=seal.sealed(_text(form.contact)) if form.contact else None,
                taken_by=officer.id,
                office=office.code,
                region=office.region,
                taken_at=at,
            )
        )
        say_received(connection, lead, "received")
        body = {"channel": form.channel, "received_on": form.received_on.isoformat(), "claimants": form.claimants}
        append(connection, [Entry(f"lead:{lead.id}", "taken", officer.id, office.code, day, body)])
    return lead.id


class Forms:
    """Reads what was written down."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def of(self, lead_id: str, sight: Sight) -> Written | None:
        """The form without the contact data; None for a lead that came by a feed, or out of sight."""
        with connected(self._engine) as connection:
            row = connection.execute(_form(lead_id, sight)).one_or_none()
        if row is None:
            return None
        return Written(
            row.project_text, row.employer_text, row.story, row.representatives, row.taken_by, row.contact is not None
        )

    def unmask(self, lead_id: str, officer: Officer, day: date, purpose: str) -> Contact | None:
        """The contact data, for a stated purpose; the look-up is in the chronicle before anything is shown.

        Raises:
            infra.seal.Unreadable: it was sealed with a key that is not here.
        """
        with connected(self._engine) as connection:
            row = connection.execute(_form(lead_id, officer.sight)).one_or_none()
            if row is None or row.contact is None:
                return None
            entry = Entry(f"lead:{lead_id}", UNMASKED, officer.id, officer.office, day, {"purpose": purpose})
            append(connection, [entry])
        return msgspec.json.decode(self._seal.opened(row.contact), type=Contact)


def _lead(number: str, form: Form, office: Office) -> Lead:
    return Lead(
        number,
        office.code,
        office.code,
        office.region,
        form.channel,
        form.received_on,
        form.claimants,
        employer_uscc=form.employer_uscc,
        workers=form.workers,
        months=form.months,
        amount_fen=form.amount_fen,
    )


def _number(connection: sqlalchemy.Connection, office: Office, day: date) -> str:
    """The office's next number of the year, such as `XS520103-2026-0007`."""
    fresh = insert(lead_numbers).values(office=office.code, year=day.year, last=1)
    counted = fresh.on_conflict_do_update(
        index_elements=["office", "year"], set_={"last": lead_numbers.c.last + 1}
    ).returning(lead_numbers.c.last)
    last = connection.execute(counted).scalar_one()
    return f"XS{office.region}-{day.year}-{last:04d}"


def _form(lead_id: str, sight: Sight) -> sqlalchemy.Select[tuple[object, ...]]:
    seen = or_(within(leads.c.region, sight), within(leads.c.first_region, sight))
    joined = lead_forms.join(leads, leads.c.id == lead_forms.c.lead_id)
    return select(lead_forms).select_from(joined).where(lead_forms.c.lead_id == lead_id, seen)


def _text(contact: Contact) -> str:
    return msgspec.json.encode(asdict(contact)).decode()
