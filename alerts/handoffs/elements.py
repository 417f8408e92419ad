"""Whether an alert may be handed on: the elements of each kind, which of them are met, and which nobody knows.

Sources: 法释〔2013〕3号 (amounts, order not obeyed, runaway, destroyed records);
《保障农民工工资支付条例》第四十一条至第四十三条;
人社部令第45号第五条.
Where an element is unknown it is not met: nobody is accused on what is not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from alerts.handoffs.kinds import Kind

FLIGHT: Final = "flight"
EVASION: Final = "evasion"
RUNAWAY: Final = frozenset({FLIGHT, EVASION})
"""The elements by which inspectors recognise that an employer ran away."""
_CLAIMS: Final = {
    Kind.ARBITRATION: (("因劳动报酬发生的争议", "a dispute about wages"), "《劳动争议调解仲裁法》第二条(未核实)"),
    Kind.LEGAL_AID: (
        ("请求支付劳动报酬(免予核查经济困难状况)", "a claim of wages (no means test)"),
        "《法律援助法》第四十二条第三项",
    ),
    Kind.WAGE_FUND: (("存在拖欠的工资", "wages are owed"), "《保障农民工工资支付条例》第六十三条"),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the alert on `today`. `None` is: nobody knows."""

    rule: str
    today: date
    wage_claim: bool
    """Whether workers are owed wages by it."""
    stands: bool
    """Whether the finding stands now."""
    owed_fen: int | None = None
    workers: int | None = None
    one_worker_reaches: bool | None = None
    ten_workers_reach: bool | None = None
    order_no: str | None = None
    order_due_on: date | None = None
    decision_no: str | None = None
    decision_due_on: date | None = None
    is_group_incident: bool | None = None
    fled: bool | None = None
    """Whether the inspectors have recognised that the employer ran away."""
    pledged: bool | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its text (中文, English), whether it is met (None: unknown), its source, what was seen."""

    key: str
    text: tuple[str, str]
    met: bool | None
    source: str
    seen: str = ""
    required: bool = True


def elements(kind: Kind, about: Situation) -> tuple[Element, ...]:
    """The elements of a kind as they stand."""
    match kind:
        case Kind.POLICE:
            return (*_amount(about), *_disobeyed(about), _evasion(about))
        case Kind.BLACKLIST:
            return (_grave(about), *_disobeyed(about), _pledge(about))
        case Kind.COURT:
            return tuple(_decision(about))
        case Kind.ARBITRATION | Kind.LEGAL_AID:
            return (_claim(kind, about),)
        case Kind.WAGE_FUND:
            return (_claim(kind, about), _flight(about))
        case Kind.SECTOR_AUTHORITY:
            return (_standing(about),)


def missing_elements(kind: Kind, about: Situation) -> tuple[Element, ...]:
    """The required elements that are not met or not known; empty where it may be handed on."""
    return tuple(one for one in elements(kind, about) if one.required and one.met is not True)


def _amount(about: Situation) -> Iterator[Element]:
    reached = _either(about.one_worker_reaches, about.ten_workers_reach)
    seen = "" if about.owed_fen is None else f"{about.owed_fen // 100:,} CNY · {about.workers or 0}"
    yield Element(
        "amount",
        (
            "数额较大:一人三个月以上且达到本省数额,或十人以上累计达到本省数额",
            "the amount: one worker three months and the province's figure, or ten and more together",
        ),
        reached,
        "法释〔2013〕3号第三条",
        seen,
    )


def _disobeyed(about: Situation) -> Iterator[Element]:
    yield Element(
        "ordered",
        ("已责令支付(限期整改指令书、行政处理决定书)", "payment was ordered in writing"),
        about.order_no is not None,
        "法释〔2013〕3号第四条",
        about.order_no or "",
    )
    due = about.order_due_on
    yield Element(
        "expired",
        ("责令的期限已满", "the time set has passed"),
        _passed(due, about.today),
        "法释〔2013〕3号第四条",
        "" if due is None else due.isoformat(),
    )
    yield Element(
        "unpaid",
        ("期满仍未支付(预警仍成立)", "still not paid: the finding stands"),
        about.stands,
        "法释〔2013〕3号第四条",
    )


def _flight(about: Situation) -> Element:
    return Element(
        FLIGHT,
        ("用人单位经营者逃匿(由监察员核查认定)", "the employer ran away: for the inspectors to recognise"),
        about.fled,
        "《保障农民工工资支付条例》第六十三条",
        required=False,
    )


def _evasion(about: Situation) -> Element:
    return Element(
        EVASION,
        (
            "转移财产、逃匿,或者隐匿、销毁账册、考勤与工资记录(由办案人员核实)",
            "assets moved, runaway, or books destroyed: for the officer to check",
        ),
        about.fled,
        "法释〔2013〕3号第二条",
        required=False,
    )


def _grave(about: Situation) -> Element:
    return Element(
        "grave",
        (
            "数额达到拒不支付劳动报酬罪的标准,或因拖欠引发群体性事件、极端事件造成严重不良影响",
            "the amount of the crime of refusing to pay, or a group incident with grave effect",
        ),
        _either(_either(about.one_worker_reaches, about.ten_workers_reach), about.is_group_incident),
        "人社部令第45号第五条",
    )


def _pledge(about: Situation) -> Element:
    return Element(
        "not_pledged",
        ("未改正或未作出守信承诺", "not corrected, or no pledge"),
        None if about.pledged is None else not about.pledged,
        "人社部令第45号(未核实)",
        required=False,
    )


def _decision(about: Situation) -> Iterator[Element]:
    due = about.decision_due_on
    yield Element(
        "decided",
        ("已作出行政处理决定", "a handling decision was made"),
        about.decision_no is not None,
        "《保障农民工工资支付条例》第四十二条",
        about.decision_no or "",
    )
    yield Element(
        "expired",
        ("决定的履行期限已满", "the time to obey it has passed"),
        _passed(due, about.today),
        "《保障农民工工资支付条例》第四十二条",
        "" if due is None else due.isoformat(),
    )
    yield Element(
        "unpaid",
        ("仍未履行(预警仍成立)", "not obeyed: the finding stands"),
        about.stands,
        "《保障农民工工资支付条例》第四十二条",
    )


def _claim(kind: Kind, about: Situation) -> Element:
    text, source = _CLAIMS.get(kind, _CLAIMS[Kind.ARBITRATION])
    return Element("wage_claim", text, about.wage_claim, source)


def _standing(about: Situation) -> Element:
    return Element(
        "stands",
        ("预警仍成立", "the finding stands"),
        about.stands,
        "《保障农民工工资支付条例》第四十三条",
        required=False,
    )


def _passed(due: date | None, today: date) -> bool | None:
    return None if due is None else today > due


def _either(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 (three-valued or)
    if one or other:
        return True
    return None if one is None and other is None else False
