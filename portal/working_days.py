"""How many working days are left until a deadline, or have passed since."""

from datetime import date
from functools import lru_cache

from monitors.calendar import days_after, is_working_day


@lru_cache(maxsize=4096)
def working_days_left(today: date, due_on: date) -> int:
    """The working days after today up to the deadline; 0 today; negative once it has passed."""
    if due_on < today:
        return -max(1, working_days_left(due_on, today))
    return sum(is_working_day(days_after(today, n)) for n in range(1, (due_on - today).days + 1))
