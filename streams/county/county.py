"""The county lives day by day; what it reports comes out in the order in which it is received."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from streams.county import days, money_offences, wage_offences
from streams.county.dice import dice
from streams.county.gate import Weather
from streams.county.injected import Injected
from streams.county.offences import Offence
from streams.county.plan import BANKS, VILLAGE_BANK, plans
from streams.county.post import Event, Post
from streams.county.shape import Shape
from streams.county.site import Site

FEWEST_WORKERS = 60
"""With fewer workers per project the offences would not mean what they say: a crew needs more than ten."""

_ALWAYS = (
    wage_offences.RETURNED, wage_offences.CREW_UNPAID, wage_offences.SOME_UNPAID, money_offences.FROZEN,
    wage_offences.UNDERPAID, money_offences.CASH,
)  # fmt: skip
_SOMETIMES = (
    wage_offences.LEFT_UNPAID, wage_offences.SHARED_CARD, wage_offences.SHEET_MISSING, wage_offences.STRANGERS,
    wage_offences.NO_CONTRACT, money_offences.LABOR_COST, money_offences.UNMARKED, money_offences.BOND_SMALL,
    money_offences.BOND_EXPIRING, money_offences.BOARD_REMOVED, money_offences.BOARD_STALE, money_offences.LEAD,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class County:
    """A county's events, in the order of their receipt, and what must be found in them on `as_of`.

    `events` can be read once; `days` is how many days they cover, `last_month` the last whole pay month.
    """

    events: Iterator[Event]
    as_of: date
    injected: tuple[Injected, ...]
    days: int
    last_month: str


def county(seed: object = 1, shape: Shape | None = None) -> County:
    """The county of this seed and shape: the same again for the same seed and shape.

    Raises:
        ValueError: offences are asked of a county whose projects are too small for them.
    """
    shape = shape or Shape()
    if shape.offences and shape.workers < FEWEST_WORKERS:
        message = f"offences need at least {FEWEST_WORKERS} workers per project, not {shape.workers}"
        raise ValueError(message)
    weather, source = Weather(seed), f"urn:wagewatch:county:{seed}"
    sites = [Site(plan, f"{source}:{plan.id}", shape, weather) for plan in plans(seed, shape)]
    injected = tuple(_offend(seed, sites, shape.offences))
    events = _lived(sites, Post(source, None, shape.begins_on), shape)
    return County(events, shape.as_of, injected, (shape.as_of - shape.begins_on).days + 1, shape.last_month)


def _offend(seed: object, sites: list[Site], wanted: int) -> Iterator[Injected]:
    """Commit so many offences of different kinds, each on a site of its own; the bank's on the village bank's site."""
    if not wanted:
        return
    die = dice(seed, "offences")
    kinds: list[Offence] = [*_ALWAYS, *die.sample(_SOMETIMES, len(_SOMETIMES))][: wanted - 1]
    *free, village = sites
    die.shuffle(free)
    for kind in kinds:
        site = next((site for site in free if kind.suits(site)), None)
        if site is not None:
            free.remove(site)
            yield kind.happen(site)
    yield money_offences.FEED.happen(village)


def _lived(sites: list[Site], banks: Post, shape: Shape) -> Iterator[Event]:
    for day in days.span(shape.begins_on, shape.as_of):
        _deliver(sites[-1], banks, day)
        received: list[Event] = banks.received(day)
        for site in sites:
            received.extend(site.live(day))
        yield from _in_order(received)


def _deliver(village: Site, banks: Post, day: date) -> None:
    """Every morning each bank states that it has delivered everything up to the day before."""
    until = day - timedelta(days=1)
    for bank in (*BANKS, VILLAGE_BANK):
        if bank != village.plan.bank or until <= village.account.silent_after:
            banks.send("bank.feed_completed", day, "06:30", {"bank_code": bank, "complete_until": f"{until}"})


def _in_order(received: Iterable[Event]) -> list[Event]:
    return sorted(received, key=itemgetter("receivedtime"))
