"""What came back from the child, frame by frame, held against what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from quizrnn.drills.report import Status
from quizrnn.drills.stack import Place, code_at, source_lines
from quizrnn.drills.wire import WireError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.job import Job


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the submission that an exception came through.

    Attributes:
        line: Its number.
        function: The function that it is in, "<module>" outside all.
        times: How often it came through in a row.
        code: Its text.
    """

    line: int
    function: str = ""
    times: int = 1
    code: str = ""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """The exception that another was raised from, or during the handling of which it was raised.

    Attributes:
        type: Its class's name.
        text: What it says.
        line: Line of the submission that it came through last.
        code: Its text.
        direct: Whether it was named as the cause.
    """

    type: str
    text: str = ""
    line: int | None = None
    code: str = ""
    direct: bool = False


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An exception of the submission's.

    Attributes:
        status: What that makes of the run.
        type: Its class's name.
        text: What it says.
        line: Line of the submission that it came through last.
        column: Of a syntax error, the character on that line, from 1.
        code: That line.
        function: The function that was called, or "" while the file was loaded.
        frames: The submission's lines on its way there, the outermost first.
        omitted: How many of them, out of the middle, are not among ``frames``.
        causes: The exceptions before it, the latest first.
    """

    status: Literal["error", "memory", "syntax"]
    type: str
    text: str = ""
    line: int | None = None
    column: int | None = None
    code: str = ""
    function: str = ""
    frames: list[Frame] = []
    omitted: int = 0
    causes: list[Cause] = []


class Warned(msgspec.Struct, frozen=True, kw_only=True):
    """A warning that the submission's code gave rise to, such as NumPy's of an overflow.

    Attributes:
        type: Its class's name.
        text: What it says.
        line: Line of the submission that was running.
        code: Its text.
    """

    type: str
    text: str = ""
    line: int | None = None
    code: str = ""


class Odd(msgspec.Struct, frozen=True, kw_only=True):
    """A returned value that is no array and no number that could cross the pipe.

    Attributes:
        status: The check that it fails.
        got: What it is: a type, a dtype or a shape.
    """

    status: Literal["missing", "type", "dtype", "shape"]
    got: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the submission tried and that was not let through."""

    kind: Literal["import", "network", "process", "signal", "ctypes", "file", "files", "read", "limit"]
    what: str
    line: int | None = None


class Number(msgspec.Struct, frozen=True):
    """A returned Python or NumPy number.

    Attributes:
        value: It as an array without axes.
        type: Its class's name.
    """

    value: NDArray[Any]
    type: str


Value: TypeAlias = "NDArray[Any] | Number | Odd"

Placed = TypeVar("Placed", Frame, Cause, Raised, Warned)

MAX_FRAMES: Final = 8
MAX_CAUSES: Final = 3
MAX_WARNINGS: Final = 10


class RunOutcome(msgspec.Struct):
    """What one run yielded.

    Attributes:
        values: What came back by name.
        error: The exception that ended it.
        mutated: Names of inputs that a call changed.
        done: Whether it ran to its end or to an exception.
        speed: How many times as fast as the baseline it was, where it was raced.
    """

    values: dict[str, Value] = {}
    error: Raised | None = None
    mutated: tuple[str, ...] = ()
    done: bool = False
    speed: float | None = None


class RunResult(msgspec.Struct, frozen=True):
    """What one child process yielded.

    Attributes:
        status: ``passed`` where every run was made; what they returned is still to be compared.
        runs: One outcome a run, in the job's order.
        missing: Functions that the file does not define.
        raised: The exception that ended the loading of the file.
        refused: What it tried and was not let do.
        warned: Warnings that it gave rise to, each once.
        threads: Threads that it left running.
        printed: What it printed, cut at the limit.
        cut: Whether it printed more.
        detail: For a status without an exception: what the process did, such as ``exit 0`` or ``SIGSEGV``.
        stopped_at: The line at which a run that hung or crashed was, where known; not to be relied on.
        running: Number of the run that was being made, -1 while the file is loaded, None after the last.
        seconds: Wall-clock time since the child was ready.
    """

    status: Status
    runs: tuple[RunOutcome, ...]
    missing: tuple[str, ...] = ()
    raised: Raised | None = None
    refused: tuple[Refusal, ...] = ()
    warned: tuple[Warned, ...] = ()
    threads: int = 0
    printed: str = ""
    cut: bool = False
    detail: str = ""
    stopped_at: Place | None = None
    running: int | None = None
    seconds: float = 0.0


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The header of a frame of the child's, every field of a type of its own."""

    kind: Literal["ready", "loaded", "output", "run", "end"]
    token: str
    run: int = -1
    name: str = ""
    dtype: str = ""
    shape: list[int] = []
    scalar: str = ""
    odd: Literal["", "missing", "type", "dtype", "shape"] = ""
    got: str = ""
    error: Raised | None = None
    mutated: list[str] = []
    speed: float | None = None
    missing: list[str] = []
    refused: list[Refusal] = []
    warned: list[Warned] = []
    threads: int = 0
    limits: list[str] = []
    numpy: str = ""


class Receiver:
    """Takes the child's frames in the one order that is right; any other is an error, never a pass."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._names = [frozenset(run.outputs) for run in job.runs]
        self._lines = source_lines(job.source)
        self._next = 0
        self.runs: list[RunOutcome] = [RunOutcome() for _ in job.runs]
        self.loaded = False
        self.ended = False
        self.missing: tuple[str, ...] = ()
        self.raised: Raised | None = None
        self.refused: tuple[Refusal, ...] = ()
        self.warned: dict[Warned, None] = {}
        self.threads = 0

    @property
    def running(self) -> int | None:
        """Number of the run whose end has not come yet, -1 while the file is loaded, None after the last."""
        if not self.loaded:
            return -1
        return self._next if self._next < len(self.runs) and self.raised is None else None

    def take(self, header: dict[str, Any], payload: bytes) -> None:
        """Take one frame after the child's first.

        Raises:
            WireError: If it is not the frame, or not of the form, that can come now.
        """
        try:
            frame = msgspec.convert(header, _Frame)
        except msgspec.ValidationError as error:
            raise WireError("a frame of another form") from error
        if frame.token != self._job.token or self.ended:
            raise WireError("a frame that is not the grader's")
        for warned in frame.warned[: MAX_WARNINGS - len(self.warned)]:
            self.warned[self._placed(warned)] = None
        match frame.kind:
            case "loaded" if not self.loaded:
                self._load(frame)
            case "output" if self._expects(frame.run):
                self._output(frame, payload)
            case "run" if self._expects(frame.run):
                outcome = self.runs[frame.run]
                outcome.error = self._raised(frame.error)
                outcome.mutated, outcome.done = tuple(frame.mutated), True
                outcome.speed = frame.speed
                self._next += 1
            case "end" if self.loaded and (self.raised or self._next == len(self.runs)):
                self.refused, self.threads, self.ended = tuple(frame.refused), frame.threads, True
            case _:
                raise WireError("a frame out of order")

    def _load(self, frame: _Frame) -> None:
        self.loaded = True
        self.missing, self.refused = tuple(frame.missing), tuple(frame.refused)
        self.raised = self._raised(frame.error)

    def _raised(self, raised: Raised | None) -> Raised | None:
        """Return an exception with the text of its lines, or none."""
        if raised is None:
            return None
        return replace(
            self._placed(raised),
            frames=[self._placed(frame) for frame in raised.frames[:MAX_FRAMES]],
            causes=[self._placed(cause) for cause in raised.causes[:MAX_CAUSES]],
        )

    def _placed(self, place: Placed) -> Placed:
        """Return something that befell a line with that line's text, and without a line that is not there."""
        code = code_at(self._lines, place.line)
        if isinstance(place, Frame):
            return replace(place, code=code)
        there = place.line is not None and 1 <= place.line <= len(self._lines)
        return replace(place, code=code, line=place.line if there else None)

    def _expects(self, run: int) -> bool:
        return self.loaded and self.raised is None and run == self._next < len(self.runs)

    def _output(self, frame: _Frame, payload: bytes) -> None:
        outcome = self.runs[frame.run]
        if frame.name in outcome.values or frame.name not in self._names[frame.run]:
            raise WireError("an output twice, or one that was not asked for")
        outcome.values[frame.name] = _value(frame, payload)


def _value(frame: _Frame, payload: bytes) -> Value:
    if frame.odd:
        return Odd(status=frame.odd, got=frame.got[:120])
    if not frame.dtype:
        raise WireError("an output without a value")
    import numpy as np

    array = np.frombuffer(payload, dtype=frame.dtype).reshape(frame.shape)
    return Number(array, frame.scalar[:80]) if frame.scalar and not frame.shape else array
