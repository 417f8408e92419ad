"""A receipt checked without its issuer: the signature by the published keys, the file by its digest."""

import json
from typing import Any

from infra.signing import NotSigned, verified


def checked(text: str, keys: dict[str, Any]) -> dict[str, Any]:
    """What a receipt says, if one of the keys signed it: a bare JWS, or JSON with `jws` in it.

    Raises:
        NotSigned: it was not signed by these keys, it is no receipt, or what stands beside the signature is another.
    """
    stripped = text.strip()
    try:
        told = json.loads(stripped) if stripped.startswith("{") else {"jws": stripped}
        receipt = dict(json.loads(verified(str(told["jws"]), keys)))
    except (ValueError, KeyError, TypeError) as error:
        raise NotSigned("there is no receipt in it") from error
    if "receipt" in told and told["receipt"] != receipt:
        raise NotSigned("what stands beside the signature is not what was signed")
    return receipt
