"""The board as a sheet to print: A3 or A2, with the QR code of its public page."""

import io
from datetime import date
from typing import Any, Final

import segno

from portal.boards.content import Content, Item
from portal.documents import document
from streams.vocabulary import word
from streams.wording import ZH

PAPERS: Final = ("a3", "a2")
RIGHTS: Final = (
    "工资按月足额发放，以货币形式直接付到您本人的银行卡，不得用实物或有价证券替代。",
    "工资卡由您本人保管，任何单位和个人不得扣押。",
    "工资不得低于当地最低工资标准，每次发放应给您工资清单。",
    "进场前应签订劳动合同或用工书面协议并实名登记，请每天打卡。",
    "被拖欠工资，可以随时投诉举报；申请劳动仲裁不收费。",
    "请求支付劳动报酬申请法律援助，不审查经济困难状况。",
)
"""Sources, in order:
保障农民工工资支付条例 11、31条； 31条； 劳动法 48条与条例 15条； 条例 28条； 劳动争议调解仲裁法 53条；
法律援助法 42条."""
_PARTIES: Final = (
    "owner_unit", "general_contractor", "project_office", "subcontractors", "sector_authority", "wage_officer",
)  # fmt: skip
_WAGES: Final = ("local_minimum_wage_fen", "pay_day")
_LONGEST: Final = 10


def sheet(content: Content, *, paper: str, address: str, office: str, dated: date) -> bytes:
    """The board as PDF. What nobody said is left blank, to be filled in by hand.

    Args:
        content: What it says.
        paper: `a3` or `a2`.
        address: Of the public page.
        office: Who issues it.
        dated: The day on which it says so.
    """
    by_key = {item.key: item for item in content.items}
    data: dict[str, Any] = {
        "paper": paper,
        "title": "农民工维权信息告示牌",
        "project": content.name,
        "subtitle": f"项目编号 {content.project}",
        "parties": [_row(by_key[key]) for key in _PARTIES if key in by_key],
        "wages": [_row(by_key[key]) for key in _WAGES],
        "phones": [_row(item) for item in content.items if item.key not in (*_PARTIES, *_WAGES)],
        "rights": RIGHTS,
        "qr": qr(address),
        "address": address,
        "basis": "依据《保障农民工工资支付条例》第三十四条设立，应设在施工现场醒目位置。内容变化时请更换。",
        "number": f"{content.project} {office}",
        "office": office,
    }
    return document("notice-board", data, dated=dated)


def qr(address: str) -> str:
    """The QR code of an address as SVG; a tenth of it may be covered or torn."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", scale=10, border=2, xmldecl=False)
    return out.getvalue().decode()


def _row(item: Item) -> dict[str, Any]:
    lines = (item.text or "").split("\n")
    return {"label": word(item.key, ZH), "lines": _shortened(lines), "missing": item.is_missing}


def _shortened(lines: list[str]) -> list[str]:
    return lines[:_LONGEST]
