"""The keys with which Wagewatch signs."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from infra.signing import Signer

router = APIRouter(tags=["keys"])


class KeySet(BaseModel):
    """公钥集。 A JWK set (RFC 7517)."""

    keys: list[dict[str, Any]] = Field(
        examples=[[{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "…"}]]
    )


@router.get("/keys", summary="Public keys of this server / 本系统签名公钥")
def keys(request: Request) -> KeySet:
    """The public keys that check receipts, lists and decisions, the one in use first, old ones for ever.

    回执、名单、决定的验签公钥;在用的在前,已轮换的永久保留。
    """
    signer: Signer = request.app.state.signer
    return KeySet(**signer.public())
