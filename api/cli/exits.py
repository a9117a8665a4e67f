"""What a command's exit code says, and the error that carries one."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    UNREACHABLE = 4
    PARTLY = 5
    INTERRUPTED = 130


class CommandError(Exception):
    """The command cannot go on. `str()` is one sentence for a person; `code` is what the process ends with."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code
