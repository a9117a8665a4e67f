"""Why an input as a whole could not be read. A single record that could not be read is a RecordProblem instead.

    ReadError
    +-- CannotOpen       no such file, a directory, no permission
    +-- EmptyInput       nothing in it
    +-- UnknownFormat    a binary file, or text in a format that no reader knows, or that holds no papers
    +-- MissingExtra     a format whose library is not installed

Each message is one full sentence that names the input and the way out.
"""

from __future__ import annotations


class ReadError(Exception):
    """The input as a whole could not be read; its message is meant for the person who named the input."""


class CannotOpen(ReadError):
    """There is nothing to read at the path, or it may not be read."""


class EmptyInput(ReadError):
    """The input holds no characters but white space."""


class UnknownFormat(ReadError):
    """No reader recognises the input."""


class MissingExtra(ReadError):
    """The format is read by a library that this installation was made without."""
