"""A request signed by a machine client: a JWS in the header `Wagewatch-Signature`, detached from the body.

Its payload is JSON with `method`, `target` (path and query as sent), `sha256` (of the body, hex), `iat` (seconds since
1970) and `jti` (never used twice); its header has `alg` and `kid`. So the body need not be read before it is known
whether its sender may send at all, and its digest is compared when its last byte has come.
"""

import hashlib
import json
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from infra import sm2
from schemas.sensitive import Kind, found_in, masked

HEADER: Final = "Wagewatch-Signature"
ALGORITHMS: Final = ("Ed25519", "EdDSA", "ES256", "PS256", "RS256", sm2.ALGORITHM)
NOTHING: Final = hashlib.sha256(b"").hexdigest()
"""The digest of a body that there is not."""

_LONGEST: Final = 8192
_LONGEST_ID: Final = 200
_SMALLEST_RSA: Final = 2048
_PUBLIC: Final = frozenset({"kty", "crv", "x", "y", "n", "e", "use", "alg", "key_ops"})
"""What is kept of a public key; others write what they like beside it."""
_ALGORITHM_OF: Final = {"Ed25519": ("Ed25519", "EdDSA"), "P-256": ("ES256",)}


class BadSignature(Exception):
    """The signature cannot be read, or is not that key's over this request. The text is for the client."""


class BadKey(Exception):
    """It is no public key of a kind that is known here; the text says which are."""


class Said(msgspec.Struct, frozen=True):
    """What a signature says."""

    method: str
    target: str
    sha256: str
    iat: int
    jti: str


_SAID: Final = msgspec.json.Decoder(Said)


class Claimed(NamedTuple):
    """A signature as it came, not checked yet: whose key it names."""

    token: str
    kid: str
    alg: str


def signed_request(  # noqa: PLR0913, PLR0917 (what a request is made of)
    key: dict[str, Any], method: str, target: str, sha256: str, iat: int, jti: str
) -> str:
    """The header's value, for a client: `key` is its private JWK, `kid` included."""
    alg = algorithms_of(key)[0]
    payload = msgspec.json.encode(Said(method, target, sha256, iat, jti))
    header = {"alg": alg, "kid": key["kid"]}
    if alg == sm2.ALGORITHM:
        return sm2.signed(header, payload, key)
    return jws.serialize_compact(header, payload, _imported(key), algorithms=[alg])


def claimed(token: str) -> Claimed:
    """Which key a signature claims to be by. Raises `BadSignature`."""
    if len(token) > _LONGEST or token.count(".") != 2:
        raise BadSignature("the header is no compact JWS")
    return Claimed(token, *_protected(token.partition(".")[0]))


def said(given: Claimed, key: dict[str, Any]) -> Said:
    """What the owner of the (public) key signed. Raises `BadSignature`."""
    if given.alg not in algorithms_of(key):
        raise BadSignature(f"the key {given.kid} does not sign with {given.alg}")
    try:
        told = _SAID.decode(_payload(given, key))
    except (JoseError, CryptoError, ValueError, RecursionError) as error:
        raise BadSignature("the signature is not by that key, or not over such a payload") from error
    if not 0 < len(told.jti) <= _LONGEST_ID or not told.jti.isprintable():
        raise BadSignature(f"jti is a text of 1 to {_LONGEST_ID} printable characters, never used before")
    if any(found.kind is Kind.IDENTITY for found in found_in(told.jti)):
        raise BadSignature("jti has an identity number in it: make one up at random")
    return told


def algorithms_of(key: dict[str, Any]) -> tuple[str, ...]:
    """With what a key signs, the first being the usual. Raises `BadKey`."""
    match key.get("kty"), key.get("crv"):
        case ("OKP" | "EC", "Ed25519" | "P-256" as curve):
            return _ALGORITHM_OF[curve]
        case ("EC", sm2.CURVE):
            return (sm2.ALGORITHM,)
        case ("RSA", _):
            return ("PS256", "RS256")
        case _:
            raise BadKey("a key is Ed25519, P-256, SM2, or RSA of 2048 bits and more")


def public_key(text: str) -> dict[str, Any]:
    """A public key as JWK with `kid`, out of a JWK or PEM that somebody pasted; a private one is refused.

    Raises:
        BadKey: it is none.
    """
    text = text.strip()
    if "PRIVATE KEY" in text:
        raise BadKey("this is a private key: keep it, paste its public half, and make a new pair")
    try:
        given = json.loads(text) if text.startswith("{") else None
        if given is not None and "d" in given:
            raise BadKey("this is a private key: keep it, paste its public half, and make a new pair")
        if given is not None and given.get("crv") == sm2.CURVE:
            return _named(sm2.public_jwk(given))
        found = _imported(given) if given is not None else _from_pem(text)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadKey("this is neither a JWK nor a PEM of a public key") from error
    jwk = {name: value for name, value in found.as_dict(private=False).items() if name in _PUBLIC}
    algorithms_of(jwk)
    if isinstance(found, RSAKey) and found.public_key.key_size < _SMALLEST_RSA:
        raise BadKey("an RSA key has at least 2048 bits")
    found.ensure_kid()
    return _named({**jwk, "kid": str(found.kid)})


def _named(jwk: dict[str, Any]) -> dict[str, Any]:
    """The key, whose name may be told."""
    if masked(jwk["kid"]) != jwk["kid"]:
        raise BadKey("the key's kid has an identity or card number in it: name it otherwise")
    return jwk


@lru_cache(maxsize=1_024)
def _protected(packed: str) -> tuple[str, str]:
    """Key id and algorithm out of the protected header, which is the same in every request of a client."""
    try:
        header = json.loads(sm2.unpacked(packed))
        kid, alg = header["kid"], header["alg"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadSignature("the JWS has no protected header with alg and kid") from error
    if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_ID or not kid.isprintable() or alg not in ALGORITHMS:
        raise BadSignature(f"alg is one of {', '.join(ALGORITHMS)}, kid the id of a key registered here")
    if "crit" in header or "b64" in header:
        raise BadSignature("the protected header has a crit or b64, which are not understood")
    return kid, str(alg)


def _payload(given: Claimed, key: dict[str, Any]) -> bytes:
    if given.alg == sm2.ALGORITHM:
        return sm2.verified(given.token, key)
    if key["kty"] == "OKP":  # the freeze gate waits for it: libsodium takes half as long as OpenSSL
        message, _, signature = given.token.rpartition(".")
        _ed25519(key["x"]).verify(message.encode(), sm2.unpacked(signature))
        return sm2.unpacked(message.partition(".")[2])
    return jws.deserialize_compact(given.token, _known(json.dumps(key, sort_keys=True)), algorithms=[given.alg]).payload


@lru_cache(maxsize=4_096)
def _ed25519(x: str) -> VerifyKey:
    return VerifyKey(sm2.unpacked(x))


@lru_cache(maxsize=4_096)
def _known(key: str) -> OKPKey | ECKey | RSAKey:
    """A public key that has been used before; to import one takes as long as to verify a signature."""
    return _imported(json.loads(key))


def _from_pem(text: str) -> OKPKey | ECKey | RSAKey:
    """The PEM does not say its kind in a way of its own: whoever can read it has it."""
    for kind in (OKPKey, ECKey, RSAKey):
        with suppress(JoseError, ValueError, TypeError):
            return kind.import_key(text)
    raise ValueError("no key")


def _imported(key: dict[str, Any]) -> OKPKey | ECKey | RSAKey:
    found = import_key({name: value for name, value in key.items() if name not in {"use", "alg", "key_ops"}})
    if not isinstance(found, OKPKey | ECKey | RSAKey):
        raise TypeError("not a key pair")
    return found
