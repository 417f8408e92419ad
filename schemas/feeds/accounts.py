"""The banks' table of accounts: opened, marked, closed."""

from typing import Final

from schemas.feeds.column import Column, Kind
from schemas.feeds.columns import ACCOUNT, BANK, ON, PROJECT
from schemas.feeds.feed import Feed, word

ACCOUNTS: Final = Feed(
    "accounts",
    "专用账户事项",
    "accounts",
    {"opened": "bank.account_opened", "marked": "bank.account_marked", "closed": "bank.account_closed"},
    (
        Column(
            "event",
            "账户事项",
            "account event",
            Kind.WORD,
            "开户",
            required=True,
            words=(
                word("opened", "开户", "开立", "新开"),
                word("marked", "加注标识", "标识", "加标识", "设置标识"),
                word("closed", "销户", "撤销", "注销"),
            ),
            about_zh="开户、加注标识或销户",
            about_en="opened, marked or closed",
        ),
        PROJECT,
        ACCOUNT,
        ON,
        Column(
            "kind",
            "账户性质",
            "account kind",
            Kind.WORD,
            "工资专用账户",
            headings=("账户类型", "账户类别"),
            words=(
                word("wage", "工资专用账户", "农民工工资专用账户", "工资专户", "专户"),
                word("bond", "工资保证金账户", "保证金账户", "农民工工资保证金账户", "保证金"),
            ),
            about_zh="开户时必填",
            about_en="required for an opening",
        ),
        Column(
            "bank_code",
            "银行代码",
            "bank code",
            Kind.ID,
            "102",
            headings=BANK.headings,
            about_zh="开户时必填:银行行号(CNAPS)的前三位",
            about_en="required for an opening: the first three digits of the CNAPS code",
        ),
        Column(
            "name",
            "账户名称",
            "account name",
            Kind.TEXT,
            "某建设公司云山小学项目农民工工资专用账户",
            headings=("户名",),
            about_zh="开户时必填",
            about_en="required for an opening",
        ),
        Column(
            "protection_mark",
            "已加标识",
            "protection mark",
            Kind.FLAG,
            "是",
            headings=("特殊标识", "是否加注标识"),
            about_zh="开户时必填:银行系统是否已加注两类账户标识",
            about_en="required for an opening: whether the bank's systems carry the mark",
        ),
        Column(
            "tripartite_agreement_no",
            "三方协议编号",
            "tripartite agreement no",
            Kind.TEXT,
            "XY-2026-08",
            headings=("三方协议号", "资金管理三方协议编号"),
            about_zh="资金管理三方协议的编号",
            about_en="of the agreement on the account's funds",
        ),
    ),
    keys=("account_id",),
    on=("on",),
)
