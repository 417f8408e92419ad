"""The parts of an ISO 20022 message as small trees, one at a time, and what its texts mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from schemas.feeds.times import instant_text
from schemas.instants import SHANGHAI
from schemas.reasons import shown
from streams.formats.refused import Refused
from streams.formats.xml import MARK, Element

MOST_NODES: Final = 100_000


@dataclass(slots=True)
class Node:
    """An element with what is in it."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> Iterator["Node"]:
        """The elements at a path such as `Refs/EndToEndId`."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                yield from child.all(rest) if rest else (child,)

    def at(self, *paths: str) -> str:
        """The text at the first of the paths that has one; empty where none has."""
        return next((found.text.strip() for path in paths for found in self.all(path) if found.text.strip()), "")


def only(node: Node, path: str) -> str:
    """The text at a path that leads to one element only; empty where it leads to several."""
    texts = [found.text.strip() for found in node.all(path)]
    return texts[0] if len(texts) == 1 else ""


def flat(node: Node, path: str) -> Iterator[tuple[str, str]]:
    """The texts of an element by their paths, as a person may see them."""
    for child in node.children:
        here = f"{path}/{child.name}".lstrip("/")
        if child.children:
            yield from flat(child, here)
        elif child.text.strip():
            yield here, shown(child.text.strip())[1:-1]


def fen_of(text: str) -> int | None:
    """The amount in fen; None where it is none, or has more than two decimals."""
    try:
        amount = Decimal(text) if len(text) <= 20 else None
    except InvalidOperation:
        return None
    if amount is None or not amount.is_finite() or amount * 100 != (amount * 100).to_integral_value() or amount < 0:
        return None
    return int(amount * 100)


def instant_of(text: str) -> str | None:
    """A date or a time of the message as RFC 3339; without offset on Shanghai's clocks. None where it is none."""
    try:
        if len(text) == 10:
            return instant_text(datetime.combine(date.fromisoformat(text), time()))
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI).isoformat()
    except (ValueError, OverflowError):
        return None


def day_of(text: str) -> str | None:
    """The day on Shanghai's clocks; None where the text is no time."""
    found = instant_of(text)
    return None if found is None else found[:10]


def trees(told: Iterable[Element], *names: str) -> Iterator[Node]:
    """The elements of these names, whole, as they end. Our marks stand among an element's children.

    Raises:
        Refused: one of them has more parts than any entry.
    """
    stack: list[Node] = []
    size = 0
    for one in told:
        if not stack and one.name not in names:
            continue
        if one.text is None:
            size += 1
            if size > MOST_NODES:
                raise Refused("one entry has too many parts", "一笔分录包含的内容过多")
            node = Node(one.name, attributes=one.attributes)
            if stack:
                stack[-1].children.append(node)
            if one.name != MARK:
                stack.append(node)
            elif not stack:
                size = 0
                yield node
        elif stack:
            node = stack.pop()
            node.text = one.text
            if not stack:
                size = 0
                yield node
