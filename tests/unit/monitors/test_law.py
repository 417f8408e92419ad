import pytest

from monitors.law import BOND_RULES, WAGE_REGULATION
from monitors.rule import catalogue


@pytest.mark.parametrize(
    ("number", "chinese"),
    [
        (1, "一"),
        (10, "十"),
        (13, "十三"),
        (20, "二十"),
        (47, "四十七"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (276, "二百七十六"),
    ],
)
def test_articles_are_counted_in_chinese_figures_as_statutes_do(number: int, chinese: str) -> None:
    assert WAGE_REGULATION.article(number) == f"《保障农民工工资支付条例》(国务院令第724号)第{chinese}条"


def test_an_instrument_is_cited_by_title_and_number() -> None:
    assert BOND_RULES.whole() == "《工程建设领域农民工工资保证金规定》(人社部发〔2021〕65号)"


def test_every_rule_cites_an_instrument() -> None:
    for rule in catalogue().values():
        assert rule.law, rule.name
        assert all(citation.startswith("《") for citation in rule.law), rule.name
