"""Notice boards: their public codes, what officers entered for them, and the photos that sites send."""

from infra.db.boards.codes import Codes
from infra.db.boards.photos import Photo, Photos, Sent, Twin

__all__ = ["Codes", "Photo", "Photos", "Sent", "Twin"]
