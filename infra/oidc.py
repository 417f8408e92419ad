"""Single sign-on by OpenID Connect: authorization code with PKCE, state and nonce, the token's signature checked.

Discovery and keys are read anew for each sign-in: few they are, and a provider's change of keys is never missed.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from infra import clock
from infra.settings import Settings

_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Of the provider's own key pairs; nothing that our own secret or nobody could sign."""

_TIMEOUT_S: Final = 10.0
_LEEWAY_S: Final = 60


class SignOnError(Exception):
    """The provider does not answer, or what it answers proves nothing; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is kept until the visitor comes back, and never leaves this side but hashed or through the browser."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Challenge":
        """A challenge that nobody has seen."""
        return cls(generate_token(48), generate_token(48), generate_token(64))


class IdentityProvider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def address(self, challenge: Challenge, redirect_uri: str) -> str:
        """Where to send the visitor. Raises `SignOnError`."""
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": redirect_uri,
            "scope": self._settings.oidc_scope,
            "state": challenge.state,
            "nonce": challenge.nonce,
            "code_challenge": create_s256_code_challenge(challenge.verifier),
            "code_challenge_method": "S256",
        }
        endpoint = str(self._discovered()["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def subject(self, code: str, challenge: Challenge, redirect_uri: str) -> str:
        """Whom the provider vouches for, by the claim that the settings name. Raises `SignOnError`."""
        discovered = self._discovered()
        token = self._token(str(discovered["token_endpoint"]), code, challenge, redirect_uri)
        claims = self._claims(token, _json(httpx.get, str(discovered["jwks_uri"])), challenge)
        subject = claims.get(self._settings.oidc_claim)
        if not isinstance(subject, str) or not subject:
            raise SignOnError(f"the token has no claim {self._settings.oidc_claim!r}")
        return subject

    def _discovered(self) -> dict[str, Any]:
        issuer = self._settings.oidc_issuer.rstrip("/")
        found = _json(httpx.get, f"{issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != issuer:
            raise SignOnError(f"the provider at {issuer} says that it is {found.get('issuer')!r}")
        missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - found.keys()
        if missing:
            raise SignOnError(f"the provider at {issuer} does not name its {', '.join(sorted(missing))}")
        return found

    def _token(self, endpoint: str, code: str, challenge: Challenge, redirect_uri: str) -> str:
        secret = self._settings.oidc_client_secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._settings.oidc_client_id,
            "code_verifier": challenge.verifier,
        }
        auth = (self._settings.oidc_client_id, secret.get_secret_value()) if secret else None
        token = _json(httpx.post, endpoint, data=form, auth=auth).get("id_token")
        if not isinstance(token, str):
            raise SignOnError("the provider gives no identity token")
        return token

    def _claims(self, token: str, keys: Any, challenge: Challenge) -> CodeIDToken:
        try:
            read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
            issuer = {"essential": True, "value": str(read.claims.get("iss", ""))}
            audience = {"essential": True, "value": self._settings.oidc_client_id}
            params = {"nonce": challenge.nonce, "client_id": self._settings.oidc_client_id}
            claims = CodeIDToken(read.claims, read.header, {"iss": issuer, "aud": audience}, params)
            claims.validate(now=int(clock.now().timestamp()), leeway=_LEEWAY_S)
        except (JoseError, ValueError) as error:
            raise SignOnError(f"the identity token proves nothing: {error}") from error
        if str(claims["iss"]).rstrip("/") != self._settings.oidc_issuer.rstrip("/"):
            raise SignOnError(f"the identity token is by {claims['iss']!r}")
        return claims


def _json(method: Any, url: str, **given: Any) -> dict[str, Any]:
    try:
        answer = method(url, timeout=_TIMEOUT_S, headers={"Accept": "application/json"}, **given)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignOnError(f"{url}: {error}") from error
    if not isinstance(found, dict):
        raise SignOnError(f"{url}: expected a JSON object")
    return found
