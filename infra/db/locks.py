"""The advisory locks: their numbers, and holding one for as long as a process leads."""

import enum


class Lock(enum.IntEnum):
    """One number per thing that only one may do at a time."""

    MIGRATION = 0x57570001
    CLOCK = 0x57570002
    RELAY = 0x57570003
    FEEDS = 0x57570004
    CHRONICLE = 0x57570005
    MARKS = 0x57570006
