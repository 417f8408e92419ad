"""Guizhou (52): what its labour platform's published rules and its minimum wage say."""

from datetime import date

from monitors.policy.table import BEGINNING, Table
from schemas.finding import Level

GUIZHOU = (
    Table(
        "52",
        BEGINNING,
        "贵州省劳动用工大数据综合服务平台预警规则(欠发超过10%、单月超5万元或全年超30万元为红色)",
        {"unpaid_ratio_level": Level.RED, "excessive_level": Level.RED},
    ),
    Table("52", date(2023, 2, 1), "贵州省最低工资标准(一类地区,2023年2月1日起)", {"minimum_wage_fen": 189_000}),
)
