"""Names as they are painted on a hoarding in Guizhou, all invented, and the codes that belong to them."""

import random
from dataclasses import dataclass

from stdnum.cn import uscc

from streams.county.dice import one_in

COUNTY = "云山县"
REGION = "520103"
"""A real code (Yunyan, Guiyang), so that Guizhou's parameters apply; the county's name is invented."""

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_PLACES = (
    "城关", "龙井", "青溪", "白云坪", "枫香", "马场", "石板", "金竹", "双河口", "大坝", "桐木", "凤凰", "清水塘",
    "长坡", "玉屏", "茶店", "南门", "鹿冲", "松林", "朝阳", "水田", "关口", "云雾", "麦坪",
)  # fmt: skip
_WORKS = {
    "housing": (
        "保障性住房二期",
        "第三中学教学综合楼",
        "人民医院门诊楼",
        "安置房一期",
        "职业学校实训楼",
        "养老服务中心",
        "商住小区二标段",
    ),
    "municipal": ("污水处理厂扩建", "老旧小区改造", "市政道路改造", "公共停车场", "供水管网更新", "农贸市场改造"),
    "transport": ("至县城公路改扩建二标段", "客运站迁建", "大桥新建", "通村公路硬化"),
    "water": ("水库除险加固", "中型灌区改造", "河道综合治理"),
    "power": ("110千伏输变电", "风电场升压站"),
    "other": ("粮食储备库", "工业园区标准厂房", "冷链物流园"),
}
_OWNERS = {
    "government": ("教育局", "卫生健康局", "住房和城乡建设局", "交通运输局", "水务局", "综合行政执法局"),
    "soe": ("城市建设投资有限公司", "水务投资有限公司", "交通建设投资有限公司", "产业园区开发有限公司"),
    "private": ("宏远置业有限公司", "锦绣房地产开发有限公司", "联众物流有限公司", "恒泰实业有限公司"),
}
_AUTHORITIES = {
    "housing": "住房和城乡建设局", "municipal": "住房和城乡建设局", "transport": "交通运输局", "water": "水务局",
    "power": "发展和改革局", "other": "住房和城乡建设局",
}  # fmt: skip
_FIRMS = (
    "黔峰", "筑诚", "苗岭", "乌江源", "梵净", "黔中", "金筑", "云岭", "赤水河", "娄山", "瑞黔", "安顺达", "黔诚",
    "鼎力", "华筑", "恒基", "汇川", "正阳", "蓝天", "新长征", "西江", "兴黔", "众合", "鸿运", "磐石", "百川",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄吴罗周赵杜何龙田潘石韦蒙冉"
_GIVEN = (
    "伟",
    "芳",
    "建国",
    "秀英",
    "志强",
    "丽",
    "军",
    "敏",
    "国华",
    "明",
    "玉兰",
    "海波",
    "小燕",
    "德贵",
    "光荣",
    "兴福",
)


@dataclass(frozen=True, slots=True)
class Company:
    """A firm or an office with its unified social credit code."""

    uscc: str
    name: str


def credit_code(dice: random.Random, kind: str = "91") -> str:
    """A well-formed unified social credit code: organisation code (GB 11714) and check character (GB 32100)."""
    body = "MA6" + "".join(dice.choices(_LETTERS, k=5))
    values = (int(letter, 36) for letter in body)
    rest = 11 - sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True)) % 11
    code = f"{kind}{REGION}{body}{'0123456789X0'[rest]}"
    return code + str(uscc.calc_check_digit(code))


def contractor(dice: random.Random) -> Company:
    """A general contractor."""
    return Company(
        credit_code(dice), f"贵州{dice.choice(_FIRMS)}{dice.choice(('建设工程', '建筑工程', '市政工程'))}有限公司"
    )


def labor_firm(dice: random.Random, taken: set[str]) -> Company:
    """A labour subcontractor whose name is not yet taken on the site."""
    return Company(credit_code(dice), f"贵州{one_in(dice, _FIRMS, taken)}建筑劳务有限公司")


def owner(dice: random.Random, funding: str) -> Company:
    """The unit the works are built for."""
    return Company(credit_code(dice, "11" if funding == "government" else "91"), COUNTY + dice.choice(_OWNERS[funding]))


def works(dice: random.Random, sector: str, taken: set[str]) -> str:
    """A project's name, unlike those taken while names last."""
    names = [f"{COUNTY}{place}{work}工程" for place in _PLACES for work in _WORKS[sector]]
    return one_in(dice, names, taken)


def authority(sector: str) -> str:
    """The sector authority of the county."""
    return COUNTY + _AUTHORITIES[sector]


def person(dice: random.Random) -> str:
    """A person's name."""
    return dice.choice(_SURNAMES) + dice.choice(_GIVEN)


def phone(dice: random.Random) -> str:
    """A telephone number of no one: its prefix is not assigned."""
    return f"0851-0{dice.randrange(10**7):07d}"
