"""Hand-offs that help workers to their wages: arbitration, legal aid, the fund."""

from typing import Final

from alerts.handoffs.kinds import Document, Kind, KindSpec, Owed, Stage
from alerts.handoffs.papers import (
    ATTENDANCE,
    CONTRACT,
    EVIDENCE,
    IDENTITY,
    LEDGER,
    WORKERS,
    running,
)
from schemas.measures import Mark, Unit

ARBITRATION: Final = KindSpec(
    Kind.ARBITRATION,
    ("快调速裁", "arbitration, fast lane"),
    ("劳动人事争议仲裁委员会农民工工资争议速裁庭", "the arbitration commission's fast-track tribunal"),
    ("《劳动争议调解仲裁法》第二十九条、第四十三条、第四十四条、第四十七条、第五十三条", "人社部发〔2023〕8号"),
    (
        "绿色通道:优先受理、容缺受理、要素式办案;不收费;十人以上可推举代表;追索劳动报酬不超过当地月最低工资标准十二个月金额的为终局裁决。",
        "Green channel: priority, missing secondary papers may follow, no fee; ten and more may send representatives.",
    ),
    {
        Stage.SENT: ("已申请", "applied"),
        Stage.RECEIVED: ("已受理", "accepted"),
        Stage.DECIDED: ("已裁决或调解", "award or mediation"),
    },
    (
        Document("application", ("仲裁申请书", "the application"), Owed.WORKER),
        WORKERS,
        ATTENDANCE,
        EVIDENCE,
        CONTRACT,
        IDENTITY,
        LEDGER,
        Document("representatives", ("推举代表书(十人以上)", "who represents the group"), Owed.WORKER, essential=False),
    ),
    (
        running(
            Stage.SENT,
            Stage.RECEIVED,
            "arbitration.accept",
            ("决定受理", "accept"),
            5,
            Unit.WORKING_DAYS,
            "《劳动争议调解仲裁法》第二十九条(五日;按办案规则为工作日,未核实)",
            Mark.PRACTICE,
        ),
        running(
            Stage.RECEIVED,
            Stage.DECIDED,
            "arbitration.fast",
            ("速裁目标", "fast-track target"),
            30,
            Unit.CALENDAR_DAYS,
            "部分地区速裁庭承诺的三十日,非法定",
            Mark.PRACTICE,
        ),
        running(
            Stage.RECEIVED,
            Stage.DECIDED,
            "arbitration.award",
            ("裁决(可延长十五日)", "award (may take 15 days more)"),
            45,
            Unit.CALENDAR_DAYS,
            "《劳动争议调解仲裁法》第四十三条",
            Mark.LAW,
        ),
    ),
    (
        ("award", "裁决支付", "award to pay"),
        ("mediated", "调解结案", "mediated"),
        ("rejected", "驳回", "rejected"),
        ("withdrawn", "撤回", "withdrawn"),
    ),
)
LEGAL_AID: Final = KindSpec(
    Kind.LEGAL_AID,
    ("法律援助", "legal aid"),
    ("法律援助中心", "the legal-aid centre"),
    ("《法律援助法》第四十二条第三项、第四十三条、第四十四条", "《保障农民工工资支付条例》第四十五条"),
    (
        "农民工请求支付劳动报酬,一律免予核查经济困难状况;可向外地法律援助机构异地协作。距仲裁时效或诉讼时效届满不足七日的,可以先行提供。",
        (
            "No means test for a claim of wages; another region's centre may be asked. "
            "Given at once where the limitation ends within seven days."
        ),
    ),
    {
        Stage.SENT: ("已转介", "referred"),
        Stage.RECEIVED: ("已审查同意", "granted"),
        Stage.DECIDED: ("已指派", "lawyer assigned"),
    },
    (
        Document(
            "application", ("法律援助申请表(无需经济状况证明)", "the application, no proof of means"), Owed.WORKER
        ),
        WORKERS,
        ATTENDANCE,
        EVIDENCE,
        IDENTITY,
        CONTRACT,
    ),
    (
        running(
            Stage.SENT,
            Stage.RECEIVED,
            "aid.review",
            ("审查", "review"),
            7,
            Unit.CALENDAR_DAYS,
            "《法律援助法》第四十三条",
            Mark.LAW,
        ),
        running(
            Stage.RECEIVED,
            Stage.DECIDED,
            "aid.assign",
            ("指派", "assign a lawyer"),
            3,
            Unit.CALENDAR_DAYS,
            "《法律援助法》第四十三条",
            Mark.LAW,
        ),
    ),
    (
        ("assigned", "已指派律师", "lawyer assigned"),
        ("refused", "不予援助", "refused"),
        ("withdrawn", "撤回", "withdrawn"),
    ),
)
WAGE_FUND: Final = KindSpec(
    Kind.WAGE_FUND,
    ("欠薪应急周转金", "emergency wage fund"),
    ("应急周转金管理部门", "whoever administers the fund"),
    ("《保障农民工工资支付条例》第六十三条",),
    (
        "先行垫付部分工资或基本生活费,并依法追偿。办理期限与额度由当地办法规定,本系统此处只备齐卷宗。",
        (
            "Advances part of the wages and recovers it. "
            "Steps and amounts are the local rule's; here the dossier is put together."
        ),
    ),
    {Stage.SENT: ("已申请", "applied"), Stage.RECEIVED: ("已受理", "accepted"), Stage.DECIDED: ("已决定", "decided")},
    (
        Document("application", ("垫付申请", "the application"), Owed.WORKER),
        Document(
            "commitment", ("欠薪事实书面确认", "written confirmation of the arrears"), Owed.EMPLOYER, essential=False
        ),
        Document(
            "flight",
            ("监察员关于经营者逃匿的核查记录", "the inspectors' record of the flight"),
            Owed.OFFICE,
            essential=False,
        ),
        WORKERS,
        ATTENDANCE,
        EVIDENCE,
        IDENTITY,
    ),
    (),
    (
        ("advanced", "已垫付", "advanced"),
        ("refused", "不予垫付", "refused"),
        ("paid", "用人单位已支付", "paid by the employer"),
    ),
)
