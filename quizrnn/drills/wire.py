"""The format of the pipes between grader and child: length-prefixed frames, nothing that could run code.

A frame is the length of its header (4 bytes) and of its payload (8 bytes), little-endian, the header as a
JSON object, then the payload. Used on both sides, so it needs the standard library alone.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any, Final

PREFIX: Final = struct.Struct("<IQ")
MAX_HEADER: Final = 64 * 1024
MAX_DIMENSIONS: Final = 8
ITEM_SIZES: Final = {
    "|b1": 1,
    "|i1": 1,
    "|u1": 1,
    **{f"<{kind}{size}": size for kind in "iu" for size in (2, 4, 8)},
    "<f2": 2,
    "<f4": 4,
    "<f8": 8,
    "<c8": 8,
    "<c16": 16,
}
"""Bytes of an item of each dtype that may cross the pipe."""


class WireError(Exception):
    """Bytes that are no frame, or a frame that must not be: forged, cut short or too large."""


def frame(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """Return one frame."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    if len(text) > MAX_HEADER:
        raise WireError(f"a header of {len(text)} bytes")
    return PREFIX.pack(len(text), len(payload)) + text + payload


class FrameReader:
    """Cuts a growing buffer of received bytes into frames.

    Args:
        budget: Bytes that may be received altogether.
    """

    def __init__(self, budget: int) -> None:
        self._buffer = bytearray()
        self._budget = budget
        self._received = 0

    @property
    def left_over(self) -> int:
        """Bytes received that make no whole frame yet."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Take received bytes and return the frames that they complete.

        Raises:
            WireError: If the bytes are no frame, or more of them than the budget.
        """
        self._received += len(data)
        if self._received > self._budget:
            raise WireError(f"more than {self._budget} bytes")
        self._buffer += data
        while (found := self._cut()) is not None:
            yield found

    def _cut(self) -> tuple[dict[str, Any], bytes] | None:
        if len(self._buffer) < PREFIX.size:
            return None
        header_size, payload_size = PREFIX.unpack_from(self._buffer)
        if header_size > MAX_HEADER or payload_size > self._budget:
            raise WireError(f"a frame of {header_size} and {payload_size} bytes")
        start, end = PREFIX.size + header_size, PREFIX.size + header_size + payload_size
        if len(self._buffer) < start:
            return None
        header = _parse(bytes(self._buffer[PREFIX.size : start]))
        if "dtype" in header and array_size(header) != payload_size:
            raise WireError("an array whose bytes do not fit its shape")
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return header, payload


def _parse(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is no JSON") from error
    if type(header) is not dict:
        raise WireError("a header that is no object")
    return header


def array_size(header: dict[str, Any]) -> int:
    """Return how many bytes the array that a header describes has, before anything is allocated for it.

    Raises:
        WireError: If dtype or shape are none that may cross the pipe.
    """
    dtype, shape = header.get("dtype"), header.get("shape")
    if type(dtype) is not str or dtype not in ITEM_SIZES:
        raise WireError("an array of another dtype")
    if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
        raise WireError("an array of no shape")
    size = ITEM_SIZES[dtype]
    for length in shape:
        if type(length) is not int or not 0 <= length < 2**31:
            raise WireError("an array of no shape")
        size *= length
    return size
