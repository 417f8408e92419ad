"""What holds of every judgement, whatever happened."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.terms import Terms
from schemas.frame import TICKED, Frame
from tests.property.stories import SEEDS, Story, findings, folded, frames, kind_of, story

SETTLED = frozenset({"wages.unpaid", "wages.underpaid", "wages.below_minimum", "wages.paid_without_attendance"})


def projects(told: Story) -> list[Ledger]:
    return [folded(own) for own in frames(told.lines).values()]


def paid_everything(ledger: Ledger, as_of: date, told: Story) -> None:
    """Pay everyone who attended, or is on a sheet, all that is due for every month, on the day itself."""
    for month in Terms(ledger, as_of, told.policy).months:
        owed = {worker: max(1, month.due.get(worker, 0)) for worker in (*month.attended, *month.due)}
        lines = [
            {
                "line_id": worker,
                "worker_id": worker,
                "amount_fen": fen,
                "status": "paid",
                "paid_on": as_of.isoformat(),
                "payee_token": worker,
                "payee_name_matches": True,
            }
            for worker, fen in owed.items()
        ]
        data = {"batch_id": f"all of {month.name}", "account_id": "A", "pay_month": month.name, "lines": lines}
        ledger.apply(Frame(ledger.project, ledger.seq + 1, "bank.wages_paid", as_of, data))


@given(seed=SEEDS)
def test_paying_everyone_everything_leaves_no_arrears(seed: int) -> None:
    told = story(seed)
    arrears = {"wages.unpaid", "wages.underpaid", "wages.exit_unsettled", "arrears.group", "arrears.criminal_threshold"}
    for ledger in projects(told):
        findings(ledger, told.as_ofs[-1], told.policy)
        paid_everything(ledger, told.as_ofs[-1], told)
        assert arrears.isdisjoint(found.rule for found in findings(ledger, told.as_ofs[-1], told.policy))


@given(seed=SEEDS)
def test_a_bank_that_says_nothing_accuses_no_employer(seed: int) -> None:
    told = story(seed)
    silent = Story([line for line in told.lines if kind_of(line) != "bank.feed_completed"], told.policy, told.as_ofs)
    for ledger in projects(silent):
        for as_of in told.as_ofs:
            terms = Terms(ledger, as_of, told.policy)
            for found in findings(ledger, as_of, told.policy):
                if found.rule in SETTLED:
                    due = terms.due_day(found.subject)
                    assert not any(account.was_open(due) for account in terms.accounts.wage), found


@given(seed=SEEDS)
def test_a_bank_that_falls_silent_adds_no_accusation_about_wages(seed: int) -> None:
    told = story(seed)
    silent = Story([line for line in told.lines if kind_of(line) != "bank.feed_completed"], told.policy, told.as_ofs)
    knowing = {ledger.project: ledger for ledger in projects(told)}
    for ledger in projects(silent):
        for as_of in told.as_ofs:
            accused = {found.key for found in findings(knowing[ledger.project], as_of, told.policy)}
            about_wages = (
                found.key for found in findings(ledger, as_of, told.policy) if found.rule[:6] in {"wages.", "arrear"}
            )
            assert accused.issuperset(about_wages)


@given(seed=SEEDS, looks=st.sets(st.integers(0, 200), max_size=8))
def test_a_ledger_that_is_judged_day_by_day_is_judged_as_one_that_was_never_judged(seed: int, looks: set[int]) -> None:
    told = story(seed)
    for own in frames(told.lines, ticks=True).values():
        watched, days = Ledger.new(own[0].project), 0
        for number, frame in enumerate(own):
            if frame.kind == TICKED and watched.today is not None:
                found = findings(watched, watched.today, told.policy)
                days += 1
                if days in looks:
                    assert found == findings(folded(own[:number]), watched.today, told.policy)
            watched.apply(frame)
        for as_of in reversed(told.as_ofs):
            assert findings(watched, as_of, told.policy) == findings(folded(own), as_of, told.policy)


@given(seed=SEEDS)
def test_judging_twice_finds_the_same_and_every_rule_is_judged(seed: int) -> None:
    told = story(seed)
    for ledger in projects(told):
        for as_of in told.as_ofs:
            seen = evaluate(ledger, as_of, told.policy)
            assert evaluate(ledger, as_of, told.policy) == seen
            assert len(seen.judged) == 32
            assert sorted(found.key for found in seen.findings) == [found.key for found in seen.findings]
            assert all(found.since is None or found.since <= as_of for found in seen.findings)
            assert all(found.workers == tuple(sorted(set(found.workers))) for found in seen.findings if found.workers)
