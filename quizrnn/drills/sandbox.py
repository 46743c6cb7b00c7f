"""Runs a submission in a child process that it cannot outlive, outgrow or talk out of."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple

from quizrnn.drills.isolation import MARK, Isolation, available, kill_group, kill_marked
from quizrnn.drills.limits import ONE_THREAD, Cancel, Limits
from quizrnn.drills.stack import MAX_DUMP, Dump, read_dump, source_lines
from quizrnn.drills.wire import FrameReader, WireError
from quizrnn.errors import QuizrnnError
from quizrnn.paths import content_dir
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.drills.job import Job
    from quizrnn.drills.report import Status
    from quizrnn.drills.results import RunResult

_PACKAGE: Final = Path(__file__).parent.parent
_CHILD: Final = Path(__file__).with_name("child.py")
_CHUNK: Final = 1 << 16
_POLL_SECONDS: Final = 0.05
_GRACE_SECONDS: Final = 0.25
"""How long what a dead child wrote may take to arrive: another process may hold its pipes open."""

_LATE_SECONDS: Final = 0.25
"""How long the line that a run hangs at may be late: the child writes it down just before its time is up."""

_UNSHARE_OF_KILLED: Final = re.compile(rb"^unshare: sigprocmask unblock failed: [^\n]*\n\Z", re.MULTILINE)
"""What ``unshare`` says, ending with 1, where its child was killed: it cannot end itself by that signal."""

_KEPT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")


class CancelledError(QuizrnnError):
    """The run was ended by a ``Cancel``."""

    def __init__(self) -> None:
        super().__init__(both("the run was cancelled", "运行已取消"))


class Child:
    """A process that imports NumPy and waits for one job; start it early, and both imports overlap.

    Args:
        limits: What the run may take.
        isolation: How the process is shut in; the strongest that works here by default.
        repairs: Whether it is to try edits of a submission, in a ``Dialogue``, rather than run one.

    Raises:
        QuizrnnError: If no process can be started.
    """

    def __init__(
        self, limits: Limits | None = None, isolation: Isolation | None = None, *, repairs: bool = False
    ) -> None:
        self.limits = limits or Limits()
        self._repairs = repairs
        self.isolation = isolation if isolation is not None else available()
        self._mark = f"{os.getpid()}-{os.urandom(8).hex()}"
        self._scratch = Path(tempfile.mkdtemp(prefix="quizrnn-"))
        self._started = time.monotonic()
        self._closed = False
        job_read, self._job = os.pipe()
        self._results, results_write = os.pipe()
        self._stack, stack_write = os.pipe()
        for descriptor in (self._stack, stack_write):
            os.set_blocking(descriptor, False)
        try:
            self._process = self._start(job_read, results_write, stack_write)
        except OSError as error:
            for descriptor in (self._job, self._results, self._stack):
                os.close(descriptor)
            shutil.rmtree(self._scratch, ignore_errors=True)
            reason = error.strerror or str(error)
            raise QuizrnnError(
                both(f"no process can be started: {reason}", f"无法启动进程：{reason}")
            ) from error
        finally:
            os.close(job_read)
            os.close(results_write)
            os.close(stack_write)

    def _start(self, job: int, results: int, stack: int) -> subprocess.Popen[bytes]:
        settings = {
            "limits": self.limits.as_dict(),
            "packages": _numpy_folder(),
            "scratch": str(self._scratch),
            "hidden": [str(_PACKAGE), str(content_dir())],
            "job": job,
            "results": results,
            "stack": stack,
            "locks": self.isolation.locks,
            "repairs": self._repairs,
        }
        options = ["-I", "-S", "-B", "-u", "-X", "utf8"]
        return subprocess.Popen(
            [*self.isolation.command, sys.executable, *options, str(_CHILD), json.dumps(settings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(job, results, stack),
            cwd=self._scratch,
            env=self._environment(),
            start_new_session=True,
        )

    def _environment(self) -> dict[str, str]:
        scratch = str(self._scratch)
        return {
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            **ONE_THREAD,
            "HOME": scratch,
            "TMPDIR": scratch,
            "LANG": "C.UTF-8",
            MARK: self._mark,
        }

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process and everything that it started, and remove its folder; safe to call again."""
        if self._closed:
            return
        self._closed = True
        self._kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        for descriptor in (self._job, self._results, self._stack):
            os.close(descriptor)
        _remove(self._scratch)

    @property
    def alive(self) -> bool:
        """Whether it still waits."""
        return not self._closed and self._process.poll() is None

    def limits_held(self) -> tuple[str, ...]:
        """Wait until the child is ready, and return the names of the limits that the system holds it to.

        Raises:
            QuizrnnError: If it does not become ready.
        """
        reader, deadline = FrameReader(self.limits.results), self._started + self.limits.start_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._results, selectors.EVENT_READ)
            while selector.select(max(0.0, deadline - time.monotonic())):
                data = os.read(self._results, _CHUNK)
                for header, _ in reader.feed(data):
                    return tuple(str(name) for name in header.get("limits", ()))
                if not data:
                    break
        raise QuizrnnError(both("the child process does not start", "子进程无法启动"))

    @property
    def pipes(self) -> Pipes:
        """Return the grader's ends of its pipes."""
        assert self._process.stdout is not None
        return Pipes(self._job, self._results, self._stack, self._process.stdout.fileno())

    def _kill(self) -> None:
        """Kill the group; in a PID namespace that is all there is, elsewhere look for what left the group."""
        kill_group(self._process.pid)
        if "pid" not in self.isolation.namespaces:
            kill_marked(self._mark)

    def run(self, job: Job, cancel: Cancel | None = None) -> RunResult:
        """Run one job, and end the process.

        Raises:
            CancelledError: If ``cancel`` was requested.
        """
        with self:
            return _Exchange(self._process, self.pipes, self._started, self.limits).run(job, cancel)


class Pipes(NamedTuple):
    """The grader's ends: the job is written; results, the dump of the stack and what is printed are read."""

    job: int
    results: int
    stack: int
    printed: int


class _Exchange:
    """Writes the job, reads results and printed text, and watches the clock, all in one loop."""

    def __init__(
        self, process: subprocess.Popen[bytes], pipes: Pipes, started: float, limits: Limits
    ) -> None:
        self._process = process
        self._job, self._results, self._stack, self._printed_end = pipes
        self._limits = limits
        self._deadline = started + limits.start_seconds
        self._ready_at: float | None = None
        self._reader = FrameReader(limits.results)
        self._printed = bytearray()
        self._cut = False
        self._open = {self._results, self._printed_end}

    def run(self, job: Job, cancel: Cancel | None) -> RunResult:
        from quizrnn.drills.results import Receiver, RunResult

        self._receiver = Receiver(job)
        self._to_write = memoryview(job.encoded())
        status, detail = self._watch(cancel)
        dump = self._dump(job) if status in ("timeout", "crashed") else Dump()
        if detail == "SIGSEGV" and dump.aborted:
            detail = "SIGABRT"
        elif detail == "SIGKILL" and dump.out_of_cpu_time:
            status, detail = "timeout", f"{self._limits.cpu_seconds}"
        receiver = self._receiver
        if status == "passed" and receiver.raised is not None:
            status = receiver.raised.status
        return RunResult(
            status="forbidden" if receiver.refused and status != "timeout" else status,
            runs=tuple(receiver.runs),
            missing=receiver.missing,
            raised=receiver.raised,
            refused=receiver.refused,
            warned=tuple(receiver.warned),
            threads=receiver.threads,
            printed=self._printed.decode("utf-8", "replace"),
            cut=self._cut,
            detail=detail,
            stopped_at=dump.place,
            running=receiver.running,
            seconds=time.monotonic() - self._ready_at if self._ready_at is not None else 0.0,
        )

    def _watch(self, cancel: Cancel | None) -> tuple[Status, str]:
        try:
            if not self._transfer(cancel):
                return "timeout", f"{self._limits.seconds:g}"
        except WireError as error:
            return "error", f"frames: {error}"
        code = self._process.wait()
        if code == 1 and (found := _UNSHARE_OF_KILLED.search(self._printed)):
            del self._printed[found.start() :]
            code = -signal.SIGKILL
        if code == 0 and self._reader.left_over:
            return "error", "frames: surplus bytes"
        if code == 0 and self._receiver.ended:
            return "passed", ""
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            return ("timeout", f"{self._limits.cpu_seconds}") if name == "SIGXCPU" else ("crashed", name)
        return "crashed", f"exit {code}"

    def _dump(self, job: Job) -> Dump:
        """Return what the child could still say of where it was."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._stack, selectors.EVENT_READ)
            if self._process.poll() is None and not selector.select(0):
                selector.select(_LATE_SECONDS)
                self._await_exit(_POLL_SECONDS)  # the rest of the dump
        try:
            dump = os.read(self._stack, MAX_DUMP)
        except BlockingIOError:
            return Dump()
        return read_dump(dump, job.filename, source_lines(job.source))

    def _transfer(self, cancel: Cancel | None) -> bool:
        """Move bytes until the child is gone and its pipes are empty; false where time ran out."""
        with selectors.DefaultSelector() as selector:
            for descriptor in self._open:
                selector.register(descriptor, selectors.EVENT_READ)
            os.set_blocking(self._job, False)
            selector.register(self._job, selectors.EVENT_WRITE)
            if cancel is not None:
                selector.register(cancel, selectors.EVENT_READ)
            grace: float | None = None
            while self._open or self._process.poll() is None:
                now = time.monotonic()
                if grace is None and self._process.poll() is not None:
                    grace = now + _GRACE_SECONDS
                if now >= (self._deadline if grace is None else grace):
                    return grace is not None
                if not self._open:
                    self._await_exit(_POLL_SECONDS)
                wait = min(_POLL_SECONDS, max(0.0, self._deadline - now)) if self._open else 0
                for key, _ in selector.select(wait):
                    self._move(selector, key.fd, cancel)
        return True

    def _await_exit(self, seconds: float) -> None:
        """Wait for a child that has closed its pipes: as a rule it is about to end."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def _move(self, selector: selectors.BaseSelector, descriptor: int, cancel: Cancel | None) -> None:
        if cancel is not None and descriptor == cancel.fileno():
            raise CancelledError
        if descriptor == self._job:
            self._write(selector)
            return
        data = os.read(descriptor, _CHUNK)
        if not data:
            selector.unregister(descriptor)
            self._open.discard(descriptor)
        elif descriptor == self._results:
            self._receive(data)
        else:
            room = self._limits.output - len(self._printed)
            self._printed += data[:room]
            self._cut = self._cut or len(data) > room

    def _write(self, selector: selectors.BaseSelector) -> None:
        try:
            self._to_write = self._to_write[os.write(self._job, self._to_write) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._to_write = memoryview(b"")
        if not self._to_write:
            selector.unregister(self._job)

    def _receive(self, data: bytes) -> None:
        for header, payload in self._reader.feed(data):
            if self._ready_at is None:
                if header.get("kind") != "ready":
                    raise WireError("a frame out of order")
                self._ready_at = time.monotonic()
                self._deadline = self._ready_at + self._limits.seconds
            else:
                self._receiver.take(header, payload)


def run(job: Job, limits: Limits | None = None, cancel: Cancel | None = None) -> RunResult:
    """Run one job in a fresh child.

    Raises:
        CancelledError: If ``cancel`` was requested.
    """
    return Child(limits).run(job, cancel)


def _numpy_folder() -> str:
    """Return the folder that NumPy is installed in, without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise QuizrnnError(
            both(
                "NumPy is not installed; install it with “pip install numpy”",
                "未安装 NumPy；请用“pip install numpy”安装",
            )
        )
    return str(Path(spec.origin).parent.parent)


def _remove(folder: Path) -> None:
    """Remove a folder, whatever a submission made of it.

    ``rmtree`` goes down by recursion and stops at what may not be entered; ``chmod`` and ``rm`` do neither.
    """
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]) if folder.exists() else ():
        subprocess.run([*command, "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
