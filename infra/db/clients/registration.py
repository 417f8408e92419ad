"""Registering clients and their keys: what is checked, and what the chronicle is told."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from joserfc.jwk import OKPKey
from sqlalchemy import Engine

from infra import clock
from infra.db.chronicle import Entry
from infra.db.clients.store import ClientKey, Clients, Unknown
from infra.signed_request import algorithms_of, public_key
from schemas.client import Client, ClientKind
from schemas.sensitive import masked

MTLS: Final = "mtls"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_BANK: Final = re.compile(r"[0-9]{3}")
_REGION: Final = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")


class Wrong(Exception):
    """A client cannot be like that; the text says why, `zh` in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Registrar:
    """Who registers: an officer or the console, of an office, on a day of the system's clock."""

    engine: Engine
    actor: str
    office: str | None
    day: date

    def add(self, client: Client) -> None:
        """Register a client. Raises `Wrong` or `Taken`."""
        _check(client)
        self._store.add(client, self.office, clock.now(), self.entry(client.id, "created", _told(client)))

    def change(self, client: Client, *, active: bool) -> None:
        """Change name and scope, or switch the client off and on. Raises `Wrong` or `Unknown`."""
        _check(client)
        entry = self.entry(client.id, "changed", {**_told(client), "active": active})
        self._store.change(client, entry, active=active)

    def generate(self, client_id: str, until: datetime | None = None) -> dict[str, Any]:
        """Make a key pair and register its public half; the private JWK is returned and kept nowhere."""
        self._known(client_id)
        private = dict(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
        public = {name: value for name, value in private.items() if name != "d"}
        self._add_key(client_id, public, until)
        return private

    def add_key(self, client_id: str, pasted: str, until: datetime | None = None) -> str:
        """Register a public key (JWK or PEM); return its kid. Raises `BadKey`, `Taken` or `Unknown`."""
        self._known(client_id)
        public = public_key(pasted)
        self._add_key(client_id, public, until)
        return str(public["kid"])

    def add_certificate(self, client_id: str, fingerprint: str, until: datetime | None = None) -> str:
        """Register a certificate by its SHA-256; return its kid. Raises `Wrong`, `Taken` or `Unknown`."""
        self._known(client_id)
        plain = fingerprint.replace(":", "").strip().lower()
        if not _FINGERPRINT.fullmatch(plain):
            raise Wrong(
                "a certificate is named by its SHA-256, 64 hexadecimal digits", "请填写证书的SHA-256指纹(64位十六进制)"
            )
        kid = f"{MTLS}:{plain}"
        key = ClientKey(kid, client_id, MTLS, {}, clock.now(), until, None)
        self._store.add_key(key, self.entry(client_id, "key_added", {"kid": kid, "alg": MTLS}))
        return kid

    def revoke(self, client_id: str, kid: str) -> None:
        """Refuse a key from now on. Raises `Unknown`."""
        self._store.revoke(client_id, kid, clock.now(), self.entry(client_id, "key_revoked", {"kid": kid}))

    @property
    def _store(self) -> Clients:
        return Clients(self.engine)

    def _known(self, client_id: str) -> None:
        if self._store.get(client_id) is None:
            raise Unknown

    def _add_key(self, client_id: str, public: dict[str, Any], until: datetime | None) -> None:
        alg = algorithms_of(public)[0]
        key = ClientKey(str(public["kid"]), client_id, alg, public, clock.now(), until, None)
        self._store.add_key(key, self.entry(client_id, "key_added", {"kid": key.kid, "alg": alg}))

    def entry(self, client_id: str, act: str, body: dict[str, Any]) -> Entry:
        """What the chronicle is told of something done to a client."""
        return Entry(f"client:{client_id}", act, self.actor, self.office or "", self.day, body)


def new_client(  # noqa: PLR0913, PLR0917 (a form's fields)
    client_id: str,
    kind: ClientKind,
    name: str,
    bank_code: str = "",
    projects: Sequence[str] = (),
    regions: Sequence[str] = (),
    source: str = "",
) -> Client:
    """The client as registered; its source is `urn:bank:CODE`, or the kind and the id, where none is given."""
    usual = f"urn:bank:{bank_code}" if kind is ClientKind.BANK else f"urn:{kind.value}:{client_id}"
    return Client(
        client_id.strip(), kind, name.strip(), source.strip() or usual, bank_code.strip() or None,
        frozenset(one.strip() for one in projects if one.strip()), tuple(one.strip() for one in regions if one.strip()),
    )  # fmt: skip


def _check(client: Client) -> None:
    if not _ID.fullmatch(client.id):
        raise Wrong(
            "an id has 1 to 40 lower-case letters, digits, dots or hyphens", "编号由1至40位小写字母、数字、点、横线组成"
        )
    if not client.name:
        raise Wrong("a client has a name", "必须填写名称")
    is_bank = client.kind is ClientKind.BANK
    if is_bank != bool(client.bank_code) or (client.bank_code and not _BANK.fullmatch(client.bank_code)):
        raise Wrong("a bank has a code of three digits, nobody else has one", "银行须填写三位银行代码,其他类别不填")
    if client.kind in {ClientKind.SITE, ClientKind.DEVICE} and not client.projects:
        raise Wrong("a site or a terminal has its projects", "工地和设备须填写项目编号")
    if client.kind is ClientKind.REGISTRY and not (client.projects or client.regions):
        raise Wrong("a registry has its regions or projects", "登记部门须填写辖区或项目")
    if not all(map(_REGION.fullmatch, client.regions)):
        raise Wrong("a region is 2, 4, 6 or 9 digits", "辖区代码为2、4、6或9位数字")
    if any(masked(text) != text for text in (client.id, client.name, client.source, *client.projects)):
        raise Wrong("a person's number stands in it: leave it out", "其中含有身份证号或银行卡号,请去掉")
    if ":" not in client.source or any(sign.isspace() for sign in client.source):
        raise Wrong("a source is a URI, such as urn:bank:102", "数据来源须为URI,例如 urn:bank:102")


def _told(client: Client) -> dict[str, Any]:
    told = {"name": client.name, "kind": client.kind.value, "source": client.source, "bank_code": client.bank_code}
    return json.loads(json.dumps({**told, "projects": sorted(client.projects), "regions": list(client.regions)}))  # type: ignore[no-any-return]
