"""The queries behind a campaign: which projects and alerts belong to it, and how they stand."""

from datetime import date

import sqlalchemy
from sqlalchemy import ColumnElement, and_, func, or_, select

from infra.db.portraits.campaign import Campaign
from infra.db.portraits.tables import campaign_checks, campaigns, portraits
from infra.db.sight import within
from infra.db.works.tables import works
from monitors.portrait.safeguards import DECISIVE, Safeguard
from schemas.office import Sight


def concerns(sight: Sight) -> ColumnElement[bool]:
    """Whether any part of the campaign's region is in sight: it lies within, or it contains what is seen."""
    around = [prefix[:length] for prefix in sight.regions for length in range(len(prefix) + 1)]
    return or_(within(campaigns.c.region, sight), campaigns.c.region.in_(around))


def its_projects(campaign: Campaign, sight: Sight) -> list[ColumnElement[bool]]:
    """Which projects belong to it: by funding and sector; completed ones too, for what they owe."""
    found = [within(portraits.c.region, sight), portraits.c.region.startswith(campaign.region, autoescape=True)]
    found.append(portraits.c.course != "unregistered")
    asked = {name: campaign.filter.get(name) for name in ("funding", "sector")}
    found.extend(portraits.c[name].in_(values) for name, values in asked.items() if values)
    return found


def its_works(campaign: Campaign) -> list[ColumnElement[bool]]:
    """Which alerts belong to it: by rule, level and, through the safeguard, its rules."""
    found: list[ColumnElement[bool]] = []
    if rules := {*campaign.filter.get("rule", ()), *_decisive(campaign)}:
        found.append(works.c.rule.in_(sorted(rules)))
    if levels := campaign.filter.get("level"):
        found.append(works.c.level.in_(levels))
    return found


def _decisive(campaign: Campaign) -> set[str]:
    named = campaign.filter.get("safeguard", ())
    return {rule for safeguard in Safeguard if safeguard in named for rule in DECISIVE[safeguard]}


def open_alerts(campaign: Campaign) -> sqlalchemy.Subquery:
    """How many of the campaign's alerts are open, by project."""
    query = select(works.c.project, func.count().label("alerts")).where(works.c.state != "closed", *its_works(campaign))
    return query.group_by(works.c.project).subquery()


def project_counts(connection: sqlalchemy.Connection, campaign: Campaign, sight: Sight) -> tuple[int, int, int]:
    """The projects in sight, those looked at, and those of them without an open alert."""
    alerts = open_alerts(campaign)
    checked = campaign_checks.c.project.is_not(None)
    query = (
        select(func.count(), func.count().filter(checked),
            func.count().filter(and_(checked, alerts.c.project.is_(None))))
        .select_from(portraits)
        .outerjoin(campaign_checks, and_(campaign_checks.c.project == portraits.c.project,
            campaign_checks.c.campaign_id == campaign.id))
        .outerjoin(alerts, alerts.c.project == portraits.c.project)
        .where(*its_projects(campaign, sight))
    )  # fmt: skip
    row = connection.execute(query).one()
    return int(row[0]), int(row[1]), int(row[2])


def alert_counts(
    connection: sqlalchemy.Connection, campaign: Campaign, sight: Sight, until: date
) -> tuple[int, int, int, tuple[tuple[date, int, int], ...]]:
    """The alerts opened and closed since the first day, those open now, and the two by day."""
    mine = [portraits.c.project == works.c.project, *its_projects(campaign, sight), *its_works(campaign)]
    span = (campaign.begins_on, until)
    days: dict[date, list[int]] = {}
    for index, column in enumerate((works.c.opened_on, works.c.closed_on)):
        query = select(column, func.count()).where(*mine, column.between(*span)).group_by(column)
        for day, count in connection.execute(query):
            days.setdefault(day, [0, 0])[index] = count
    standing = connection.execute(select(func.count()).where(*mine, works.c.state != "closed")).scalar_one()
    told = tuple((day, opened, closed) for day, (opened, closed) in sorted(days.items()))
    return sum(day[1] for day in told), sum(day[2] for day in told), int(standing), told
