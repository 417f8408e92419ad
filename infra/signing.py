"""The server's own key: what Wagewatch hands out (receipts, lists, decisions) is signed, and anybody can check it.

Ed25519 (RFC 8032) in compact JWS (RFC 7515). The keys come from `WAGEWATCH_SIGNING_KEYS` (a JWK set, the newest
first) or from `signing-keys.json` in the state directory, readable by its owner only. After a rotation the old key's
public half stays, so that what it signed can be checked for ever.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from infra.settings import Settings
from infra.sm2 import packed, unpacked

KEY_FILE: Final = "signing-keys.json"
ALGORITHM: Final = "Ed25519"
_ALGORITHMS: Final = [ALGORITHM]
_OWNER_ONLY: Final = 0o600


class NotSigned(Exception):
    """It was not signed by any of the keys, or it was changed afterwards."""


class BadSigningKeys(Exception):
    """The keys are no JWK set of Ed25519 keys, or the first has no private half."""


class Signer:
    """Signs with the newest key. Safe to use from several threads."""

    def __init__(self, keys: list[dict[str, Any]]) -> None:
        """Takes the keys as JWKs, the newest first; only that one needs its private half.

        Raises:
            BadSigningKeys: they are no such keys.
        """
        try:
            self._keys = [_key(given) for given in keys]
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise BadSigningKeys("each signing key is a JWK of kty OKP and crv Ed25519") from error
        if not self._keys or not self._keys[0].is_private:
            raise BadSigningKeys("the first signing key needs its private half")
        self.kid: str = str(self._keys[0].kid)
        """The id of the key that signs."""
        self._newest = SigningKey(unpacked(str(self._keys[0].as_dict(private=True)["d"])))
        self._halves = [VerifyKey(unpacked(str(key.as_dict(private=False)["x"]))) for key in self._keys]

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The deployment's signer; its key is made when there is none."""
        if settings.signing_keys is not None:
            try:
                return cls(list(json.loads(settings.signing_keys.get_secret_value())["keys"]))
            except (ValueError, TypeError, KeyError) as error:
                raise BadSigningKeys('WAGEWATCH_SIGNING_KEYS is a JWK set: {"keys": […]}') from error
        return cls(_kept(settings.state_dir / KEY_FILE))

    def signed(self, payload: bytes, kind: str = "JOSE") -> str:
        """The payload as a compact JWS; `kind` is its header `typ`."""
        header = {"alg": ALGORITHM, "kid": self.kid, "typ": kind}
        message = f"{packed(msgspec.json.encode(header))}.{packed(payload)}"
        return f"{message}.{packed(self._newest.sign(message.encode()).signature)}"

    def signed_json(self, value: Any, kind: str = "JOSE") -> str:
        """The value's canonical JSON (keys sorted, no spaces) as a compact JWS."""
        return self.signed(msgspec.json.encode(value, order="sorted"), kind)

    def read(self, token: str) -> bytes:
        """What was signed with one of the keys. Raises `NotSigned`."""
        message, _, signature = token.rpartition(".")
        for half in self._halves:
            with suppress(CryptoError, ValueError):
                half.verify(message.encode(), unpacked(signature))
                return unpacked(message.partition(".")[2])
        raise NotSigned("the signature is none of these keys'")

    def public(self) -> dict[str, Any]:
        """The public halves, as a JWK set."""
        return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": ALGORITHM} for key in self._keys]}


def verified(token: str, keys: dict[str, Any]) -> bytes:
    """The payload of a compact JWS that one of the keys (a JWK set, as GET /v1/keys gives it) signed.

    Raises:
        NotSigned: none of them did.
    """
    try:
        return jws.deserialize_compact(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).payload  # type: ignore[arg-type]  # a JWK set is what it takes
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotSigned("the signature is none of these keys'") from error


def rotated(settings: Settings) -> str:
    """Put a new key in front of the state directory's, forget the private halves of the others; return its id.

    Processes that run go on with the old key until they are started again; both can be checked.

    Raises:
        BadSigningKeys: the keys come from the environment: rotate them there.
    """
    if settings.signing_keys is not None:
        raise BadSigningKeys("the keys come from WAGEWATCH_SIGNING_KEYS: put a new one in front there")
    path = settings.state_dir / KEY_FILE
    old = Signer(_kept(path)).public()["keys"]
    fresh = _fresh()
    _write(path, [fresh, *old], replace=True)
    return str(fresh["kid"])


def _key(given: dict[str, Any]) -> OKPKey:
    if given.get("crv") != "Ed25519":
        raise ValueError("not Ed25519")
    found = OKPKey.import_key({name: value for name, value in given.items() if name not in {"use", "alg", "key_ops"}})
    found.ensure_kid()
    return found


def _fresh() -> dict[str, Any]:
    made = OKPKey.generate_key("Ed25519", auto_kid=True)
    return dict(made.as_dict(private=True))


def _kept(path: Path) -> list[dict[str, Any]]:
    """The keys of the state directory, made by whoever comes first."""
    if not path.exists():
        _write(path, [_fresh()], replace=False)
    try:
        return list(json.loads(path.read_text("utf-8"))["keys"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadSigningKeys(f"{path} is no JWK set") from error


def _write(path: Path, keys: list[dict[str, Any]], *, replace: bool) -> None:
    """Whole or not at all, readable by its owner only from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(fresh, "w", encoding="utf-8", opener=_private) as file:
        json.dump({"keys": keys}, file)
    if replace:
        fresh.replace(path)
        return
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # somebody else was first
    finally:
        fresh.unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _OWNER_ONLY)
