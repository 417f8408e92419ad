"""The whole command line, as it is installed."""

from types import MappingProxyType
from typing import Final

from streams.cli import app as below

COMMANDS: Final = MappingProxyType(
    {
        **below.COMMANDS,
        "portal": "portal.cli.portal",
        "simulate": "portal.cli.simulate",
        "appoint": "portal.cli.appoint",
        "client": "portal.cli.client",
        "fund-case": "portal.cli.fund_case",
        "vault": "portal.cli.vault",
        "submit": "portal.cli.submit",
        "sign": "portal.cli.sign",
        "receipt": "portal.cli.receipt",
    }
)
"""Every command and the module that registers it."""


def main() -> None:
    """Run the command line."""
    below.main(COMMANDS)


if __name__ == "__main__":
    main()
