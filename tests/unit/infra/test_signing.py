import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from infra.signing import BadSigningKeys, NotSigned, Signer, rotated, verified


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path / "state")
    assert Signer.of(settings).kid == Signer.of(settings).kid
    assert (tmp_path / "state" / "signing-keys.json").stat().st_mode & 0o777 == 0o600


def test_what_is_signed_is_read_and_what_is_changed_is_not(tmp_path: Path) -> None:
    signer = Signer.of(Settings(state_dir=tmp_path))
    token = signer.signed_json({"b": 1, "a": "薪"}, "wagewatch-receipt+jws")
    assert signer.read(token) == '{"a":"薪","b":1}'.encode()
    head, payload, signature = token.split(".")
    for changed in (f"{head}.{payload}x.{signature}", f"{head}.{payload}.{signature[:-6]}AAAAAA", "", "a.b.c"):
        with pytest.raises(NotSigned):
            signer.read(changed)


def test_after_a_rotation_the_old_signatures_are_good_and_the_old_private_key_is_gone(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)
    old = Signer.of(settings)
    token = old.signed(b"receipt")
    kid = rotated(settings)
    new = Signer.of(settings)
    assert new.kid == kid != old.kid
    assert new.read(token) == verified(token, new.public()) == b"receipt"
    kept = json.loads((tmp_path / "signing-keys.json").read_text())["keys"]
    assert ["d" in key for key in kept] == [True, False]


def test_somebody_elses_signature_is_none(tmp_path: Path) -> None:
    mine, other = (Signer.of(Settings(state_dir=tmp_path / name)) for name in ("mine", "other"))
    with pytest.raises(NotSigned):
        mine.read(other.signed(b"receipt"))


def test_keys_may_come_from_the_environment_and_are_rotated_there(tmp_path: Path) -> None:
    Signer.of(Settings(state_dir=tmp_path))
    told = SecretStr((tmp_path / "signing-keys.json").read_text())
    settings = Settings(state_dir=tmp_path / "elsewhere", signing_keys=told)
    assert Signer.of(settings).kid == Signer.of(Settings(state_dir=tmp_path)).kid
    with pytest.raises(BadSigningKeys):
        rotated(settings)
    for wrong in ("{}", "x", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "AAAA"}]}'):
        with pytest.raises(BadSigningKeys):
            Signer.of(Settings(state_dir=tmp_path, signing_keys=SecretStr(wrong)))
