"""The words of what people read on screen: Chinese first, English by the switch."""

from collections.abc import Sequence
from typing import Final

from monitors.rule import catalogue
from schemas.finding import Finding, Level

ZH: Final = "zh"

LEVELS: Final = {Level.RED: ("红", "red"), Level.ORANGE: ("橙", "orange"), Level.YELLOW: ("黄", "yellow")}
STYLES: Final = {Level.RED: "bold red", Level.ORANGE: "dark_orange", Level.YELLOW: "yellow"}


def said(text: str, lang: str) -> str:
    """One half of a text written `Chinese English`."""
    chinese, _, english = text.partition(" ")
    return chinese if lang == ZH else english


def chosen(zh: str, en: str, lang: str) -> str:
    """The text in the language."""
    return zh if lang == ZH else en


def level_word(level: Level, lang: str) -> str:
    """The level's name."""
    return chosen(*LEVELS[level], lang)


def rule_title(name: str, lang: str) -> str:
    """The rule's Chinese name, or its name."""
    return catalogue()[name].title[0] if lang == ZH and name in catalogue() else name


def yuan(fen: int) -> str:
    """An amount of fen in yuan, with two decimals and thousands separators."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def head_count(finding: Finding) -> str:
    """How many workers a finding names, empty where it names nobody."""
    return "" if finding.workers is None else str(len(finding.workers))


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest findings first, then by project, rule and subject."""
    return sorted(findings, key=lambda f: (-f.level.rank, f.project, f.rule, f.subject))
