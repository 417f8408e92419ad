"""Where workers of a region turn to: what the notice boards of its projects say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from infra.db.offices.tables import phones

KINDS: Final = (
    "sector_complaint_phone",
    "inspection_complaint_phone",
    "arbitration_channel",
    "legal_aid_channel",
    "public_legal_hotline",
)
"""The items of a notice board that are the same for a whole region, named as on the wire."""


@dataclass(frozen=True, slots=True)
class Phones:
    """A region's phones and channels; None where nobody has entered one."""

    sector_complaint_phone: str | None = None
    inspection_complaint_phone: str | None = None
    arbitration_channel: str | None = None
    legal_aid_channel: str | None = None
    public_legal_hotline: str | None = None


def phones_of(connection: sqlalchemy.Connection, region: str) -> Phones:
    """Of each kind what the nearest region says: the county's own before the prefecture's and the province's."""
    prefixes = [region[:length] for length in (2, 4, 6, 9) if length <= len(region)]
    rows = connection.execute(
        select(phones.c.kind, phones.c.value).where(phones.c.region.in_(prefixes)).order_by(phones.c.region)
    )
    return Phones(**{kind: value for kind, value in rows if kind in KINDS})


def own_phones(connection: sqlalchemy.Connection, region: str) -> Phones:
    """What has been entered for the very region."""
    rows = connection.execute(select(phones.c.kind, phones.c.value).where(phones.c.region == region))
    return Phones(**{kind: value for kind, value in rows if kind in KINDS})


def write_phones(connection: sqlalchemy.Connection, region: str, values: Mapping[str, str]) -> None:
    """Replace what is entered for the region; an empty value is taken out."""
    for kind, value in values.items():
        if value:
            row = insert(phones).values(region=region, kind=kind, value=value)
            connection.execute(row.on_conflict_do_update(index_elements=["region", "kind"], set_={"value": value}))
        else:
            connection.execute(delete(phones).where(phones.c.region == region, phones.c.kind == kind))
