"""An injected offence carries what the system has to find, stated by hand and not computed by it."""

from dataclasses import dataclass

from schemas.finding import Key, Level


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that must stand on the last day."""

    rule: str
    project: str
    subject: str
    level: Level

    @property
    def key(self) -> Key:
        """What identifies the finding."""
        return Key(self.rule, self.project, self.subject)


@dataclass(frozen=True, slots=True)
class Injected:
    """One thing done wrong on purpose, in both languages, and every finding it must lead to."""

    title_zh: str
    title_en: str
    project: str
    project_name: str
    findings: tuple[Expected, ...]
