"""The letters of a recovery, each the data of `fund-form.typ`: to the party that is to pay, or to whom it is handed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fund.case import Claim, FundCase, Pressed, Pressure
from fund.explanation import yuan
from infra.db.fund.funds import Fund

TITLES: Final = {
    Pressure.DUNNED: "欠薪应急周转金还款催收函",
    Pressure.BLACKLIST: "拖欠农民工工资失信联合惩戒移送函",
    Pressure.COURT: "欠薪应急周转金追偿司法移送函",
}
_TO: Final = {
    Pressure.BLACKLIST: "拖欠农民工工资失信联合惩戒对象名单管理机关",
    Pressure.COURT: "有管辖权的人民法院",
}
_LAW: Final = {
    Pressure.DUNNED: "《保障农民工工资支付条例》第六十三条",
    Pressure.BLACKLIST: "《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》(人社部令第45号)第五条",
    Pressure.COURT: "《保障农民工工资支付条例》第六十三条、《中华人民共和国民事诉讼法》",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a case; `name` is its claim and its number there, `nth` the how manieth of its kind it is."""

    name: str
    claim: Claim
    pressed: Pressed
    nth: int


def letters(case: FundCase) -> Iterator[Letter]:
    """The letters of a case by claim, in their order."""
    for at, claim in enumerate(case.claims, start=1):
        for number, pressed in enumerate(claim.pressed, start=1):
            nth = sum(one.pressure is pressed.pressure for one in claim.pressed[:number])
            yield Letter(f"{at}-{number}", claim, pressed, nth)


def letter(case: FundCase, it: Letter, office: str, fund: Fund) -> dict[str, Any]:
    """The data of a letter."""
    names = {party.id: party.name for party in case.parties}
    party = names.get(it.claim.party, it.claim.party)
    pressure = it.pressed.pressure
    return {
        "title": TITLES[pressure],
        "office": office,
        "number": it.pressed.document_no,
        "addressed_to": _TO.get(pressure, party),
        "paragraphs": list(_paragraphs(case, it, party, fund)),
        "facts": list(_facts(case, it, names, fund)),
        "tables": [],
        "opinions": [],
        "signatures": ["受送达人(签名或盖章):", "送达日期和方式:"],
    }


def _paragraphs(case: FundCase, it: Letter, party: str, fund: Fund) -> Iterator[str]:
    project, owed = case.project_name or case.project, f"人民币{yuan(it.pressed.fen)}元"
    match it.pressed.pressure:
        case Pressure.DUNNED:
            assert it.pressed.until is not None, "a dunning letter names a day"
            until = _day(it.pressed.until)
            yield f"{project}拖欠农民工工资,{fund.name}已依法先行垫付。截至本函之日,尚有{owed}未偿还。"
            yield f"这是第{it.nth}次催收。请你单位于{until}前足额偿还到下列账户,并注明案号。"
            yield "逾期不还的,将依法移送列入失信联合惩戒名单,并向人民法院申请执行或者提起诉讼。"
        case Pressure.BLACKLIST:
            yield f"{party}对{project}被拖欠工资的垫付款负有偿还责任,经{_dunned(it)}次书面催收仍未还清,尚欠{owed}。"
            yield "现将有关情况移送你机关,请依法审查是否列入失信联合惩戒名单,并将结果函告我单位。"
        case _:
            yield f"{party}对{project}被拖欠工资的垫付款负有偿还责任,经{_dunned(it)}次书面催收仍未还清,尚欠{owed}。"
            yield f"现就上述款项依法请求人民法院处理。权利人为{fund.name}。"


def _facts(case: FundCase, it: Letter, names: dict[str, str], fund: Fund) -> Iterator[tuple[str, str]]:
    yield "周转金案号", case.number
    yield "项目", f"{case.project_name or case.project}(项目编号 {case.project})"
    yield "责任单位", f"{names.get(it.claim.party, it.claim.party)}(统一社会信用代码 {it.claim.party})"
    if it.claim.party != it.claim.debtor:
        yield "欠薪用人单位", f"{names.get(it.claim.debtor, it.claim.debtor)}(统一社会信用代码 {it.claim.debtor})"
    yield "责任依据", it.claim.ground
    yield "追偿开始日", _day(it.claim.opened_on)
    yield "尚欠金额", f"人民币{yuan(it.pressed.fen)}元"
    if it.pressed.until is not None:
        yield "还款期限", _day(it.pressed.until)
    yield "收款账户", f"{fund.name} {fund.account_no}"
    yield "法律依据", _LAW[it.pressed.pressure]


def _dunned(it: Letter) -> int:
    return sum(one.pressure is Pressure.DUNNED for one in it.claim.pressed)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
