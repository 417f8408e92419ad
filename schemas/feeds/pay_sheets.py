"""The table of what a site owes its workers for a month."""

from typing import Final

from schemas.feeds.column import Column, Kind
from schemas.feeds.columns import EMPLOYER, MONTH, PROJECT, WORKER
from schemas.feeds.feed import Feed

PAY_SHEETS: Final = Feed(
    "pay_sheets",
    "工资表",
    "pay sheets",
    {"": "project.pay_sheet_submitted"},
    (
        PROJECT,
        Column(
            "sheet_id",
            "工资表编号",
            "sheet id",
            Kind.ID,
            "GZB-202603-01",
            required=True,
            headings=("工资表号", "表号", "工资单编号"),
            about_zh="一个单位一个月一张表一个编号;同一编号再次发送即整表替换",
            about_en="one for each employer and month; the same one again replaces the whole sheet",
        ),
        MONTH,
        EMPLOYER,
        Column(
            "submitted_on",
            "编制日期",
            "submitted on",
            Kind.DAY,
            "2026-04-03",
            required=True,
            headings=("提交日期", "报送日期", "制表日期", "填报日期"),
            about_zh="工资表提交的日期",
            about_en="the day on which the sheet was handed in",
        ),
        WORKER,
        Column(
            "days_worked",
            "出勤天数",
            "days worked",
            Kind.NUMBER,
            "22",
            required=True,
            headings=("出勤工日", "工日", "考勤天数", "出勤", "天数"),
            about_zh="可以有小数,如 21.5",
            about_en="may have a fraction, as 21.5",
        ),
        Column(
            "due_fen",
            "应发工资(元)",
            "wages due (yuan)",
            Kind.MONEY,
            "6,600.00",
            required=True,
            headings=("应发工资", "应发金额", "应发合计", "应付工资"),
            about_zh="应发工资,最多两位小数",
            about_en="at most two decimals",
        ),
        Column(
            "signed",
            "工人签字",
            "signed",
            Kind.FLAG,
            "是",
            required=True,
            headings=("是否签字", "签字确认", "本人签字", "签名"),
            about_zh="工人是否签字确认:是或否",
            about_en="whether the worker signed: yes or no",
        ),
    ),
    keys=("sheet_id",),
    on=("submitted_on",),
    group=("project_id", "sheet_id"),
    same=("pay_month", "employer_uscc", "submitted_on"),
    whole=True,
)
