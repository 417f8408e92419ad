"""What holds of every portrait, whatever happened."""

from hypothesis import given

from monitors.evaluate import evaluate
from monitors.portrait import Safeguard, State, portrait
from monitors.portrait.cells import OWING, Mark, Season
from monitors.portrait.glimpse import workers_of
from monitors.portrait.safeguards import DECISIVE
from monitors.terms import Terms
from monitors.terms.arrears import underpaid, unpaid
from schemas.frame import COMMONS
from tests.property.stories import SEEDS, folded, frames, story


@given(seed=SEEDS)
def test_the_matrix_has_a_cell_for_each_worker_and_month_and_loses_no_fen(seed: int) -> None:
    told = story(seed)
    for own in frames(told.lines).values():
        ledger = folded(own)
        for as_of in told.as_ofs:
            seen = portrait(ledger, as_of, told.policy, ()).matrix
            terms = Terms(ledger, as_of, told.policy)
            if not terms.site.registration:
                assert seen.rows == ()
                continue
            assert {row.worker for row in seen.rows} <= workers_of(ledger)
            assert all(len(row.cells) == len(seen.columns) for row in seen.rows)
            by_name = {month.name: month for month in terms.months}
            for index, (column, total) in enumerate(zip(seen.columns, seen.sums(), strict=True)):
                month = by_name[column.month]
                assert total.paid_fen == sum(month.paid.values())
                assert total.due_fen == sum(month.due.values())
                assert total.paid_fen == sum(
                    seen.sums(employer, everyone=False)[index].paid_fen for employer in seen.employers
                )


@given(seed=SEEDS)
def test_the_cells_that_owe_are_those_whom_the_rules_call_unpaid_or_underpaid(seed: int) -> None:
    told = story(seed)
    for own in frames(told.lines).values():
        ledger = folded(own)
        for as_of in told.as_ofs:
            seen = portrait(ledger, as_of, told.policy, ()).matrix
            terms = Terms(ledger, as_of, told.policy)
            for index, column in enumerate(seen.columns):
                owing = {row.worker for row in seen.rows if row.cells[index].mark in OWING}
                month = next(month for month in terms.months if month.name == column.month)
                accused = unpaid(terms, month) | underpaid(terms, month) if terms.is_settled(column.month) else set()
                assert owing == accused
                if column.season is not Season.WAITING:
                    assert not any(row.cells[index].mark is Mark.UNKNOWN for row in seen.rows)


@given(seed=SEEDS)
def test_a_safeguard_lacks_nothing_that_no_rule_accuses_but_for_proxy_payment(seed: int) -> None:
    told = story(seed)
    for own in frames(told.lines).values():
        ledger = folded(own)
        if ledger.project == COMMONS:
            continue
        for as_of in told.as_ofs:
            findings = evaluate(ledger, as_of, told.policy).findings
            accused = {finding.rule for finding in findings}
            for standing in portrait(ledger, as_of, told.policy, findings).glimpse.standings:
                decided = not accused.isdisjoint(DECISIVE[standing.safeguard])
                if standing.safeguard is Safeguard.PROXY and standing.state is State.LACKING and not decided:
                    assert "wages.unpaid" in accused
                else:
                    assert (standing.state is State.LACKING) == decided
