"""Evidence packs of the running system's alerts."""

from streams.evidence.pack import Asker, Pack, packed

__all__ = ["Asker", "Pack", "packed"]
