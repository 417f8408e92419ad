"""The demonstration's table names an offence once, says what became of each alert, and counts at the end."""

from rich.console import Console

from schemas.finding import Finding, Level
from streams.county.injected import Expected, Injected
from streams.county.reckoning import reckon
from streams.county.table import summary, table

FROZEN = Expected("account.frozen", "P1", "R1", Level.RED)
UNMARKED = Expected("account.unmarked", "P1", "A1", Level.YELLOW)
OFFENCE = Injected("专户被冻结", "account frozen", "P1", "某工程", (FROZEN, UNMARKED))
STRANGER = Finding("wages.unpaid", "P2", "2026-01", Level.RED)


def printed(lang: str, *found: Finding) -> str:
    console = Console(width=160)
    reckoning = reckon([OFFENCE], found)
    with console.capture() as capture:
        console.print(table(reckoning, lang))
        console.print(summary(reckoning, 1, lang))
    return capture.get()


def test_chinese_is_what_people_read_first() -> None:
    text = printed("zh", Finding(*FROZEN.key, level=Level.RED))
    assert text.count("专户被冻结") == 1
    assert "账户冻结" in text
    assert "✔ 已发现" in text
    assert "✘ 未发现" in text
    assert "已发现 1,未发现 1,级别不符 0,意外 0" in text


def test_english_is_there_for_whoever_asks() -> None:
    text = printed("en", Finding(*FROZEN.key, level=Level.YELLOW), STRANGER)
    assert "account frozen" in text
    assert "✘ wrong level" in text
    assert "✘ unexpected" in text
    assert "0 found, 1 missed, 1 at a wrong level, 1 unexpected" in text
