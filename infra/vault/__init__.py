"""The vault: identity and card numbers become tokens, and are kept encrypted."""

from infra.vault.keys import VaultLocked
from infra.vault.vault import Revealed, Tokens, Vault, sealed_part

__all__ = ["Revealed", "Tokens", "Vault", "VaultLocked", "sealed_part"]
