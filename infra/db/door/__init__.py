"""The door: who delivered what, the answers kept for those who ask again, and uploads under way."""

from infra.db.door.deliveries import Asked, Begun, Deliveries, Delivery, Taken
from infra.db.door.uploads import Upload, Uploads

__all__ = ["Asked", "Begun", "Deliveries", "Delivery", "Taken", "Upload", "Uploads"]
