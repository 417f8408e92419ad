"""The words for the codes that events and findings carry: Chinese first, English second."""

from typing import Final

from streams.wording import chosen

WORDS: Final[dict[str, tuple[str, str]]] = {
    "not_completed": ("项目尚未竣工", "the project was not completed"),
    "not_noticed": ("公示未满30日", "no notice had stood for 30 days"),
    "arrears": ("尚有欠薪", "wages were still owed"),
    "seal": ("查封", "sealed"),
    "freeze": ("冻结", "frozen"),
    "deduct": ("划拨", "debited"),
    "cash": ("取现", "in cash"),
    "transfer": ("转账", "by transfer"),
    "other": ("其他", "for something else"),
    "authority_prompted_at": ("向执行机关提示账户性质", "tell the authority what the account is"),
    "supervisor_informed_at": ("告知主管部门", "inform the supervising department"),
    "owner_unit": ("建设单位", "project owner"),
    "general_contractor": ("施工总承包单位", "general contractor"),
    "project_office": ("项目部", "project office"),
    "subcontractors": ("分包单位", "subcontractors"),
    "sector_authority": ("行业主管部门", "sector authority"),
    "wage_officer": ("劳资专管员", "wage officer"),
    "local_minimum_wage_fen": ("当地最低工资标准", "local minimum wage"),
    "pay_day": ("工资支付日期", "pay day"),
    "sector_complaint_phone": ("行业主管部门投诉举报电话", "sector authority's complaint phone"),
    "inspection_complaint_phone": ("劳动保障监察投诉举报电话", "labour inspection's complaint phone"),
    "arbitration_channel": ("劳动争议调解仲裁申请渠道", "arbitration channel"),
    "legal_aid_channel": ("法律援助申请渠道", "legal aid channel"),
    "public_legal_hotline": ("公共法律服务热线", "public legal hotline"),
    "housing": ("房屋建筑", "housing"),
    "municipal": ("市政", "municipal works"),
    "water": ("水利", "water"),
    "power": ("电力", "power"),
    "government": ("政府投资", "government"),
    "soe": ("国有企业", "state-owned enterprise"),
    "private": ("社会投资", "private"),
    "automatic": ("系统自动", "automatic"),
    "manual": ("人工", "manual"),
    "red": ("红", "red"),
    "orange": ("橙", "orange"),
    "yellow": ("黄", "yellow"),
    "cured": ("已整改", "cured"),
    "unfounded": ("不成立", "unfounded"),
    "referred": ("已移送", "referred"),
    "wage": ("受保护资金", "protected funds"),
    "excess": ("超额资金", "excess funds"),
}
"""By code. A code with two meanings has the one of its findings; fields with their own words stand in `FIELD_WORDS`."""

FIELD_WORDS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "sector": {"transport": ("交通", "transport"), "other": ("其他行业", "other sector")},
}

FACTS: Final[dict[str, tuple[str, str]]] = {
    "closed_on": ("销户日", "closed on"),
    "against": ("当时情况", "stood against it"),
    "account_id": ("账户", "account"),
    "action": ("措施", "measure"),
    "authority": ("机关", "authority"),
    "document_no": ("文书编号", "document"),
    "amount_fen": ("金额(元)", "amount (¥)"),
    "purpose": ("用途", "purpose"),
    "expected_fen": ("每期应拨(元)", "due per cycle (¥)"),
    "cycle": ("拨付周期:实拨(元)", "transfer cycle: credited (¥)"),
    "missing": ("缺少", "missing"),
    "due_on": ("最后期限", "due on"),
    "due_fen": ("应付(元)", "due (¥)"),
    "balance_fen": ("专户余额(元)", "balance (¥)"),
    "contract_signed_on": ("合同签订日", "contract signed on"),
    "owed_fen": ("拖欠合计(元)", "owed in all (¥)"),
    "workers": ("人数", "workers"),
    "ten_workers": ("十人以上达到数额", "ten and more reach it"),
    "months": ("月份", "months"),
    "group_threshold": ("群体人数标准", "group threshold"),
    "silent_days": ("无考勤天数", "days without anybody"),
    "valid_until": ("有效期至", "valid until"),
    "lodged_fen": ("已存(元)", "lodged (¥)"),
    "required_fen": ("应存(元)", "required (¥)"),
    "complete_until": ("数据已报至", "delivered up to"),
    "received_on": ("收到日", "received on"),
    "claimants": ("涉及人数", "claimants"),
    "stale": ("过时内容", "out of date"),
    "started_on": ("开工日", "started on"),
    "minimum_wage_fen": ("最低工资(元)", "minimum wage (¥)"),
    "cap_fen": ("上限(元)", "cap (¥)"),
    "exited_on": ("退场日", "left on"),
    "pay_month": ("工资月份", "pay month"),
    "underpaid": ("少发人数", "underpaid"),
    "attended": ("出勤人数", "attended"),
    "unpaid": ("分文未得人数", "unpaid"),
    "due": ("期限", "due"),
    "from": ("原", "from"),
    "to": ("改为", "to"),
    "level": ("级别", "level"),
    "until": ("至", "until"),
    "ground": ("法律依据", "legal ground"),
    "outcome": ("结果", "outcome"),
    "proposed_by": ("提出人", "proposed by"),
    "parent": ("上级预警", "parent alert"),
    "sha256": ("SHA-256", "SHA-256"),
}
"""What the figures of findings and entries are called."""

BANKS: Final[dict[str, tuple[str, str]]] = {
    "102": ("工商银行", "ICBC"),
    "103": ("农业银行", "ABC"),
    "104": ("中国银行", "Bank of China"),
    "105": ("建设银行", "CCB"),
    "301": ("交通银行", "BOCOM"),
    "313": ("城市商业银行", "city commercial bank"),
    "314": ("农村商业银行", "rural commercial bank"),
    "402": ("农村信用社", "rural credit cooperative"),
    "403": ("邮政储蓄银行", "Postal Savings Bank"),
}
"""By the first three digits of the CNAPS code, GB/T bank categories."""


def word(code: str, lang: str, field: str = "") -> str:
    """What a code means, the code itself where nothing is known of it."""
    words = FIELD_WORDS.get(field, {}).get(code) or WORDS.get(code)
    return code if words is None else chosen(*words, lang)


def bank_name(code: str, lang: str) -> str:
    """A bank by its code, with the code."""
    name = BANKS.get(code)
    return (
        chosen(f"银行{code}", f"bank {code}", lang)
        if name is None
        else chosen(f"{name[0]}({code})", f"{name[1]} ({code})", lang)
    )


def fact_name(name: str, lang: str) -> str:
    """What a figure is called, its own name where there is no word for it."""
    words = FACTS.get(name)
    return name if words is None else chosen(*words, lang)
