"""What a gathered case still lacks, and who owes it; each said once, with how many workers it holds up."""

from collections.abc import Collection, Iterator

from fund.explanation import Text
from fund.records import Missing
from streams.fund.gathered import Gathered

_CONTRACTOR: Text = ("施工总承包单位", "the general contractor")
_BANK: Text = ("代发银行", "the paying bank")
_INSPECTOR: Text = ("劳动保障监察机构", "the labour inspectors")
_WORKER: Text = ("劳动者本人", "the workers")


def missing(found: Gathered, waiting: Collection[str], named: Collection[str]) -> Iterator[Missing]:
    """What is not there.

    Args:
        found: What was gathered.
        waiting: Of whom a bank has not delivered what decides.
        named: The workers that the origin names; empty where it names none.
    """
    yield from _of_workers(found)
    if waiting:
        yield Missing(
            "bank_data",
            ("发薪日后的银行流水尚未报送,是否欠薪不能认定", "bank data up to the pay day: nobody can say yet"),
            _BANK,
            len(waiting),
        )
    if unknown := set(named) - set(found.workers):
        yield Missing(
            "unknown_workers",
            (
                "点名的劳动者在记录中查无欠薪,须监察员认定或补充证据",
                "the arrears of named workers, which no record shows",
            ),
            _INSPECTOR,
            len(unknown),
        )
    yield from _of_case(found)


def _of_workers(found: Gathered) -> Iterator[Missing]:
    no_sheet = {figure.worker for figure in found.figures if figure.owed_fen is None}
    unsigned = {f.worker for f in found.figures for sheet in f.sheets if not sheet.signed} - no_sheet
    off_roster = {figure.worker for figure in found.figures if not figure.on_roster}
    cardless = set(found.workers) - found.cards.keys()
    for name, what, who, workers in (
        ("pay_sheet", ("工资支付表(应发金额)", "the pay sheet with what is due"), _CONTRACTOR, no_sheet),
        ("signature", ("工资支付表上的劳动者签字", "the workers' signatures on the pay sheet"), _CONTRACTOR, unsigned),
        ("roster", ("实名登记或监察员认定", "the enrolment, or an inspector's recognition"), _INSPECTOR, off_roster),
        ("card", ("本人银行卡", "a bank card of the worker's own"), _WORKER, cardless),
    ):
        if workers:
            yield Missing(name, what, who, len(workers))


def _of_case(found: Gathered) -> Iterator[Missing]:
    if found.steps.case_number is None:
        yield Missing("case_file", ("欠薪案件立案", "the filed case of arrears"), _INSPECTOR)
    if not any(one.orders_pay for one in found.steps.inspections):
        yield Missing("order", ("责令限期支付文书", "the order to pay"), _INSPECTOR)
    if not found.bonds:
        yield Missing(
            "bond", ("工资保证金存缴记录或免存证明", "a record of the wage bond, or of its exemption"), _CONTRACTOR
        )
    for account in found.accounts:
        if account.is_open and account.kind == "wage" and account.balance_fen is None:
            what = (f"专户{account.id}的余额", f"the balance of wage account {account.id}")
            yield Missing("balance", what, _BANK)
