"""A line of a submission shown again: as it was sent, but for persons' numbers, which have tokens in their place."""

import json
import re
from typing import Final

from infra.vault.vault import Tokens
from schemas.reading import read
from schemas.reasons import blotted
from schemas.sensitive import may_carry

_TOKEN: Final = re.compile(r"([wc][0-9a-f]{32})")


def retold(line: bytes, tokens: Tokens) -> bytes:
    """The line byte for byte where no number stands in it; else written anew with tokens."""
    if not may_carry(line):
        return line
    try:
        sent = read(line)
    except ValueError:
        return _of_no_record(tokens.text(line.decode("utf-8", "replace"))).encode()
    told = tokens.value(sent)
    return line if told == sent else json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _of_no_record(text: str) -> str:
    """Nobody can say which of the long numbers beside the tokens are persons' cards: none is shown."""
    return "".join(piece if number % 2 else blotted(piece) for number, piece in enumerate(_TOKEN.split(text)))
