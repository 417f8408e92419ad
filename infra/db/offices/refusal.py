"""Why an administrative change is not made."""

import enum
import re
from typing import Final

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class Refusal(enum.StrEnum):
    """The reasons; the portal has their words."""

    OWN_DRAFT = "own draft"
    DECIDED = "decided already"
    ELSEWHERE = "region out of sight"
    NOTHING_SET = "no parameter"
    NO_SOURCE = "no source"
    TAKEN = "taken"
    NO_NAME = "no name"
    BAD_CODE = "bad code"
    BAD_REGION = "bad region"
    YOURSELF = "oneself"
    SAME_PERSON = "same person"
    BACKWARDS = "ends before it begins"
    MISSING = "nobody there"
    NOT_GIVEN = "role comes with a client"


class RefusedError(Exception):
    """Nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def good_code(code: str) -> bool:
    """Whether an office or a person may have the code."""
    return _CODE.fullmatch(code) is not None
