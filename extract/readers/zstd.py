"""A zstandard stream, unpacked as it is read; one that breaks off says so, which the library's own reader does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

ZSTD_MAGIC_BYTES = 4
_FRAME = b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 14


class ZstdFault(Exception):
    """The packed bytes end too early or are damaged; `str()` goes on from "the zstandard stream"."""


class _Packed(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


def is_zstd(head: bytes) -> bool:
    """Also of a stream that starts with a frame to be skipped, as pzstd and the seekable format write."""
    return head == _FRAME or (len(head) == ZSTD_MAGIC_BYTES and head[1:] == b"\x2a\x4d\x18" and head[0] >> 4 == 5)


class Unzstd:
    """What is in one frame or several that follow one another."""

    def __init__(self, packed: _Packed) -> None:
        self._packed = packed
        self._frame: ZstdDecompressionObj | None = None
        self._input = b""
        self._output = b""

    def read(self, size: int, /) -> bytes:
        """Some bytes, at most `size`; none at the end. Raises ZstdFault once all that was readable has been given."""
        import zstandard

        while not self._output:
            self._input = self._input or self._packed.read(_CHUNK) or b""
            if not self._input:
                if self._frame is not None:
                    raise ZstdFault("ends before its end mark")
                return b""
            frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
            try:
                self._output = frame.decompress(self._input)
            except zstandard.ZstdError as error:
                raise ZstdFault(f"is damaged ({error})") from error
            self._frame = None if frame.eof else frame
            self._input = frame.unused_data if frame.eof else b""
        given, self._output = self._output[:size], self._output[size:]
        return given
