"""National defaults: what applies where no region says otherwise.

Figures with an instrument are law; those marked 默认值 are practice or a working default, not law.
"""

from decimal import Decimal

from monitors.policy.table import BEGINNING, EVERYONE, Table
from schemas.finding import Level


def _table(source: str, **values: int | Decimal | Level) -> Table:
    return Table(EVERYONE, BEGINNING, source, values)


NATIONAL = (
    _table(
        "默认值,参照贵州省劳动用工大数据综合服务平台预警规则(10%)",
        unpaid_ratio=Decimal("0.10"),
        unpaid_ratio_level=Level.ORANGE,
        month_pay_cap_fen=5_000_000,
        year_pay_cap_fen=30_000_000,
        excessive_level=Level.YELLOW,
    ),
    _table(
        "默认值,无全国统一规定",
        full_month_days=21,
        sheet_lead_wd=5,
        exit_grace_days=7,
        shortfall_lead_wd=5,
        notice_grace_days=7,
        notice_red_days=30,
        silent_days=7,
        lead_wd=15,
        feed_late_wd=2,
    ),
    _table("未知:全国没有统一的最低工资标准", minimum_wage_fen=0),
    _table(
        "《工程建设领域农民工工资保证金规定》(人社部发〔2021〕65号);期限与比例尚未逐条核实,为默认值",
        bond_due_wd=20,
        bond_exempt_below_fen=300_000_000,
        bond_topup_wd=10,
        bond_rate=Decimal("0.01"),
    ),
    _table("《劳动争议调解仲裁法》第七条(十人以上)", group_threshold=10),
    _table(
        "《最高人民法院关于审理拒不支付劳动报酬刑事案件适用法律若干问题的解释》第三条,幅度下限",
        crime_one_fen=500_000,
        crime_ten_fen=3_000_000,
    ),
)
