"""What is done wrong on purpose: an offence changes one site before its first day and says what must be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from schemas.finding import Level
from streams.county.injected import Expected, Injected
from streams.county.site import Site

Breach = tuple[str, str, Level]
"""Rule, subject and level of a finding."""


@dataclass(frozen=True, slots=True)
class Offence:
    """A kind of offence.

    `commit` does it and yields every finding it leads to; `begun_days` is how long before the last day the works
    must have begun for it; `of_bank` marks what is found about a bank and not about the project.
    """

    title_zh: str
    title_en: str
    commit: Callable[[Site], Iterator[Breach]]
    begun_days: int = 60
    of_bank: bool = False

    def suits(self, site: Site) -> bool:
        """Whether it can happen on this site."""
        begun = site.plan.starts_on <= site.shape.as_of - timedelta(days=self.begun_days)
        return begun and site.plan.completes_on is None

    def happen(self, site: Site) -> Injected:
        """Commit it on a site that has not lived a day yet."""
        project = "-" if self.of_bank else site.plan.id
        findings = tuple(Expected(rule, project, subject, level) for rule, subject, level in self.commit(site))
        return Injected(self.title_zh, self.title_en, site.plan.id, site.plan.name, findings)
