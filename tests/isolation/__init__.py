"""What the first county has that no other may see: each module's `seed(portal)` makes some of it.

A page with an id in its address needs a seed, or the test of isolation fails and names the route.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.portal_fixtures import Portal

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seeded:
    """Ids of the first county by route, such as `/alerts/{work_id}`, and texts that only it may read.

    `who` is an officer of the first county who may look at the route (a control: it must be there for somebody), `open`
    are routes that anybody may read, with the reason. `forms` complete an unsafe request, so that it would succeed.
    """

    ids: Mapping[str, tuple[Parameters, ...]]
    marks: tuple[str, ...] = ()
    who: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    open: Mapping[str, str] = field(default_factory=dict)


def seeded(portal: Portal) -> list[Seeded]:
    """Everything that the modules of this package make."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__, f"{__name__}."))
    return [importlib.import_module(name).seed(portal) for name in names]
