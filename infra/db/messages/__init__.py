"""What a client's ISO 20022 messages do not say themselves: whose account, which purpose, which payment."""

from infra.db.messages.store import MessageWords

__all__ = ["MessageWords"]
