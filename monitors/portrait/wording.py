"""A text in the two languages that officers read."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The same said in Chinese and in English."""

    zh: str
    en: str

    def said(self, lang: str) -> str:
        """The text in a language; Chinese for every other than `en`."""
        return self.en if lang == "en" else self.zh


def joined(texts: Iterable[Wording]) -> Wording:
    """Several texts as one."""
    several = list(texts)
    return Wording("；".join(text.zh for text in several), "; ".join(text.en for text in several))
