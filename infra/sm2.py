"""SM2 with SM3 in a compact JWS, for clients that must sign with the national algorithms.

Sources: GB/T 32918.2-2016 (SM2 signatures, with the signer's id 1234567812345678 of GM/T 0009), GB/T 32905-2016 (SM3).
JOSE has no registered names for them: here `alg` is `SM2SM3`, the JWK `{"kty": "EC", "crv": "SM2", "x", "y"}`, and the
signature r and s of 32 bytes each, as in RFC 7518 section 3.4. The library GmSSL is optional (`wagewatch[sm]`).
"""

import base64
import binascii
import hashlib
import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

try:
    import gmssl_pyx
except ImportError:  # the option is not installed
    gmssl_pyx = None

ALGORITHM: Final = "SM2SM3"
CURVE: Final = "SM2"
_COORDINATE: Final = 32
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")


def available() -> bool:
    """Whether the library is installed."""
    return gmssl_pyx is not None


def generated() -> dict[str, Any]:
    """A new private key as JWK with `kid`. Raises `ValueError` without the library."""
    point, private = _library().sm2_key_generate()
    x, y = point[-64:-32], point[-32:]
    jwk = {"kty": "EC", "crv": CURVE, "x": packed(x), "y": packed(y), "d": packed(private)}
    return {**jwk, "kid": _thumbprint(jwk)}


def public_jwk(given: dict[str, Any]) -> dict[str, Any]:
    """The public key alone, with its `kid`. Raises `ValueError` or `KeyError` if it is none."""
    jwk = {"kty": "EC", "crv": CURVE, "x": str(given["x"]), "y": str(given["y"])}
    _point(jwk)
    return {**jwk, "kid": str(given.get("kid") or _thumbprint(jwk))}


def signed(header: dict[str, Any], payload: bytes, key: dict[str, Any]) -> str:
    """The payload as a compact JWS. Raises `ValueError` without the library."""
    head = packed(json.dumps(header, separators=(",", ":")).encode())
    message = f"{head}.{packed(payload)}"
    der = _library().sm2_sign(unpacked(key["d"]), _point(key), message.encode())
    r, s = decode_dss_signature(der)
    return f"{message}.{packed(r.to_bytes(_COORDINATE) + s.to_bytes(_COORDINATE))}"


def verified(token: str, key: dict[str, Any]) -> bytes:
    """The payload of a compact JWS that the key signed. Raises `ValueError`."""
    message, _, signature = token.rpartition(".")
    pair = unpacked(signature)
    if len(pair) != 2 * _COORDINATE:
        raise ValueError("an SM2 signature has 64 bytes")
    der = encode_dss_signature(int.from_bytes(pair[:_COORDINATE]), int.from_bytes(pair[_COORDINATE:]))
    try:
        good = _library().sm2_verify(_point(key), message.encode(), der)
    except (gmssl_pyx.GmsslInnerError, gmssl_pyx.InvalidValueError) as error:
        raise ValueError("the signature is not by that key") from error
    if not good:
        raise ValueError("the signature is not by that key")
    return unpacked(message.partition(".")[2])


def packed(raw: bytes) -> str:
    """URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """What was packed. Raises `ValueError` on anything else."""
    return binascii.a2b_base64(text.encode().translate(_STANDARD) + b"=" * (-len(text) % 4), strict_mode=True)


def _point(key: dict[str, Any]) -> bytes:
    x, y = unpacked(key["x"]), unpacked(key["y"])
    if len(x) != _COORDINATE or len(y) != _COORDINATE:
        raise ValueError("an SM2 point has two coordinates of 32 bytes")
    return x + y


def _thumbprint(jwk: dict[str, Any]) -> str:
    """As in RFC 7638."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return packed(hashlib.sha256(json.dumps(required, separators=(",", ":"), sort_keys=True).encode()).digest())


def _library() -> Any:
    if gmssl_pyx is None:
        raise ValueError("SM2 is not installed here: pip install 'wagewatch[sm]'")
    return gmssl_pyx
