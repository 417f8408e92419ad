"""A file on disk that only this deployment can read: pieces of AES-256-GCM under a key of its own, wrapped by the seal.

Form: magic, length and bytes of the wrapped key, then pieces: length, nonce, ciphertext with its tag. A piece can be
read only in its own place of its own file. Nonces are random, so what a killed process left half written may be cut
off and written anew.
"""

from infra.sealed_file.form import LARGEST
from infra.sealed_file.text import Damaged, reading, size_of
from infra.sealed_file.writing import PIECE, BusyError, Writing

__all__ = ["LARGEST", "PIECE", "BusyError", "Damaged", "Writing", "reading", "size_of"]
