"""What a project looks like on a day: six safeguards, who was paid what when, the money, the boards, the parties."""

from monitors.portrait.glimpse import Course, Glimpse, glimpse
from monitors.portrait.portrait import Portrait, portrait
from monitors.portrait.safeguards import Safeguard, Standing, State
from monitors.portrait.wording import Wording

__all__ = ["Course", "Glimpse", "Portrait", "Safeguard", "Standing", "State", "Wording", "glimpse", "portrait"]
