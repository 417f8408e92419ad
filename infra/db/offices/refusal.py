"""Why an administrative change is not made."""

import enum


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


class RefusedError(Exception):
    """Nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
