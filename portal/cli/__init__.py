"""The command `wagewatch`: the commands of the streams, and those of the portal."""

from portal.cli.app import main

__all__ = ["main"]
