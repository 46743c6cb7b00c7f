"""Talks with a child that answers one request after the other, under all limits of a run."""

from __future__ import annotations

import os
import selectors
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from quizrnn.drills.sandbox import CancelledError
from quizrnn.drills.wire import FrameReader, WireError, frame
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.sandbox import Child

_CHUNK: Final = 1 << 18


class BrokenOffError(QuizrnnError):
    """The child gave no answer, or none that can be read: it hung, crashed, or its time was up."""

    def __init__(self) -> None:
        super().__init__(both("the search was broken off", "查找已中断"))


class Dialogue:
    """A waiting child, spoken with in requests and answers.

    Args:
        child: The child, which is used up.
        job: The job's frames; their plan holds ``repair`` and ``token``.
        token: Stands in every frame of the child's.
        cancel: Ends the dialogue from another thread.
    """

    def __init__(self, child: Child, job: bytes, token: str, cancel: Cancel | None = None) -> None:
        self._child = child
        self._token = token
        self._cancel = cancel
        self._pipes = child.pipes
        self._reader = FrameReader(child.limits.results)
        self._answers: list[tuple[dict[str, Any], bytes]] = []
        self._waiting = memoryview(job)
        os.set_blocking(self._pipes.job, False)
        ready = time.monotonic() + child.limits.start_seconds
        self._exchange(ready)  # the child says that it is ready
        self._deadline = time.monotonic() + child.limits.seconds

    def __enter__(self) -> Dialogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def ask(self, header: dict[str, Any], payload: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Send a request and return the answer.

        Raises:
            BrokenOffError: If there is none.
            CancelledError: If ``cancel`` was requested.
        """
        self._waiting = memoryview(bytes(self._waiting) + frame(header, payload))
        answer = self._exchange(self._deadline)
        if answer[0].get("token") != self._token:
            raise BrokenOffError
        return answer

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
