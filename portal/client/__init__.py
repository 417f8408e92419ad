"""A typed client of the machine interface: signs each request, resumes uploads, checks receipts."""

from portal.client import own
from portal.client.receipts import checked
from portal.client.sender import Failed, Sender, Submitted

__all__ = ["Failed", "Sender", "Submitted", "checked", "own"]
