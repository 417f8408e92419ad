"""Who may ask at the gate."""

from portal.machine.problem import problem
from schemas.client import Client, ClientKind


def bank_of(client: Client) -> str:
    """The code of the bank that calls. Raises `Problem` 403 for everybody else."""
    if client.kind is not ClientKind.BANK or client.bank_code is None:
        raise problem(403, "banks-only", "only a bank asks here", "仅限银行调用")
    return client.bank_code
