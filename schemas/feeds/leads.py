"""The registries' table of leads: received and closed."""

from typing import Final

from schemas.feeds.column import Column, Kind, optional, required
from schemas.feeds.columns import PROJECT
from schemas.feeds.feed import Feed, word

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
        required("lead_id", "线索编号", "lead id", Kind.ID, "XS-0001", "工单号", "线索号"),
        required("on", "日期", "on", Kind.DAY, "2026-04-20", "收到日期", "登记日期", "办结日期", "date"),
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
        optional("employer_uscc", "用人单位统一社会信用代码", "employer uscc", Kind.ID, "", "被投诉单位代码"),
        optional("claimants", "涉及人数", "claimants", Kind.COUNT, "3", "人数"),
        optional("amount_fen", "涉及金额(元)", "amount (yuan)", Kind.MONEY, "45,000.00", "欠薪金额", "金额"),
        optional("outcome", "办理结果", "outcome", Kind.TEXT, "", "结果"),
    ),
    keys=("lead_id", "event"),
    on=("on",),
    project_wide=False,
)
