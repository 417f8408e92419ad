"""What the charts draw: plain values for `static/js/portraits.js`, which knows ECharts. Each chart has its table."""

from collections.abc import Sequence
from typing import Any

from infra.db.portraits import Campaign, Point, Progress
from monitors.portrait.money import Money, Movement
from portal.portraits.words import SAFEGUARDS
from portal.visitor import Visitor


def money_chart(visitor: Visitor, money: Money) -> dict[str, Any]:
    """The balance of each wage account as a line, labour-cost transfers and wages paid as bars."""
    wage = [purse for purse in money.purses if purse.account.is_wage]
    lines = [
        {
            "name": f"{visitor.say('余额')} {purse.account.id}",
            "points": [[str(m.on), m.balance_fen / 100] for m in purse.movements if m.balance_fen is not None],
        }
        for purse in wage
    ]
    moved = [movement for purse in wage for movement in purse.movements]
    bars = [
        _bars(visitor.say("人工费用拨付"), [m for m in moved if m.purpose == "labor_cost" and m.fen > 0]),
        _bars(visitor.say("支出"), [m for m in moved if m.fen < 0]),
    ]
    return {"kind": "money", "unit": visitor.say("元"), "lines": lines, "bars": bars}


def _bars(name: str, movements: Sequence[Movement]) -> dict[str, Any]:
    return {"name": name, "points": [[str(m.on), m.fen / 100] for m in movements]}


def trend_chart(visitor: Visitor, points: Sequence[Point]) -> dict[str, Any]:
    """A line per safeguard: its coverage in per cent by day."""
    lines = [
        {
            "name": visitor.say(word),
            "points": [
                [str(p.day), None if p.percent is None else round(p.percent, 1)]
                for p in points
                if p.safeguard == safeguard.value
            ],
        }
        for safeguard, word in SAFEGUARDS.items()
    ]
    return {"kind": "trend", "unit": "%", "lines": lines, "bars": []}


def campaign_chart(visitor: Visitor, campaign: Campaign, progress: Progress) -> dict[str, Any]:
    """Alerts opened and closed by day, over all of the campaign's days."""
    bars = [
        {"name": visitor.say(name), "points": [[str(day[0]), day[index]] for day in progress.days]}
        for index, name in ((1, "新增预警"), (2, "办结预警"))
    ]
    span = {"from": str(campaign.begins_on), "until": str(campaign.ends_on)}
    return {"kind": "campaign", "unit": "", "lines": [], "bars": bars, **span}
