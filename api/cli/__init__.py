"""The command line: one file a verb, `main` around them."""

from api.cli.main import main

__all__ = ["main"]
