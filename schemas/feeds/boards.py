"""The registries' table of notice boards: posted, verified, removed."""

from typing import Final

from schemas.feeds.column import Column, Kind, optional, required
from schemas.feeds.columns import PROJECT
from schemas.feeds.feed import Feed, word

_WHEN_POSTED: Final = ("设立时填写;空着即公示内容缺失", "for a posting; empty means missing on the board")


def _item(field: str, zh: str, en: str, kind: Kind, example: str, *headings: str) -> Column:
    about_zh, about_en = _WHEN_POSTED
    return Column(f"items.{field}", zh, en, kind, example, headings=headings, about_zh=about_zh, about_en=about_en)


BOARDS: Final = Feed(
    "boards",
    "维权信息告示牌",
    "notice boards",
    {
        "posted": "project.notice_board_posted",
        "verified": "project.notice_board_verified",
        "removed": "project.notice_board_removed",
    },
    (
        PROJECT,
        Column(
            "event",
            "告示牌事项",
            "board event",
            Kind.WORD,
            "设立",
            required=True,
            words=(
                word("posted", "设立", "张贴", "更新"),
                word("verified", "核查", "检查"),
                word("removed", "拆除", "撤除"),
            ),
        ),
        required("board_id", "告示牌编号", "board id", Kind.ID, "GSP-1", "公示牌编号"),
        required("on", "日期", "on", Kind.DAY, "2026-02-01", "设立日期", "核查日期", "date"),
        _item("owner_unit", "建设单位", "owner unit", Kind.TEXT, "云山县教育局", "建设单位名称"),
        _item(
            "general_contractor",
            "施工总承包单位",
            "general contractor",
            Kind.TEXT,
            "某建设公司",
            "总承包单位",
            "总包单位",
        ),
        _item("project_office", "项目部", "project office", Kind.TEXT, "二号门", "项目部所在地"),
        _item("subcontractors", "分包单位", "subcontractors", Kind.TEXTS, "甲劳务公司;乙劳务公司", "分包单位名称"),
        _item("sector_authority", "行业主管部门", "sector authority", Kind.TEXT, "云山县住房和城乡建设局"),
        _item("wage_officer", "劳资专管员", "wage officer", Kind.TEXT, "刘伟"),
        _item(
            "local_minimum_wage_fen",
            "当地最低工资标准(元)",
            "minimum wage (yuan)",
            Kind.MONEY,
            "1,890.00",
            "最低工资标准",
        ),
        _item("pay_day", "工资支付日", "pay day", Kind.COUNT, "10", "工资支付日期", "发薪日"),
        _item("sector_complaint_phone", "行业主管部门投诉电话", "sector complaint phone", Kind.TEXT, "0851-12319"),
        _item("inspection_complaint_phone", "劳动监察投诉电话", "inspection complaint phone", Kind.TEXT, "0851-12333"),
        _item(
            "arbitration_channel",
            "劳动争议调解仲裁申请渠道",
            "arbitration channel",
            Kind.TEXT,
            "北京路12号",
            "仲裁申请渠道",
        ),
        _item("legal_aid_channel", "法律援助申请渠道", "legal aid channel", Kind.TEXT, "县法律援助中心"),
        _item("public_legal_hotline", "公共法律服务热线", "public legal hotline", Kind.TEXT, "12348"),
        Column(
            "verified_by",
            "核查人",
            "verified by",
            Kind.TEXT,
            "",
            about_zh="核查时必填",
            about_en="required for a check",
        ),
        Column(
            "ok",
            "是否合格",
            "ok",
            Kind.FLAG,
            "",
            headings=("合格",),
            about_zh="核查时必填",
            about_en="required for a check",
        ),
        optional("longitude", "经度", "longitude", Kind.NUMBER, "", "lng"),
        optional("latitude", "纬度", "latitude", Kind.NUMBER, "", "lat"),
    ),
    keys=("board_id", "event"),
    on=("on",),
)
