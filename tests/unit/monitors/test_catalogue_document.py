from pathlib import Path

from monitors.policy import Policy
from monitors.ruledoc import markdown

DOCUMENT = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_catalogue_in_the_documents_is_the_one_that_the_rules_give() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == markdown(Policy.shipped()), "./run rules --format markdown"
