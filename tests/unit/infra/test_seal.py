import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from infra.seal import KEY_FILE, BadKeys, Seal, Unreadable
from infra.settings import Settings


def test_the_state_directory_gets_one_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path / "state")
    sealed = Seal.of(settings).sealed("secret")
    assert Seal.of(settings).opened(sealed) == "secret"
    assert b"secret" not in sealed
    assert stat.S_IMODE((tmp_path / "state" / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == [KEY_FILE]


def test_keys_are_rotated_without_losing_what_is_kept(tmp_path: Path) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = Seal([old]).sealed("secret")
    both = Seal.of(Settings(state_dir=tmp_path, seal_keys=SecretStr(f"{new}, {old}")))
    assert Seal([new]).opened(both.renewed(sealed)) == "secret"
    with pytest.raises(Unreadable):
        Seal([new]).opened(sealed)


def test_a_key_that_is_none_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadKeys) as refused:
        Seal(["hunter2"])
    assert "hunter2" not in str(refused.value)
