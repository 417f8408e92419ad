"""Rules, and how they are found by name."""

import enum
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from monitors.verdict import Verdict

if TYPE_CHECKING:
    from monitors.terms import Terms

Judge = Callable[["Terms"], Iterator[Verdict]]


class Scope(enum.Enum):
    """Of which ledgers a rule is judged."""

    PROJECT = enum.auto()
    COMMONS = enum.auto()
    BOTH = enum.auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, its articles, the parameters that it reads, its definition.

    `mutes` names the rules whose findings say nothing more once this one stands; they are counted and not told.
    `says` is the plain sentence about one of its findings, in Chinese and in English; `streams.sentence` fills it in.
    """

    name: str
    law: tuple[str, ...]
    reads: tuple[str, ...]
    scope: Scope
    judge: Judge
    doc: str
    says: tuple[str, str] = ("", "")
    mutes: tuple[str, ...] = ()

    @property
    def title(self) -> tuple[str, str]:
        """The rule's Chinese name and its English claim: the first line of its definition."""
        chinese, _, english = self.doc.partition("\n")[0].partition(" ")
        return chinese, english


def rule(  # noqa: PLR0913 (what a rule declares, by name)
    name: str,
    *,
    law: tuple[str, ...],
    says: tuple[str, str],
    reads: tuple[str, ...] = (),
    scope: Scope = Scope.PROJECT,
    mutes: tuple[str, ...] = (),
) -> Callable[[Judge], Rule]:
    """Make a function the definition of the rule of that name.

    The module's docstring states the rule: the Chinese name and the claim, then `Law`, `Holds` and `Subject`.
    """

    def made(judge: Judge) -> Rule:
        doc = sys.modules[judge.__module__].__doc__ or ""
        return Rule(name, law, reads, scope, judge, doc, says, mutes)

    return made


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by name, sorted. A rule lives in the module of `monitors.rules` that its name says."""
    package = importlib.import_module("monitors.rules")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"monitors.rules.{name}") for name in names]
    rules = [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    return {found.name: found for found in sorted(rules, key=lambda found: found.name)}
