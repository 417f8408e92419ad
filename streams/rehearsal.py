"""What the officers of the demonstration have done by the time somebody signs in: every page has something to show.

Everything goes through the rooms' own functions, as from the pages.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Engine, select

from alerts.commands import Acknowledge, Assign, Command, Comment, Investigate, OrderRectification, ProposeWaiver
from alerts.handoffs import Advance, Attach, Kind, Stage
from alerts.handoffs import Command as HandoffCommand
from infra.db.engine import connected
from infra.db.handoffs.situations import Certified
from infra.db.handoffs.store import Handoffs, Kept
from infra.db.offices.store import Offices
from infra.db.portraits.campaign import Campaign
from infra.db.portraits.campaigns import Campaigns
from infra.db.works.store import Done, Works
from infra.db.works.tables import works
from monitors.calendar import working_days_after

_REGION: Final = "520103"
_CHIEF: Final = "chen"


def rehearse(engine: Engine, day: date) -> int:
    """Let the demonstration's officers work the first alerts; return how many steps they took, 0 where they are not."""
    worked = sum(_taken(engine, rule, who, command, day) for rule, who, command in _deeds(day))
    return worked + _flight(engine, day) + _campaign(engine, day)


def _deeds(day: date) -> Iterator[tuple[str, str, Command]]:
    """The rule whose gravest alert is meant, who does it, and what."""
    ordered = OrderRectification(
        working_days_after(day, 5), f"云山人社监令字〔{day.year}〕第0012号", "责令总承包单位先行清偿"
    )
    yield "arrears.group", _CHIEF, Assign("zhang", "群体性欠薪,优先办理")
    yield "arrears.group", "zhang", Acknowledge("已电话通知施工总承包单位到大队接受询问")
    yield "arrears.group", "zhang", Investigate("两名监察员到项目部调取考勤和工资支付表")
    yield "arrears.group", "zhang", ordered
    yield "arrears.criminal_threshold", _CHIEF, Assign("zhang")
    yield "arrears.criminal_threshold", "zhang", Acknowledge("与群体性欠薪一并办理")
    yield "account.frozen", _CHIEF, Assign("li", "请当日联系开户银行")
    yield "account.frozen", "li", Acknowledge("已向开户银行发函,说明账户性质和条例第三十三条")
    yield "account.improper_debit", "li", Acknowledge()
    yield "account.improper_debit", "li", Investigate("调取专户流水")
    yield "bond.expiring", "li", Acknowledge()
    yield (
        "bond.expiring",
        "li",
        ProposeWaiver(
            "《工程建设领域农民工工资保证金规定》",
            f"云山人社保〔{day.year}〕第3号",
            working_days_after(day, 10),
            "银行已出具续保承诺书",
        ),
    )
    yield "feed.late", "zhou", Acknowledge("已通知该行科技部门")
    yield "notice.stale", _CHIEF, Assign("li")
    yield "wages.underpaid", _CHIEF, Assign("zhang")
    yield "wages.underpaid", "zhang", Comment("项目部称按考勤扣减,待核对工资支付表")


def _taken(engine: Engine, rule: str, who: str, command: Command, day: date) -> bool:
    """Whether the officer did it to the rule's gravest alert."""
    officer, found = Offices(engine).officer(who, day), _gravest(engine, rule)
    if officer is None or found is None:
        return False
    return isinstance(Works(engine).act(*found, command, officer, officer.sight, day), Done)


def _gravest(engine: Engine, rule: str) -> tuple[int, int] | None:
    """The rule's gravest open alert: (id, version)."""
    gravest = select(works.c.id, works.c.version).where(works.c.rule == rule, works.c.state != "closed")
    with connected(engine) as connection:
        found = connection.execute(gravest.order_by(works.c.rank.desc(), works.c.id).limit(1)).one_or_none()
    return None if found is None else (found.id, found.version)


def _flight(engine: Engine, day: date) -> bool:
    """Two inspectors have found the labour company's office empty: its alert goes to the fund, which may advance."""
    officer, work = Offices(engine).officer("zhang", day), _gravest(engine, "arrears.group")
    if officer is None or work is None:
        return False
    handoffs, to = Handoffs(engine), "云山县欠薪应急周转金管理办公室"
    number = handoffs.prepare(work[0], Kind.WAGE_FUND, to, officer, day, Certified(fled=True))
    if not isinstance(number, int):
        return False
    record = f"云山人社监核字〔{day.year}〕第0005号(经营场所人去楼空、电话停机的现场核查记录和询问笔录)"
    steps: tuple[HandoffCommand, ...] = (
        Attach("application", "农民工代表的垫付申请,卷一第3页"),
        Attach("flight", record),
        Advance(Stage.SENT, day, f"云山人社监移字〔{day.year}〕第0004号"),
    )
    return all(isinstance(handoffs.act(number, at, step, officer, day), Kept) for at, step in enumerate(steps, start=1))


def _campaign(engine: Engine, day: date) -> bool:
    chief = Offices(engine).officer(_CHIEF, day)
    if chief is None:
        return False
    begins_on, ends_on = day - timedelta(days=26), day + timedelta(days=15)
    campaign = Campaign(
        "政府投资和国企项目欠薪问题专项检查", begins_on, ends_on, _REGION, {"funding": ("government", "soe")}
    )
    Campaigns(engine).create(campaign, chief, day)
    return True
