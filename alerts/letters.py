"""What the complainant is told, in writing: a draft that the officer completes. Letters are in Chinese.

Sources of what it tells: 《保障农民工工资支付条例》第十条 (the result is told);
《劳动争议调解仲裁法》第五十三条 (no fee);
《法律援助法》第四十二条第三项 (no means test).
"""

from datetime import date

from alerts.leads import Ground, Lead, Outcome

GROUNDS = {
    Ground.OUT_OF_SCOPE: "反映事项不属于劳动保障监察职权范围",
    Ground.IN_PROCEEDINGS: "反映事项已经进入劳动仲裁或者诉讼程序",
    Ground.NO_FACTS: "没有明确的被反映单位、地址或者事实,无法核查",
    Ground.TOO_OLD: "违法行为终了之日起超过二年未被发现、举报或者投诉(《劳动保障监察条例》第二十条)",
}
OUTCOMES = {
    Outcome.PAID: "拖欠的工资已经全部支付",
    Outcome.PARTLY_PAID: "拖欠的工资已经支付一部分",
    Outcome.UNFOUNDED: "经核查,反映的欠薪情况不成立",
    Outcome.SUSPECTED_FALSE: "经核查,反映的情况涉嫌虚构事实或者以讨薪为名讨要工程款(条例第五十二条)",
    Outcome.TO_ARBITRATION: "已协助转入劳动仲裁快调速裁程序",
    Outcome.TO_POLICE: "已依法移送公安机关",
    Outcome.TO_AUTHORITY: "已依法移送行业主管部门处理",
    Outcome.WITHDRAWN: "反映人撤回",
    Outcome.REFUSED: "不予受理",
}
_RIGHTS = (
    "您也可以向劳动人事争议仲裁委员会申请仲裁,仲裁不收费;"
    "请求支付劳动报酬申请法律援助的,免予核查经济困难状况,可拨打12348。"
)


def answer_letter(lead: Lead, office: str, today: date) -> str:
    """The draft of the answer to a lead that was handled or refused."""
    body = _refusal(lead) if lead.ground else _result(lead)
    received = _day(lead.received_on)
    return "\n".join(
        (
            f"{'不予受理告知书' if lead.ground else '线索办理结果告知书'}(编号 {lead.id})",
            "",
            "反映人:",
            f"    您于{received}反映的欠薪问题收悉。{body}",
            f"    {_RIGHTS}",
            "",
            f"{office}",
            _day(today),
        )
    )


def _refusal(lead: Lead) -> str:
    assert lead.ground is not None
    return f"经审查,{GROUNDS[lead.ground]},决定不予受理。具体理由:{lead.result}。"


def _result(lead: Lead) -> str:
    outcome = f"{OUTCOMES[lead.outcome]}。" if lead.outcome else ""
    paid = f"已支付金额 {lead.paid_fen // 100:,}.{lead.paid_fen % 100:02d} 元。" if lead.paid_fen else ""
    return f"现将办理结果告知如下:{outcome}{paid}办理情况:{lead.result}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
