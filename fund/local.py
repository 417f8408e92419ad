"""What is shipped: defaults for everyone, and the local documents on emergency wage funds that were read.

Where a document's excerpt breaks off, it sets nothing and the default stands, which says that it is one. What is
assumed of a document (its first day, where only the year was read; whom a sentence means) its source says: 【假定】.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from fund.case import Trigger
from fund.document import BEGINNING, EVERYONE, Document
from fund.parameters import Value
from schemas.measures import Mark


def _default(source: str, mark: Mark = Mark.DEFAULT, **values: Value) -> Document:
    return Document(EVERYONE, BEGINNING, source, mark, values)


def _local(prefix: str, since: date, source: str, mark: Mark = Mark.LAW, **values: Value) -> Document:
    return Document(prefix, since, source, mark, values)


NATIONAL: Final = (
    _default(
        "默认值,无全国统一规定;参照郑州2020年、锦政办发〔2018〕46号(20%、一个月最低工资)",
        Mark.PRACTICE,
        share_cap=Decimal("0.20"),
        minimum_wage_months=1,
    ),
    _default(
        "默认值,无全国统一规定:未定标准前不能以基本生活费申请",
        living_cost_fen=None,
        living_cost_months=1,
        travel_cost_fen=0,
    ),
    _default("默认值:向下取整到元", rounding_fen=100),
    _default(
        "《保障农民工工资支付条例》第六十三条(暂时无力支付、逃匿);不可抗力、政府批准为地方惯例",
        Mark.PRACTICE,
        triggers=tuple(trigger.value for trigger in Trigger),
        covers_construction=True,
        covers_other_sectors=True,
        needs_group_risk=False,
        needs_hardship=True,
        needs_agreement=False,
    ),
    _default("默认值,无全国统一规定", city_floor_fen=0, county_floor_fen=0),
    _default(
        "默认值:各地多为每环节三至五个工作日,未逐条核实",
        Mark.PRACTICE,
        draft_wd=5,
        check_wd=5,
        sector_wd=3,
        finance_wd=3,
        approval_wd=5,
        prepare_wd=1,
        release_wd=1,
        bank_wd=3,
    ),
    _default(
        "《工程建设领域农民工工资保证金规定》(人社部发〔2021〕65号),期限未逐条核实",
        Mark.PRACTICE,
        bond_pay_wd=5,
        bond_topup_wd=10,
    ),
    _default("默认值:逾期次日报上一级,此后每五个工作日再报上一级", escalation_wd=5),
    _default("默认值,无全国统一规定", dunning_cd=30, dunning_wait_cd=30, last_dunning=3),
)
LOCAL: Final = (
    _local(
        "52",
        date(2025, 1, 1),
        "贵州省2025年十二条措施第六条:因欠薪造成生活困难的劳动者,给予临时生活费、路途费等帮助;生活费、路途费标准未读到,"
        "由当地发布;【假定】自2025年1月1日起",
        needs_hardship=True,
    ),
    _local(
        "4101",
        date(2020, 1, 1),
        "郑州市欠薪应急周转金办法(2020年):不高于我市职工月最低工资标准,最高不超过个人所欠工资的20%;"
        "【假定】自2020年1月1日起;市区及市管企业、项目以外的县(市)未读到,按同一标准",
        share_cap=Decimal("0.20"),
        minimum_wage_months=1,
        triggers=(Trigger.TEMP_UNABLE, Trigger.ABSCONDED, Trigger.GOV_APPROVED),
    ),
    _local(
        "2107",
        date(2018, 1, 1),
        "锦政办发〔2018〕46号:不高于当年月最低工资标准,不超过所欠工资的20%;市级不少于500万元,县级不少于100万元;"
        "【假定】自2018年1月1日起",
        share_cap=Decimal("0.20"),
        minimum_wage_months=1,
        triggers=(Trigger.TEMP_UNABLE, Trigger.ABSCONDED, Trigger.GOV_APPROVED),
        needs_group_risk=True,
        needs_agreement=True,
        city_floor_fen=500_000_000,
        county_floor_fen=100_000_000,
    ),
    _local(
        "2104",
        date(2025, 4, 17),
        "抚顺市2025年征求意见稿:限工程建设领域,工资保证金不足以支付;市、县均不少于1000万元;额度条款未读到,按默认值;"
        "【假定】征求意见稿按公开之日施行",
        Mark.PRACTICE,
        triggers=(Trigger.TEMP_UNABLE, Trigger.ABSCONDED, Trigger.FORCE_MAJEURE),
        covers_construction=True,
        covers_other_sectors=False,
        city_floor_fen=1_000_000_000,
        county_floor_fen=1_000_000_000,
    ),
    _local(
        "330304",
        date(2020, 9, 15),
        "温州市瓯海区2020年办法:最高不超过工资总额的30%,或基本生活费(其上限未读到);"
        "【假定】“工资总额”按每名劳动者所欠工资计,总额亦不超过30%;不另设最低工资上限;自公开之日起",
        share_cap=Decimal("0.30"),
        minimum_wage_months=None,
        needs_group_risk=True,
    ),
    _local(
        "441900401",
        date(2020, 1, 1),
        "东莞松山湖2020年办法:以我市现行月最低工资标准为上限;初始规模200万元;不适用于建设工程(由保证金保障);"
        "【假定】自2020年1月1日起;初始规模按规模下限对待;不另设占欠薪比例的上限",
        share_cap=None,
        minimum_wage_months=1,
        covers_construction=False,
        needs_group_risk=True,
        county_floor_fen=200_000_000,
    ),
)
