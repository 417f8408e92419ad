"""Changes to offices, officers, substitutes and phones: each within the administrator's sight, each in the chronicle.

What lies out of sight is refused exactly as what there is not.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.offices.accounts import new_password, set_password
from infra.db.offices.phones import KINDS, own_phones, write_phones
from infra.db.offices.refusal import Refusal, RefusedError, good_code
from infra.db.offices.sessions import close_all
from infra.db.offices.store import Listed, listed
from infra.db.offices.tables import officer_roles, officers, offices, substitutes
from infra.db.sight import within
from schemas.office import Office, Officer, Role

_REGION: Final = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}")


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer to be appointed. Without `subject` the officer signs in with a password."""

    id: str
    name: str
    office: str
    roles: Collection[Role]
    subject: str | None = None


class Administration:
    """What one administrator does on one day. Every method raises `RefusedError` and then changes nothing."""

    def __init__(self, engine: Engine, by: Officer, day: date) -> None:
        self._engine = engine
        self._by = by
        self._day = day

    def add_office(self, office: Office) -> None:
        """Found an office."""
        if not office.name.strip():
            raise RefusedError(Refusal.NO_NAME)
        if not good_code(office.code):
            raise RefusedError(Refusal.BAD_CODE)
        if not _REGION.fullmatch(office.region):
            raise RefusedError(Refusal.BAD_REGION)
        if not self._by.sight.sees(office.region):
            raise RefusedError(Refusal.ELSEWHERE)
        with connected(self._engine) as connection:
            if office.parent is not None:
                self._office(connection, office.parent)
            _inserted(connection, insert(offices).values(**asdict(office)))
            self._tell(connection, f"office:{office.code}", "created", asdict(office))

    def rename_office(self, code: str, name: str) -> None:
        """Change an office's name; its region stays, for the past was routed by it."""
        if not name.strip():
            raise RefusedError(Refusal.NO_NAME)
        with connected(self._engine) as connection:
            self._office(connection, code)
            connection.execute(update(offices).where(offices.c.code == code).values(name=name.strip()))
            self._tell(connection, f"office:{code}", "renamed", {"name": name.strip()})

    def add_officer(self, new: NewOfficer) -> str | None:
        """Appoint an officer; return the first password, which is told once, or None with single sign-on."""
        if not new.name.strip():
            raise RefusedError(Refusal.NO_NAME)
        if not good_code(new.id):
            raise RefusedError(Refusal.BAD_CODE)
        password = None if new.subject else new_password()
        with connected(self._engine) as connection:
            self._office(connection, new.office)
            row = {"id": new.id, "name": new.name.strip(), "office": new.office, "oidc_subject": new.subject}
            _inserted(connection, insert(officers).values(row))
            _write_roles(connection, new.id, new.roles)
            if password:
                set_password(connection, new.id, password)
            body = {"name": new.name, "office": new.office, "roles": sorted(new.roles), "sso": bool(new.subject)}
            self._tell(connection, f"officer:{new.id}", "created", body)
        return password

    def change_officer(self, name: str, roles: Collection[Role], subject: str | None) -> None:
        """Change an officer's roles and name at the identity provider. Nobody takes the administration from oneself."""
        if name == self._by.id and Role.ADMIN not in roles:
            raise RefusedError(Refusal.YOURSELF)
        with connected(self._engine) as connection:
            before = self._officer(connection, name)
            connection.execute(delete(officer_roles).where(officer_roles.c.officer == name))
            _write_roles(connection, name, roles)
            _inserted(connection, update(officers).where(officers.c.id == name).values(oidc_subject=subject))
            body = {"before": sorted(before.roles), "roles": sorted(roles), "sso": bool(subject)}
            self._tell(connection, f"officer:{name}", "changed", body)

    def disable(self, name: str) -> None:
        """Let an officer sign in no more; what the officer has open ends now."""
        if name == self._by.id:
            raise RefusedError(Refusal.YOURSELF)
        with connected(self._engine) as connection:
            self._officer(connection, name)
            connection.execute(update(officers).where(officers.c.id == name).values(disabled=True))
            close_all(connection, name)
            self._tell(connection, f"officer:{name}", "disabled", {})

    def enable(self, name: str) -> None:
        """Let an officer sign in again."""
        with connected(self._engine) as connection:
            self._officer(connection, name)
            connection.execute(update(officers).where(officers.c.id == name).values(disabled=False))
            self._tell(connection, f"officer:{name}", "enabled", {})

    def reset_password(self, name: str) -> str:
        """Give an officer a new password, told once; the officer is signed out everywhere."""
        password = new_password()
        with connected(self._engine) as connection:
            self._officer(connection, name)
            set_password(connection, name, password)
            close_all(connection, name)
            self._tell(connection, f"officer:{name}", "password_reset", {})
        return password

    def substitute(self, absent: str, substitute: str, from_day: date, until_day: date) -> None:
        """Let one officer act for another, first and last day included."""
        if absent == substitute:
            raise RefusedError(Refusal.SAME_PERSON)
        if from_day > until_day:
            raise RefusedError(Refusal.BACKWARDS)
        with connected(self._engine) as connection:
            self._officer(connection, absent)
            self._officer(connection, substitute)
            row = {"absent": absent, "substitute": substitute, "from_day": from_day, "until_day": until_day}
            connection.execute(insert(substitutes).values(row))
            told = {"substitute": substitute, "from": from_day.isoformat(), "until": until_day.isoformat()}
            self._tell(connection, f"officer:{absent}", "substituted", told)

    def end_substitution(self, number: int) -> None:
        """Take a substitution back."""
        with connected(self._engine) as connection:
            row = connection.execute(select(substitutes).where(substitutes.c.id == number)).one_or_none()
            if row is None:
                raise RefusedError(Refusal.MISSING)
            self._officer(connection, row.absent)
            connection.execute(delete(substitutes).where(substitutes.c.id == number))
            self._tell(connection, f"officer:{row.absent}", "substitution_ended", {"substitute": row.substitute})

    def write_phones(self, region: str, values: Mapping[str, str]) -> None:
        """Say where the workers of a region turn to."""
        if not _REGION.fullmatch(region) or not self._by.sight.sees(region):
            raise RefusedError(Refusal.ELSEWHERE)
        given = {kind: values.get(kind, "").strip() for kind in KINDS}
        with connected(self._engine) as connection:
            before = asdict(own_phones(connection, region))
            write_phones(connection, region, given)
            self._tell(connection, f"region:{region}", "phones_changed", {"before": before, "after": given})

    def _office(self, connection: sqlalchemy.Connection, code: str) -> None:
        """Look whether the office is there and within sight."""
        query = select(offices.c.code).where(offices.c.code == code, within(offices.c.region, self._by.sight))
        if connection.execute(query).scalar() is None:
            raise RefusedError(Refusal.MISSING)

    def _officer(self, connection: sqlalchemy.Connection, name: str) -> Listed:
        """Look whether the officer is there and within sight."""
        for officer in listed(connection, self._by.sight):
            if officer.id == name:
                return officer
        raise RefusedError(Refusal.MISSING)

    def _tell(self, connection: sqlalchemy.Connection, about: str, act: str, body: dict[str, Any]) -> None:
        append(connection, [Entry(about, act, self._by.id, self._by.office, self._day, body)])


def _write_roles(connection: sqlalchemy.Connection, officer: str, roles: Collection[Role]) -> None:
    if Role.SENDER in roles:
        raise RefusedError(Refusal.NOT_GIVEN)
    if roles:
        rows = [{"officer": officer, "role": role.value} for role in sorted(roles)]
        connection.execute(insert(officer_roles), rows)


def _inserted(connection: sqlalchemy.Connection, row: sqlalchemy.Insert | sqlalchemy.Update) -> None:
    try:
        connection.execute(row)
    except IntegrityError as error:
        raise RefusedError(Refusal.TAKEN) from error
