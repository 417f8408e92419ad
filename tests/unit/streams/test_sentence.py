"""Every finding that the worked cases expect is told in one plain sentence of each language."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from monitors.policy import Policy
from monitors.rule import catalogue
from schemas.finding import Finding, Level
from streams.replay import Replay
from streams.sentence import sentence, shown

CASES = Path(__file__).parents[2] / "cases"
CHINESE = re.compile(r"[一-鿿]")


@cache
def findings_of_the_cases() -> tuple[Finding, ...]:
    """Every finding of every case on each of its days."""
    found = []
    for folder in sorted(path.parent for path in CASES.glob("*/events.jsonl")):
        own = folder / "policy.toml"
        policy = Policy.shipped().with_tables(tomllib.loads(own.read_text(encoding="utf-8")) if own.exists() else {})
        for day in (folder / "as_of.txt").read_text(encoding="utf-8").split():
            replay = Replay(date.fromisoformat(day))
            for line in (folder / "events.jsonl").read_bytes().splitlines(keepends=True):
                replay.take(line)
            found += replay.findings(policy)
    return tuple(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_of_the_cases_is_one_finished_sentence(lang: str) -> None:
    for finding in findings_of_the_cases():
        told = sentence(finding, lang)
        assert not re.search(r"[{}\[\]]|None|_fen|_at\b|\d{4}-\d{2}", told), told
        assert told.endswith("。" if lang == "zh" else "."), told


def test_an_english_sentence_carries_no_chinese_but_proper_names() -> None:
    for finding in findings_of_the_cases():
        own = [str(fact) for fact in finding.facts.values()]
        told = sentence(finding, "en")
        assert all(letter in "".join(own) for letter in CHINESE.findall(told)), told


def test_the_cases_tell_nearly_every_rule() -> None:
    assert len({finding.rule for finding in findings_of_the_cases()}) >= 20


@pytest.mark.parametrize("name", catalogue())
def test_each_rules_sentence_can_be_filled_in_both_languages(name: str) -> None:
    facts = {
        field: EXAMPLES.get(field, 3)
        for text in catalogue()[name].says
        for field in re.findall(r"\{(\w+)", text)
        if field not in {"subject", "month", "period", "employer", "n", "cycles_count", "cycles_from"}
    }
    finding = Finding(name, "P1", "2026-04", Level.RED, ("w1",), date(2026, 5, 16), {**facts, "cycles": CYCLES})
    for lang in ("zh", "en"):
        assert "{" not in sentence(finding, lang)


EXAMPLES = {
    "against": ["arrears"],
    "missing": ["pay_day"],
    "purpose": "cash",
    "action": "freeze",
    "months": ["2026-04"],
}
CYCLES = [["2026-03-01", "2026-03-31", 0]]


def test_the_sentence_says_who_when_and_how_many() -> None:
    facts = {"due_on": "2026-05-15", "attended": 23, "unpaid": 1}
    finding = Finding("wages.unpaid", "P1", "2026-04", Level.RED, ("w1",), date(2026, 5, 16), facts)
    assert sentence(finding, "zh") == "2026年4月工资最迟应于2026年5月15日发放,出勤的23名工人中有1名分文未得。"
    assert (
        sentence(finding, "en")
        == "Wages for April 2026 were due on 15 May 2026; of 23 workers who attended 1 got nothing at all."
    )


def test_a_part_of_which_nothing_is_known_is_left_out() -> None:
    facts = {"account_id": "A1", "action": "freeze", "authority": "云山县人民法院", "document_no": "9号"}
    finding = Finding("account.frozen", "P1", "R1", Level.RED, facts=facts)
    assert sentence(finding, "zh") == "云山县人民法院对受保护账户A1予以冻结(文书9号),但不是为支付本项目工人的工资。"
    with_amount = Finding("account.frozen", "P1", "R1", Level.RED, facts={**facts, "amount_fen": 1_234_500})
    assert "涉及12,345.00元" in sentence(with_amount, "zh")


def test_one_is_singular_in_english() -> None:
    one, two = (
        Finding("wages.sheet_unsigned", "P1", "S1", Level.YELLOW, workers, facts={"pay_month": "2026-04"})
        for workers in (("w1",), ("w1", "w2"))
    )
    assert "1 worker has not signed" in sentence(one, "en")
    assert "2 workers have not signed" in sentence(two, "en")


def test_a_finding_of_an_unknown_rule_is_named_by_its_key() -> None:
    assert sentence(Finding("later.rule", "P1", "x", Level.RED), "zh") == "later.rule · x"


def test_a_finding_that_lacks_a_fact_is_named_by_its_rules_title() -> None:
    assert sentence(Finding("notice.unposted", "P1", "-", Level.RED), "zh") == "未设告示牌 · -"


def test_facts_are_shown_by_name_and_form() -> None:
    assert shown("balances", {"A1": 3}, "zh") == "A1: 3"
    assert shown("complete_until", "2026-04-03", "en") == "3 April 2026"
    assert shown("until", date(2026, 4, 3), "zh") == "2026年4月3日"
    assert shown("", value=True, lang="zh") == "是"
    assert shown("", None, "en") == "—"
    assert shown("missing", ["pay_day", "wage_officer"], "en") == "pay day and wage officer"
