"""The tables of the registries: projects, what happens to them, subcontractors, notice boards, leads."""

from typing import Final

from schemas.feeds.column import Column, Kind
from schemas.feeds.columns import PROJECT
from schemas.feeds.feed import Feed, word

_USCC_ABOUT: Final = ("18位统一社会信用代码,大写", "18 characters, upper case")


def _required(  # noqa: PLR0913 (a line of a table)
    field: str, zh: str, en: str, kind: Kind, example: str, *headings: str, about: tuple[str, str] = ("", "")
) -> Column:
    return Column(field, zh, en, kind, example, required=True, headings=headings, about_zh=about[0], about_en=about[1])


def _optional(field: str, zh: str, en: str, kind: Kind, example: str, *headings: str) -> Column:
    return Column(field, zh, en, kind, example, headings=headings)


PROJECTS: Final = Feed(
    "projects",
    "项目登记",
    "projects",
    {"": "project.registered"},
    (
        PROJECT,
        _required("name", "项目名称", "project name", Kind.TEXT, "云山县第一小学", "工程名称", "工程项目名称"),
        _required("region_code", "行政区划代码", "region code", Kind.ID, "520103", "行政区划", "区划代码", "所属区划"),
        Column(
            "sector",
            "工程类别",
            "sector",
            Kind.WORD,
            "房屋建筑",
            required=True,
            headings=("项目类别", "行业", "工程类型"),
            words=(
                word("housing", "房屋建筑", "房建", "住建", "01"),
                word("municipal", "市政", "市政工程", "02"),
                word("transport", "交通", "公路", "铁路", "交通工程"),
                word("water", "水利", "水利水电", "水利工程"),
                word("power", "电力", "电力工程", "能源"),
                word("other", "其他", "其它"),
            ),
        ),
        Column(
            "funding",
            "资金来源",
            "funding",
            Kind.WORD,
            "政府投资",
            required=True,
            headings=("投资性质", "投资类型"),
            words=(
                word("government", "政府投资", "政府", "财政资金"),
                word("soe", "国有企业", "国企投资", "国企", "国有"),
                word("private", "社会投资", "民营", "民间投资", "私营", "企业投资"),
            ),
        ),
        _required(
            "owner_uscc",
            "建设单位统一社会信用代码",
            "owner uscc",
            Kind.ID,
            "11330100002489137M",
            "建设单位代码",
            about=_USCC_ABOUT,
        ),
        _required("owner_name", "建设单位", "owner", Kind.TEXT, "云山县教育局", "建设单位名称", "业主"),
        _required(
            "general_contractor_uscc",
            "总承包单位统一社会信用代码",
            "general contractor uscc",
            Kind.ID,
            "91330106MA2KJ5NB08",
            "总包单位代码",
            "施工总承包单位代码",
            "总承包单位代码",
            about=_USCC_ABOUT,
        ),
        _required(
            "general_contractor_name",
            "施工总承包单位",
            "general contractor",
            Kind.TEXT,
            "某建设公司",
            "总承包单位",
            "总包单位",
            "施工总承包单位名称",
        ),
        _required(
            "contract_amount_fen",
            "合同价(元)",
            "contract amount (yuan)",
            Kind.MONEY,
            "100,000,000.00",
            "合同金额",
            "合同价",
            "施工合同价",
            about=("也可用列名 合同价(万元)", "the heading may say 万元"),
        ),
        _required("contract_signed_on", "合同签订日期", "contract signed on", Kind.DAY, "2026-01-05", "签订日期"),
        _optional("permit_issued_on", "施工许可日期", "permit issued on", Kind.DAY, "2026-01-20", "许可证发证日期"),
        _optional("planned_start_on", "计划开工日期", "planned start", Kind.DAY, "2026-02-01"),
        _optional("planned_finish_on", "计划竣工日期", "planned finish", Kind.DAY, "2028-02-01"),
        _required(
            "pay_day",
            "工资支付日",
            "pay day",
            Kind.COUNT,
            "10",
            "发薪日",
            "支付日",
            about=("每月几号,1至31", "1 to 31"),
        ),
        Column(
            "pay_day_in",
            "支付月份",
            "pay day in",
            Kind.WORD,
            "次月",
            words=(word("next_month", "次月", "下月"), word("same_month", "当月", "本月")),
            about_zh="不填即次月",
            about_en="empty: the next month",
        ),
        _optional(
            "labor_cost_cycle_months", "人工费拨付周期(月)", "labor cost cycle", Kind.COUNT, "1", "人工费拨付周期"
        ),
        _optional(
            "labor_cost_per_cycle_fen",
            "每周期人工费(元)",
            "labor cost per cycle (yuan)",
            Kind.MONEY,
            "1,200,000.00",
            "每期人工费",
            "每周期人工费",
        ),
        _optional("wage_officer.name", "劳资专管员", "wage officer", Kind.TEXT, "刘伟", "劳资专管员姓名"),
        _optional("wage_officer.phone", "劳资专管员电话", "wage officer phone", Kind.TEXT, "0851-1234567"),
        _optional("sector_authority", "行业主管部门", "sector authority", Kind.TEXT, "云山县住房和城乡建设局"),
        _required(
            "on",
            "登记日期",
            "registered on",
            Kind.DAY,
            "2026-01-06",
            "日期",
            about=("项目登记的日期", "of the registration"),
        ),
    ),
    keys=("project_id",),
    on=("on",),
)

MILESTONES: Final = Feed(
    "milestones",
    "项目进展",
    "milestones",
    {
        "started": "project.started",
        "suspended": "project.suspended",
        "resumed": "project.resumed",
        "completed": "project.completed",
        "closing_notice": "project.closing_notice_published",
        "entered": "project.subcontractor_entered",
        "left": "project.subcontractor_left",
    },
    (
        PROJECT,
        Column(
            "event",
            "项目事项",
            "milestone",
            Kind.WORD,
            "开工",
            required=True,
            headings=("事项", "进展"),
            words=(
                word("started", "开工"),
                word("suspended", "停工"),
                word("resumed", "复工"),
                word("completed", "完工", "竣工"),
                word("closing_notice", "销户公示", "专户撤销公示"),
                word("entered", "分包进场", "分包单位进场"),
                word("left", "分包退场", "分包单位退场"),
            ),
        ),
        _required("on", "日期", "on", Kind.DAY, "2026-02-01", "发生日期", "date"),
        Column(
            "uscc",
            "分包单位统一社会信用代码",
            "subcontractor uscc",
            Kind.ID,
            "",
            headings=("分包单位代码",),
            about_zh="分包进场、退场时必填",
            about_en="required for a subcontractor",
        ),
        Column(
            "name",
            "分包单位",
            "subcontractor",
            Kind.TEXT,
            "",
            headings=("分包单位名称",),
            about_zh="分包进场时必填",
            about_en="required for a subcontractor who enters",
        ),
    ),
    keys=("project_id", "event", "uscc"),
    on=("on",),
)

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
        _required("board_id", "告示牌编号", "board id", Kind.ID, "GSP-1", "公示牌编号"),
        _required("on", "日期", "on", Kind.DAY, "2026-02-01", "设立日期", "核查日期", "date"),
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
        _optional("longitude", "经度", "longitude", Kind.NUMBER, "", "lng"),
        _optional("latitude", "纬度", "latitude", Kind.NUMBER, "", "lat"),
    ),
    keys=("board_id", "event"),
    on=("on",),
)

LEADS: Final = Feed(
    "leads",
    "欠薪线索",
    "leads",
    {"received": "lead.received", "closed": "lead.closed"},
    (
        Column(
            "event",
            "线索事项",
            "lead event",
            Kind.WORD,
            "收到",
            required=True,
            words=(word("received", "收到", "受理", "接收"), word("closed", "办结", "结案")),
        ),
        _required("lead_id", "线索编号", "lead id", Kind.ID, "XS-0001", "工单号", "线索号"),
        _required("on", "日期", "on", Kind.DAY, "2026-04-20", "收到日期", "登记日期", "办结日期", "date"),
        Column("project_id", PROJECT.zh, PROJECT.en, Kind.ID, PROJECT.example, headings=PROJECT.headings),
        Column(
            "channel",
            "来源渠道",
            "channel",
            Kind.WORD,
            "热线",
            headings=("渠道", "线索来源"),
            words=(
                word("national_platform", "全国平台", "根治欠薪线索反映平台", "全国根治欠薪线索反映平台"),
                word("hotline", "热线", "12333", "12345", "电话"),
                word("window", "窗口", "来访"),
                word("petition", "信访"),
                word("app", "小程序", "手机端"),
            ),
            about_zh="收到时必填",
            about_en="required when received",
        ),
        _optional("employer_uscc", "用人单位统一社会信用代码", "employer uscc", Kind.ID, "", "被投诉单位代码"),
        _optional("claimants", "涉及人数", "claimants", Kind.COUNT, "3", "人数"),
        _optional("amount_fen", "涉及金额(元)", "amount (yuan)", Kind.MONEY, "45,000.00", "欠薪金额", "金额"),
        _optional("outcome", "办理结果", "outcome", Kind.TEXT, "", "结果"),
    ),
    keys=("lead_id", "event"),
    on=("on",),
    project_wide=False,
)

FEEDS: Final = (PROJECTS, MILESTONES, BOARDS, LEADS)
"""The tables of the registries."""
