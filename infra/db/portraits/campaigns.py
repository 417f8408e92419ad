"""The campaigns' store: saved, dated views of projects and alerts, and who looked at what."""

import json
from datetime import date
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, Row, and_, func, select
from sqlalchemy.dialects.postgresql import insert

from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.portraits.campaign import Campaign, Check, Look, Progress
from infra.db.portraits.campaign_queries import alert_counts, concerns, its_projects, open_alerts, project_counts
from infra.db.portraits.tables import campaign_checks, campaigns, portraits
from schemas.office import Officer, Sight


class Campaigns:
    """The campaigns' store. A campaign is seen by whoever sees any part of its region; its projects by their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, campaign: Campaign, officer: Officer, day: date) -> int:
        """Save a campaign; return its number. The region must lie in the officer's sight: the caller looks."""
        told = {name: list(values) for name, values in campaign.filter.items() if values}
        row = {
            "name": campaign.name,
            "begins_on": campaign.begins_on,
            "ends_on": campaign.ends_on,
            "region": campaign.region,
            "office": officer.office,
            "filter": json.dumps(told),
            "created_by": officer.id,
            "created_on": day,
        }
        with connected(self._engine) as connection:
            number = connection.execute(insert(campaigns).values(row).returning(campaigns.c.id)).scalar_one()
            body = {"name": campaign.name, "begins_on": str(campaign.begins_on), "ends_on": str(campaign.ends_on)}
            append(connection, [_entry(number, "created", officer, day, {**body, "filter": told})])
        return int(number)

    def get(self, number: int, sight: Sight) -> Campaign | None:
        """One campaign; None where there is none in sight."""
        with connected(self._engine) as connection:
            row = connection.execute(select(campaigns).where(campaigns.c.id == number, concerns(sight))).one_or_none()
        return None if row is None else _campaign(row)

    def all(self, sight: Sight) -> list[Campaign]:
        """The campaigns in sight, the latest first."""
        query = select(campaigns).where(concerns(sight)).order_by(campaigns.c.begins_on.desc(), campaigns.c.id.desc())
        with connected(self._engine) as connection:
            return [_campaign(row) for row in connection.execute(query.limit(200))]

    def check(self, campaign: Campaign, look: Look, officer: Officer, day: date) -> bool:
        """Note that an officer looked at a project; False where the campaign has no such project in sight."""
        with connected(self._engine) as connection:
            mine = (portraits.c.project == look.project, *its_projects(campaign, officer.sight))
            if connection.execute(select(portraits.c.project).where(*mine)).one_or_none() is None:
                return False
            told = {"outcome": look.outcome, "note": look.note, "officer": officer.id, "on_day": day}
            key = {"campaign_id": campaign.id, "project": look.project}
            statement = insert(campaign_checks).values(**key, **told)
            connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=told))
            body = {"project": look.project, "outcome": look.outcome, "note": look.note}
            append(connection, [_entry(campaign.id, "checked", officer, day, body)])
        return True

    def projects(self, campaign: Campaign, sight: Sight, after: str = "", limit: int = 50) -> list[Check]:
        """The campaign's projects in sight, those not looked at first; `after` is the last one's id and state."""
        done = campaign_checks.c.project.is_not(None)
        alerts = open_alerts(campaign)
        query = (
            select(portraits, campaign_checks.c.outcome, campaign_checks.c.note, campaign_checks.c.officer,
                campaign_checks.c.on_day, func.coalesce(alerts.c.alerts, 0).label("open_alerts"))
            .outerjoin(campaign_checks, and_(campaign_checks.c.project == portraits.c.project,
                campaign_checks.c.campaign_id == campaign.id))
            .outerjoin(alerts, alerts.c.project == portraits.c.project)
            .where(*its_projects(campaign, sight))
        )  # fmt: skip
        state, _, project = after.partition(".")
        if project:
            place = sqlalchemy.tuple_(done, portraits.c.project)
            query = query.where(place > sqlalchemy.tuple_(state == "1", project))
        with connected(self._engine) as connection:
            return [_check(row) for row in connection.execute(query.order_by(done, portraits.c.project).limit(limit))]

    def progress(self, campaign: Campaign, sight: Sight, day: date) -> Progress:
        """How far the campaign has come, of what is in sight."""
        until = min(day, campaign.ends_on)
        with connected(self._engine) as connection:
            projects, checked, cleared = project_counts(connection, campaign, sight)
            opened, closed, standing, days = alert_counts(connection, campaign, sight, until)
        return Progress(projects, checked, cleared, opened, closed, standing, days)


def _entry(number: int, act: str, officer: Officer, day: date, body: dict[str, Any]) -> Entry:
    return Entry(f"campaign:{number}", act, officer.id, officer.office, day, body)


def _campaign(row: Row[Any]) -> Campaign:
    told = {name: tuple(values) for name, values in json.loads(row.filter).items()}
    return Campaign(
        row.name, row.begins_on, row.ends_on, row.region, told, row.id, row.office, row.created_by, row.created_on
    )


def _check(row: Row[Any]) -> Check:
    return Check(
        row.project, row.name, row.region, row.lacking, row.open_alerts, row.outcome, row.note or "", row.officer,
        row.on_day,
    )  # fmt: skip
