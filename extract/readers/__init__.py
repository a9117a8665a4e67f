"""Readers: files and streams of every known format to papers.

`read` is the one door; FORMATS says what it takes. A reader knows a format and nothing of graphs or stores.
"""

from extract.readers.detect import FORMATS, detect
from extract.readers.errors import CannotOpen, EmptyInput, MissingExtra, ReadError, UnknownFormat
from extract.readers.read import read
from extract.readers.reader import Options, Reader

__all__ = [
    "FORMATS",
    "CannotOpen",
    "EmptyInput",
    "MissingExtra",
    "Options",
    "ReadError",
    "Reader",
    "UnknownFormat",
    "detect",
    "read",
]
