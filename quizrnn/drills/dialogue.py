"""Talks with a child that answers one request after the other, under all limits of a run.

The submission runs beside whatever answers, so an answer counts only if it has the token, the kind and the
size that its request asks for; whatever else arrives ends the dialogue.
"""

from __future__ import annotations

import json
import os
import selectors
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from quizrnn.drills.limits import MIB
from quizrnn.drills.sandbox import CancelledError
from quizrnn.drills.wire import MAX_HEADER, PREFIX, FrameReader, WireError, frame
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.sandbox import Child

_CHUNK: Final = 1 << 18

ANSWERS: Final = {"program": "loaded", "watch": "seen", "disturb": "rows", "try": "rows"}
"""The kind of the answer to each kind of request."""

MAX_SEEN: Final = 64 * MIB
"""Bytes that an account of what was seen may have."""

_ITEM: Final = 8


class _Sized(msgspec.Struct):
    size: int


class BrokenOffError(QuizrnnError):
    """The child gave no answer, or none that can be read: it hung, crashed, or its time was up."""

    def __init__(self) -> None:
        super().__init__(both("the search was broken off", "查找已中断"))


class Dialogue:
    """A waiting child, spoken with in requests and answers.

    Args:
        child: The child, which is used up.
        job: The job's frames; their plan holds ``token`` and how many numbers each run yields.
        token: Stands in every frame of the child's.
        cancel: Ends the dialogue from another thread.
    """

    def __init__(self, child: Child, job: bytes, token: str, cancel: Cancel | None = None) -> None:
        self._child = child
        self._token = token
        self._cancel = cancel
        self._pipes = child.pipes
        self._sizes = _row_sizes(job)
        self._reader = FrameReader(2 * (PREFIX.size + MAX_HEADER))
        self._answers: list[tuple[dict[str, Any], bytes]] = []
        self._waiting = memoryview(job)
        os.set_blocking(self._pipes.job, False)
        ready = time.monotonic() + child.limits.start_seconds
        for kind in ("ready", "open"):
            if self._exchange(ready)[0].get("kind") != kind:
                raise BrokenOffError
        self._deadline = time.monotonic() + child.limits.seconds

    def __enter__(self) -> Dialogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def ask(self, header: dict[str, Any], payload: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Send a request and return the answer, of the kind and size that it asks for.

        Raises:
            BrokenOffError: If there is none.
            CancelledError: If ``cancel`` was requested.
        """
        if self._answers or self._reader.left_over:
            raise BrokenOffError  # said before it was asked
        rows = _ITEM * len(header.get("variants", header.get("places", ()))) * self._size(header)
        most = MAX_SEEN if header["kind"] == "watch" else rows
        self._reader = FrameReader(PREFIX.size + MAX_HEADER + most)
        self._waiting = memoryview(bytes(self._waiting) + frame(header, payload))
        said, data = self._exchange(self._deadline)
        if said.get("token") != self._token or said.get("kind") != ANSWERS[header["kind"]]:
            raise BrokenOffError
        if said["kind"] == "rows" and not (len(data) == rows and _is_time(said.get("spent"))):
            raise BrokenOffError
        if said["kind"] == "seen" and not _is_seen(said.get("split"), data, self._size(header)):
            raise BrokenOffError
        return said, data

    def _size(self, header: dict[str, Any]) -> int:
        """Return how many numbers the run yields that a request is about."""
        return self._sizes[header["run"]] if "run" in header else 0

    def _exchange(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipes.results, selectors.EVENT_READ)
            selector.register(self._pipes.printed, selectors.EVENT_READ)
            if self._waiting:
                selector.register(self._pipes.job, selectors.EVENT_WRITE)
            if self._cancel is not None:
                selector.register(self._cancel, selectors.EVENT_READ)
            while not self._answers:
                left = deadline - time.monotonic()
                if left <= 0 or not (events := selector.select(left)):
                    raise BrokenOffError
                for key, _ in events:
                    self._move(selector, key.fd)
        return self._answers.pop(0)

    def _move(self, selector: selectors.BaseSelector, descriptor: int) -> None:
        if self._cancel is not None and descriptor == self._cancel.fileno():
            raise CancelledError
        if descriptor == self._pipes.job:
            try:
                self._waiting = self._waiting[os.write(descriptor, self._waiting) :]
            except BlockingIOError:
                return
            except BrokenPipeError:
                raise BrokenOffError from None
            if not self._waiting:
                selector.unregister(descriptor)
            return
        data = os.read(descriptor, _CHUNK)
        if descriptor == self._pipes.printed:
            if not data:
                selector.unregister(descriptor)
            return  # what a variant prints is nobody's concern
        if not data:
            raise BrokenOffError
        try:
            self._answers.extend(self._reader.feed(data))
        except WireError:
            raise BrokenOffError from None


def _row_sizes(job: bytes) -> list[int]:
    """Return how many numbers each of a job's runs yields."""
    frames = FrameReader(len(job)).feed(job)
    plan = next(payload for header, payload in frames if header["kind"] == "plan")
    return [run["size"] for run in json.loads(plan)["runs"]]


def _is_time(spent: object) -> bool:
    return isinstance(spent, (int, float)) and 0 <= spent < float("inf")


def _is_seen(split: object, data: bytes, size: int) -> bool:
    """Whether an account has a row of the right size, and whole numbers of numbers."""
    if not isinstance(split, int) or not 0 < split <= len(data):
        return False
    left = len(data) - split
    if left % _ITEM or left < _ITEM * size:
        return False
    try:
        return msgspec.json.decode(data[:split], type=_Sized).size == size
    except msgspec.MsgspecError:
        return False
