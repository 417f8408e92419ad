"""The command `wagewatch`: one module for each of its commands."""

from streams.cli.app import main

__all__ = ["main"]
