"""The work on alerts: its rows, what officers and news do to them, and the queue."""
