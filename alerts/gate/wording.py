"""The text that a bank must show the authority: the account's nature, and what the law says of it."""

from typing import Final

NATURES: Final = {
    "wage": ("农民工工资专用账户", "a special account for migrant workers' wages"),
    "bond": ("工资保证金账户", "a wage bond account"),
    "unknown": ("性质待核实的账户", "an account whose nature is not known at the moment"),
}
ARTICLE_33: Final = (
    "《保障农民工工资支付条例》第三十三条:除法律另有规定外,农民工工资专用账户资金和工资保证金不得因支付为本项目提供劳动的"
    "农民工工资之外的原因被查封、冻结或者划拨。"
)
_ENGLISH: Final = (
    "Article 33 of the Regulation on Ensuring Wage Payments to Migrant Workers: unless a law provides otherwise, the "
    "funds of the special wage accounts and the wage bonds may not be sealed, frozen or deducted for any reason but "
    "paying the wages of the migrant workers who provide labour for this project."
)


def prompt(kind: str, project: str) -> tuple[str, str]:
    """What the bank tells the authority, in Chinese and in English (人社部发〔2020〕93号 asks for it)."""
    zh, en = NATURES.get(kind, NATURES["unknown"])
    of_zh, of_en = (f"(项目{project})", f" (project {project})") if project else ("", "")
    told_zh = (
        f"该账户为{zh}{of_zh}。{ARTICLE_33}已同时告知人力资源社会保障行政部门审核,审核期间不得查封、冻结、划拨"
        "(人社部发〔2020〕93号)。"
    )
    told_en = (
        f"This account is {en}{of_en}. {_ENGLISH} The labour inspection has been informed and is reviewing the order; "
        "during the review the funds may not be sealed, frozen or deducted (人社部发〔2020〕93号)."
    )
    return told_zh, told_en
