"""The banks' table of wage bonds."""

from typing import Final

from schemas.feeds.column import Column, Kind
from schemas.feeds.columns import ON, PROJECT
from schemas.feeds.feed import Feed, word

BONDS: Final = Feed(
    "bonds",
    "工资保证金",
    "wage bonds",
    {
        "deposited": "bank.bond_deposited",
        "drawn": "bank.bond_drawn",
        "replenished": "bank.bond_replenished",
        "released": "bank.bond_released",
    },
    (
        Column(
            "event",
            "保证金事项",
            "bond event",
            Kind.WORD,
            "存储",
            required=True,
            words=(
                word("deposited", "存储", "存入", "缴存", "缴纳", "开立"),
                word("drawn", "使用", "动用", "支取"),
                word("replenished", "补足", "补存"),
                word("released", "返还", "退还", "解除"),
            ),
            about_zh="存储、使用、补足或返还",
            about_en="deposited, drawn, replenished or released",
        ),
        PROJECT,
        Column(
            "bond_id",
            "保证金编号",
            "bond id",
            Kind.ID,
            "BZ-0001",
            required=True,
            headings=("保函编号", "保单号", "凭证号"),
            about_zh="存单、保函或保单的编号",
            about_en="number of the deposit, guarantee or policy",
        ),
        ON,
        Column(
            "form",
            "保证金形式",
            "bond form",
            Kind.WORD,
            "银行保函",
            headings=("形式", "缴存方式", "存储形式"),
            words=(
                word("cash", "现金", "货币", "现金存储"),
                word("guarantee", "银行保函", "保函", "担保"),
                word("insurance", "保险", "保单", "工程保险", "保证保险"),
            ),
            about_zh="存储时必填",
            about_en="required for a deposit",
        ),
        Column(
            "amount_fen",
            "金额(元)",
            "amount (yuan)",
            Kind.MONEY,
            "3,000,000.00",
            headings=("保证金金额", "金额"),
            about_zh="返还时可不填",
            about_en="not needed for a release",
        ),
        Column(
            "valid_until",
            "有效期至",
            "valid until",
            Kind.DAY,
            "2028-12-31",
            headings=("到期日", "到期日期"),
            about_zh="保函或保单的到期日",
            about_en="the guarantee's last day",
        ),
        Column(
            "notice_no",
            "使用通知书号",
            "notice no",
            Kind.TEXT,
            "",
            headings=("通知书号", "通知书编号"),
            about_zh="使用时必填",
            about_en="required for a drawing",
        ),
    ),
    keys=("bond_id",),
    on=("on",),
)
