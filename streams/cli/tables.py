"""Tables that several commands print."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.finding import Finding
from streams.wording import STYLES, chosen, head_count, level_word, rule_title, worst_first

_COLUMNS = (
    ("级别", "level"),
    ("警报", "alert"),
    ("规则", "rule"),
    ("项目", "project"),
    ("对象", "subject"),
    ("人数", "workers"),
    ("自", "since"),
)


def findings_table(findings: Sequence[Finding], title: str, lang: str) -> Table:
    """Findings as a table, the gravest first."""
    table = Table(title=title, title_justify="left")
    for column in _COLUMNS:
        table.add_column(chosen(*column, lang), overflow="fold", justify="right" if column[1] == "workers" else "left")
    for finding in worst_first(findings):
        table.add_row(
            Text(level_word(finding.level, lang), style=STYLES[finding.level]),
            rule_title(finding.rule, lang),
            finding.rule,
            finding.project,
            finding.subject,
            head_count(finding),
            "" if finding.since is None else finding.since.isoformat(),
        )
    return table


def accounting_line(accounting: Mapping[str, int], lang: str) -> str:
    """The accounting as a sentence."""
    words = ("收到", "已用", "重复", "隔离") if lang == "zh" else ("received", "applied", "duplicate", "quarantined")
    received, *rest = (f"{word} {accounting[key]:,}" for word, key in zip(words, _FIGURES, strict=True))
    return f"{received} = {' + '.join(rest)}"


def console() -> Console:
    """Standard output."""
    return Console(highlight=False)


_FIGURES = ("received", "applied", "duplicate", "quarantined")
