"""A webhook: JSON with the notices, and an `Idempotency-Key` that stays the same however often it is sent.

Address: `jsons://user:password@host/path?+Header=value` for https, `json://…` for http. Alertmanager's receivers are
called at the same kind of address with the body that Alertmanager would send.
"""

import msgspec
from apprise.plugins.custom_json import NotifyJSON

from infra.channels.calls import posted
from infra.channels.letter import Letter
from infra.channels.outcome import Outcome


class Webhook(NotifyJSON):  # type: ignore[no-untyped-call]  # Apprise is half typed
    """A web address that takes JSON."""

    is_several = False

    def deliver(self, letter: Letter) -> Outcome:
        """Call the address with the letter's data."""
        scheme = "https" if self.secure else "http"
        port = f":{self.port}" if isinstance(self.port, int) else ""
        return posted(
            f"{scheme}://{self.host}{port}{self.fullpath}",
            msgspec.json.encode(letter.data),
            headers={**self.headers, "Idempotency-Key": letter.id},
            params=self.params,
            auth=(self.user, self.password or "") if self.user else None,
            verify=self.verify_certificate,
        ).outcome
