"""Hand-offs against who does not pay: police, court, the sector's authority, the blacklist."""

from typing import Final

from alerts.handoffs.kinds import Document, Kind, KindSpec, Owed, Stage
from alerts.handoffs.papers import (
    ATTENDANCE,
    EVIDENCE,
    LEDGER,
    LETTER,
    ORDER,
    SERVED,
    TRANSFERRED,
    WORKERS,
    running,
)
from schemas.measures import Mark, Unit

POLICE: Final = KindSpec(
    Kind.POLICE,
    ("移送公安", "police"),
    ("公安机关", "the police"),
    (
        "《中华人民共和国刑法》第二百七十六条之一",
        "法释〔2013〕3号第三条、第四条",
        "《保障农民工工资支付条例》第四十一条",
    ),
    (
        "数额达到标准,且经责令支付、期满仍不支付,才构成移送条件;提起公诉前支付的可以减轻或者免除处罚。",
        "Only where the amount is reached and an order to pay was served and not obeyed in time.",
    ),
    {
        Stage.SENT: ("已移送", "transferred"),
        Stage.RECEIVED: ("已接受", "taken over"),
        Stage.DECIDED: ("已决定是否立案", "decided whether to file"),
    },
    (
        LETTER,
        ORDER,
        SERVED,
        WORKERS,
        ATTENDANCE,
        EVIDENCE,
        Document("report", ("涉嫌犯罪案件调查报告", "the investigation report"), Owed.OFFICE),
        Document("unpaid_proof", ("期满未支付的证明(银行流水)", "proof that nothing was paid in time"), Owed.BANK),
        LEDGER,
    ),
    (
        running(
            Stage.RECEIVED,
            Stage.DECIDED,
            "police.decide",
            ("决定是否立案", "decide whether to file"),
            3,
            Unit.CALENDAR_DAYS,
            "《行政执法机关移送涉嫌犯罪案件的规定》第八条(未核实)",
            Mark.PRACTICE,
        ),
    ),
    (
        ("filed", "已立案", "filed"),
        ("not_filed", "不予立案", "not filed"),
        ("paid", "立案前已支付", "paid before filing"),
    ),
)
COURT: Final = KindSpec(
    Kind.COURT,
    ("申请法院强制执行", "court enforcement"),
    ("人民法院", "the people's court"),
    ("《保障农民工工资支付条例》第四十二条",),
    (
        "行政处理决定期满不履行的,申请人民法院强制执行。",
        "A handling decision that was not obeyed in time is enforced by the court.",
    ),
    {Stage.SENT: ("已申请", "applied"), Stage.RECEIVED: ("已受理", "accepted"), Stage.DECIDED: ("已裁定", "ruled")},
    (
        Document("application", ("强制执行申请书", "the application"), Owed.OFFICE),
        Document("decision", ("行政处理决定书", "the handling decision"), Owed.OFFICE),
        SERVED,
        Document("reminder", ("催告书及送达情况", "the reminder and how it was served"), Owed.OFFICE),
        WORKERS,
        EVIDENCE,
    ),
    (
        running(
            Stage.SENT,
            Stage.RECEIVED,
            "court.accept",
            ("受理", "accept"),
            5,
            Unit.CALENDAR_DAYS,
            "《行政强制法》第五十六条(未核实)",
            Mark.PRACTICE,
        ),
        running(
            Stage.RECEIVED,
            Stage.DECIDED,
            "court.rule",
            ("裁定", "rule"),
            7,
            Unit.CALENDAR_DAYS,
            "《行政强制法》第五十七条(未核实)",
            Mark.PRACTICE,
        ),
    ),
    (("enforced", "准予执行", "enforced"), ("refused", "不准予执行", "refused"), ("paid", "已履行", "paid")),
)
SECTOR_AUTHORITY: Final = KindSpec(
    Kind.SECTOR_AUTHORITY,
    ("行业主管部门督办", "sector authority"),
    ("住建、交通、水利等行业主管部门", "the construction authority of the sector"),
    ("《保障农民工工资支付条例》第四十三条、第七条",),
    (
        "违法发包、转包、分包、挂靠或拖欠工程款导致欠薪的,由行业主管部门查处、督办。",
        "Illegal contracting, sub-letting, name-lending or unpaid works money: the sector authority's to pursue.",
    ),
    TRANSFERRED,
    (
        LETTER,
        EVIDENCE,
        WORKERS,
        Document(
            "funding",
            ("工程款与人工费用拨付情况", "how works and labour money were paid"),
            Owed.EMPLOYER,
            essential=False,
        ),
    ),
    (
        running(
            Stage.SENT,
            Stage.DECIDED,
            "sector.reply",
            ("反馈办理情况", "reply"),
            10,
            Unit.WORKING_DAYS,
            "无统一规定;系统默认",
            Mark.DEFAULT,
        ),
    ),
    (
        ("corrected", "已改正", "corrected"),
        ("penalised", "已处罚", "penalised"),
        ("no_breach", "未发现违法", "no breach found"),
    ),
)
BLACKLIST: Final = KindSpec(
    Kind.BLACKLIST,
    ("拟列入失信联合惩戒名单", "blacklist proposal"),
    ("拟列入的单位及其法定代表人", "the unit and its legal representative"),
    ("《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》(人社部令第45号)第五条",),
    (
        "列入前告知事实、理由和申辩权;期满或核实后决定。已改正并作出守信承诺的不列入。列入三年,改正满六个月并承诺的可提前移出。",
        (
            "Told before it is listed; not listed where corrected with a pledge. "
            "Three years; six months after correction it may leave early."
        ),
    ),
    {
        Stage.SENT: ("已告知", "told"),
        Stage.OBJECTED: ("已提出异议", "objected"),
        Stage.RECEIVED: ("异议期满或已核实", "objection heard"),
        Stage.DECIDED: ("已决定", "decided"),
    },
    (
        Document("notice", ("列入失信名单事先告知书", "the notice"), Owed.OFFICE),
        ORDER,
        SERVED,
        WORKERS,
        EVIDENCE,
    ),
    (
        running(
            Stage.SENT,
            Stage.RECEIVED,
            "blacklist.objection",
            ("提出异议", "objection"),
            5,
            Unit.WORKING_DAYS,
            "人社部令第45号(期限未核实)",
            Mark.PRACTICE,
        ),
        running(
            Stage.OBJECTED,
            Stage.RECEIVED,
            "blacklist.check",
            ("核实异议", "check the objection"),
            5,
            Unit.WORKING_DAYS,
            "人社部令第45号(期限未核实)",
            Mark.PRACTICE,
        ),
    ),
    (
        ("listed", "列入三年", "listed for three years"),
        ("not_listed", "不列入(已改正并承诺)", "not listed: corrected, with a pledge"),
        ("upheld", "异议成立", "objection upheld"),
    ),
)
