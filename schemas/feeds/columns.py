"""The columns that several tables have: project, account, batch and its lines, worker, month, bank, employer."""

from typing import Final

from schemas.feeds.column import Column, Kind

PROJECT: Final = Column(
    "project_id",
    "项目编号",
    "project id",
    Kind.ID,
    "GZ-2026-001",
    required=True,
    headings=("项目编码", "项目代码", "工程编号", "工程项目编号", "project code", "subject"),
    about_zh="登记项目时的编号",
    about_en="the id under which the project was registered",
)
ACCOUNT: Final = Column(
    "account_id",
    "账户编号",
    "account id",
    Kind.ID,
    "ZH-0001",
    required=True,
    headings=("账号", "账户号", "专户账号", "专用账户编号", "帐号", "account no", "account number"),
    about_zh="银行与系统约定的账户编号;不要填未经约定的完整账号",
    about_en="the account's agreed id",
)
BATCH: Final = Column(
    "batch_id",
    "批次号",
    "batch id",
    Kind.ID,
    "DF-202604-01",
    required=True,
    headings=("代发批次号", "批次编号", "批号", "batch no", "batch number"),
    about_zh="代发工资的批次",
    about_en="the batch of payments",
)
LINE: Final = Column(
    "line_id",
    "序号",
    "line id",
    Kind.ID,
    "1",
    required=True,
    headings=("行号", "明细号", "批内序号", "明细序号", "line no", "line number"),
    about_zh="批次内唯一的明细号",
    about_en="unique within the batch",
)
WORKER: Final = Column(
    "worker_id",
    "工人代号",
    "worker id",
    Kind.ID,
    "wk-7f3a91",
    required=True,
    headings=("工人编号", "人员代号", "人员编号", "民工编号", "worker token", "worker"),
    about_zh="不透明的代号,不得填写身份证号码",
    about_en="an opaque token, never the identity-card number",
)
MONTH: Final = Column(
    "pay_month",
    "工资月份",
    "pay month",
    Kind.MONTH,
    "2026-03",
    required=True,
    headings=("工资所属月份", "所属月份", "工资所属期", "发放月份", "month"),
    about_zh="工资所属的月份",
    about_en="the month for which the wages are",
)
BANK: Final = Column(
    "bank_code",
    "银行代码",
    "bank code",
    Kind.ID,
    "102",
    required=True,
    headings=("行别代码", "银行行别", "bank"),
    about_zh="银行行号(CNAPS)的前三位",
    about_en="the first three digits of the CNAPS code",
)
ON: Final = Column(
    "on",
    "日期",
    "on",
    Kind.DAY,
    "2026-03-02",
    required=True,
    headings=("发生日期", "办理日期", "date"),
    about_zh="事项发生的日期",
    about_en="the day on which it happened",
)

EMPLOYER: Final = Column(
    "employer_uscc",
    "用人单位统一社会信用代码",
    "employer uscc",
    Kind.ID,
    "91330106MA2KJ5NB08",
    required=True,
    headings=("统一社会信用代码", "用工单位代码", "企业统一社会信用代码", "单位代码", "用人单位代码", "uscc"),
    about_zh="18位,大写",
    about_en="18 characters, upper case",
)
