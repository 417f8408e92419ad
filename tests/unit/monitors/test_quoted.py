"""The articles are quoted word for word."""

from monitors.law import ACCOUNT_RULES, WAGE_REGULATION
from monitors.quoted import QUOTED, quoted
from monitors.rule import catalogue


def test_every_article_of_the_wage_regulation_that_a_rule_cites_is_quoted() -> None:
    cited = {citation for rule in catalogue().values() for citation in rule.law}
    missing = {citation for citation in cited if WAGE_REGULATION.title in citation and not quoted(citation)}
    assert not missing


def test_nothing_is_quoted_that_no_rule_cites() -> None:
    cited = {citation for rule in catalogue().values() for citation in rule.law}
    assert set(QUOTED) <= cited


def test_an_article_has_its_paragraphs() -> None:
    assert len(quoted(WAGE_REGULATION.article(34))) == 4
    assert quoted(ACCOUNT_RULES.whole()) == ()
