"""The vault: identity and card numbers become tokens, and are kept encrypted."""

from infra.vault.asked import Asked, Revealed
from infra.vault.keys import VaultLocked
from infra.vault.retold import retold
from infra.vault.vault import Tokens, Vault, sealed_part

__all__ = ["Asked", "Revealed", "Tokens", "Vault", "VaultLocked", "retold", "sealed_part"]
