"""Tries edits of a submission in the child: many small programs, each run on tiny inputs.

Loaded by path from ``child.py``, so it needs the standard library and NumPy alone. It is told nothing of
what is right: it is handed compiled variants of the submission and sends back, for each, all the numbers
that came out, one row a variant.
"""

from __future__ import annotations

import json
import marshal
import math
import os
import signal
import sys
import time
import types
from collections.abc import Callable
from typing import Any, Final

MAX_VISITS: Final = 3
"""How often a place that is passed again and again is looked at."""

MAX_NAMES: Final = 60
"""How many names of a scope are looked at."""

PATIENCE: Final = 0.1
"""Processor time that one run of a variant may take; on tiny inputs it takes about a hundredth of that."""

WAITING: Final = 1.0
"""Seconds by the clock that it may take: for what sleeps, or waits on something."""

BATCH_PATIENCE: Final = 2.0
BATCH_WAITING: Final = 6.0
"""The same for all variants of a request; those left over yield nothing."""

BESIDE: Final = 0.37
"""What a disturbed number is off by, beside a factor."""


class Observer:
    """What woven programs call: they carry it as ``_quiz``.

    Attributes:
        variant: Which variant of the program runs, -1 for the program as it is.
    """

    def __init__(self, np: Any) -> None:
        self.np = np
        self.disturbed = -1
        self.values: dict[int, list[Any]] = {}
        self.scopes: dict[int, dict[str, Any]] = {}
        self.order: list[int] = []
        self.watching = False

    def seen(self, number: int, value: Any) -> Any:
        """Note what an expression yielded, or disturb it, and hand it on."""
        if number == self.disturbed:
            return self._disturb(value)
        if self.watching:
            found = self.values.setdefault(number, [])
            if len(found) < MAX_VISITS:
                found.append(self._copied(value))
        return value

    def scope(self, number: int, names: dict[str, Any]) -> None:
        """Note which names there are where a statement begins."""
        if self.watching:
            self.order.append(number)
            if number not in self.scopes:
                described = {name: self.described(value) for name, value in list(names.items())[:MAX_NAMES]}
                self.scopes[number] = described

    def _copied(self, value: Any) -> Any:
        return value.copy() if type(value) is self.np.ndarray else value

    def _disturb(self, value: Any) -> Any:
        if type(value) is self.np.ndarray and value.dtype.kind == "f":
            ramp = self.np.cos(self.np.arange(1.0, value.size + 1)).reshape(value.shape)
            return value * 1.3 + BESIDE + 0.1 * ramp
        if isinstance(value, (float, self.np.floating)):
            return value * 1.3 + BESIDE
        return value

    def described(self, value: Any, deep: int = 2) -> Any:
        """Return what kind of thing a value is: shape of an array, number, text, or what it holds."""
        kind = type(value)
        if kind is self.np.ndarray:
            return {"array": list(value.shape), "kind": value.dtype.kind}
        if kind is bool or value is None:
            return {"other": kind.__name__}
        if isinstance(value, (float, self.np.floating)):
            return {"array": [], "kind": "f"}
        if isinstance(value, (int, self.np.integer)):
            return {"int": int(value) if abs(int(value)) < 10**6 else 0}
        if isinstance(value, dict) and deep:
            items = list(dict.items(value))[:40]
            named = [(k, v) for k, v in items if type(k) is str and k.isprintable()]
            return {"dict": {k: self.described(v, deep - 1) for k, v in named}}
        if isinstance(value, (tuple, list)) and deep:
            return {kind.__name__: [self.described(entry, deep - 1) for entry in list(value)[:24]]}
        if isinstance(value, types.FunctionType):
            return {"function": value.__code__.co_argcount}
        inside = getattr(value, "__dict__", None)
        if type(inside) is dict and deep and not isinstance(value, types.ModuleType):
            items = list(inside.items())[:40]
            return {"object": {k: self.described(v, deep - 1) for k, v in items}}
        return {"other": kind.__name__[:40]}


class SlowError(BaseException):
    """A variant takes too long: as a rule it never ends."""


class Timed:
    """A context that raises ``SlowError`` where it is not left soon, again and again."""

    def __init__(self) -> None:
        self._set: Callable[..., Any] | None = getattr(signal, "setitimer", None)
        if self._set is not None:
            signal.signal(signal.SIGPROF, self._raise)
            signal.signal(signal.SIGALRM, self._raise)

    def __enter__(self) -> None:
        if self._set is not None:
            self._set(signal.ITIMER_PROF, PATIENCE, PATIENCE)
            self._set(signal.ITIMER_REAL, WAITING, WAITING)

    def __exit__(self, *_: object) -> None:
        if self._set is not None:
            self._set(signal.ITIMER_PROF, 0)
            self._set(signal.ITIMER_REAL, 0)

    def _raise(self, *_: object) -> None:
        raise SlowError


class Batch:
    """How long a request may take: begun when it is made."""

    def __init__(self) -> None:
        self._used, self._begun = time.process_time(), time.monotonic()

    def is_over(self) -> bool:
        """Whether what is left of the request is to be left out."""
        used, waited = time.process_time() - self._used, time.monotonic() - self._begun
        return used > BATCH_PATIENCE or waited > BATCH_WAITING


class Bench:
    """Holds one woven program and runs its variants on the job's inputs."""

    def __init__(
        self,
        np: Any,
        plan: dict[str, Any],
        arrays: list[tuple[Any, str]],
        functions: dict[str, Any],
        caught: Any,
    ) -> None:
        self._np, self._plan, self._caught = np, plan, caught
        self._functions = functions
        self._timed = Timed()
        self._arrays = [array for array, _ in arrays]
        self._names: dict[str, Any] = {}
        self.observer = Observer(np)

    def load(self, code: bytes, *, watched: bool = False) -> str:
        """Execute a woven program; return what was raised, if anything."""
        self._code = marshal.loads(code)
        self.observer.watching = watched
        raised = self._execute(-1)
        self.observer.watching = False
        return raised

    def _execute(self, variant: int) -> str:
        module = types.ModuleType("submission")
        module.__dict__["_quiz"] = self.observer
        module.__dict__["_variant"] = variant
        sys.modules["submission"] = module
        with self._caught() as caught:
            exec(self._code, module.__dict__)
        self._names = module.__dict__
        return "" if caught.error is None else type(caught.error).__name__

    def rows(self, number: int, variants: list[int], top: list[int]) -> bytes:
        """Return the rows of variants, one after the other; those of ``top`` change the file's top level."""
        batch, rows = Batch(), []
        for variant in variants:
            make = self._nothing if batch.is_over() else self._anew if variant in top else self.row
            rows.append(make(number, variant))
        return self._joined(rows)

    def disturbed(self, number: int, places: list[int]) -> bytes:
        """Return the rows of the program as it is with the value of one place disturbed in each."""
        batch, rows = Batch(), []
        for place in places:
            self.observer.disturbed = place
            rows.append((self._nothing if batch.is_over() else self.row)(number, -1))
        self.observer.disturbed = -1
        return self._joined(rows)

    def _joined(self, rows: list[Any]) -> bytes:
        found: bytes = self._np.array(rows).tobytes()
        return found

    def _nothing(self, number: int, _variant: int) -> Any:
        return self._np.full(self._plan["runs"][number]["size"], self._np.nan)

    def _anew(self, number: int, variant: int) -> Any:
        """Return what ``row`` does, of a variant of the file's top level: it is executed for it alone."""
        self._execute(variant)
        row = self.row(number, variant)
        self._execute(-1)
        return row

    def row(self, number: int, variant: int) -> Any:
        """Return all numbers that a variant yields on one set of inputs, NaN where there are none."""
        run = self._plan["runs"][number]
        layout = run["layout"]
        row = self._nothing(number, variant)
        self._names["_variant"] = variant
        returned: dict[str, Any] = {}
        with self._caught(), self._timed:
            for call in run["calls"]:
                arguments = [
                    returned[name] if name in returned else self._built(run["inputs"][name])
                    for name in call["arguments"]
                ]
                value = self._names[call["function"]](*arguments)
                self._take(call, value, returned, layout, row)
        return row

    def _take(
        self, call: dict[str, Any], value: Any, returned: dict[str, Any], layout: dict[str, Any], row: Any
    ) -> None:
        names = call["returns"]
        values = list(dict.fromkeys(name.partition(".")[0] for name in names))
        if call["form"] == "single":
            returned[values[0]] = value
        elif call["form"] == "dict":
            returned.update({name: value[name] for name in values if name in value})
        elif isinstance(value, tuple) and len(value) == len(values):
            returned.update(zip(values, value, strict=True))
        for name in names:
            if name in layout:
                start, shape, dtype = layout[name]
                found: Any = returned
                for key in name.split("."):
                    found = found.get(key) if isinstance(found, dict) else None
                self._fill(row, start, shape, dtype, found)

    def _fill(self, row: Any, start: int, shape: list[int], dtype: str, found: Any) -> None:
        np = self._np
        size = math.prod(shape)
        if isinstance(found, (float, np.floating)) and not shape:
            row[start] = found
        elif type(found) is np.ndarray and found.dtype.kind in "fiub":
            if list(found.shape) == shape and found.dtype.str == dtype:
                row[start : start + size] = found.ravel()
            elif size and found.size:
                # Of another shape or dtype: no value is right, but that it changes is seen.
                row[start] = float(np.cos(np.arange(1.0, found.size + 1)) @ found.ravel()) + 1e6

    def _built(self, tree: dict[str, Any]) -> Any:
        ((kind, value),) = tree.items()
        if kind == "array":
            return self._arrays[value].copy()
        if kind == "dict":
            return {key: self._built(branch) for key, branch in value.items()}
        if kind == "list":
            return [self._built(branch) for branch in value]
        if kind == "function":
            return self._functions[value]
        return value

    def watched(self, number: int) -> tuple[bytes, bytes]:
        """Run the program as it is under observation; return what was seen, and the numbers in it."""
        np, observer = self._np, self.observer
        observer.watching = True
        row = self.row(number, -1)
        observer.watching = False
        numbers: list[Any] = [row]
        nodes = {}
        place = row.size
        for node, values in observer.values.items():
            visits = []
            for value in values:
                described = observer.described(value)
                if type(value) is np.ndarray and value.dtype.kind == "f" and value.size <= 4096:
                    described["at"] = place
                    numbers.append(value.ravel())
                    place += value.size
                visits.append(described)
            nodes[node] = visits
        seen = {"nodes": nodes, "scopes": observer.scopes, "last": observer.order[-1:], "size": row.size}
        seen["functions"] = {
            name: value.__code__.co_argcount
            for name, value in self._names.items()
            if isinstance(value, types.FunctionType)
        }
        observer.values, observer.scopes, observer.order = {}, {}, []
        return json.dumps(seen).encode(), np.concatenate(numbers).astype(np.float64).tobytes()


def serve(
    receive: Callable[[], tuple[dict[str, Any], bytes] | None],
    send: Callable[..., None],
    bench: Bench,
    np: Any,
) -> None:
    """Answer one request after the other until the grader closes the pipe."""
    np.seterr(all="ignore")
    begun = time.process_time()
    send({"kind": "open"})  # what is asked before that would be lost in the job's last read
    while (request := receive()) is not None:
        header, payload = request
        match header["kind"]:
            case "program":
                raised = bench.load(payload, watched=bool(header.get("watched")))
                send({"kind": "loaded", "raised": raised})
            case "watch":
                seen, numbers = bench.watched(header["run"])
                send({"kind": "seen", "split": len(seen)}, seen + numbers)
            case "disturb":
                rows = bench.disturbed(header["run"], header["places"])
                send({"kind": "rows", "spent": time.process_time() - begun}, rows)
            case "try":
                rows = bench.rows(header["run"], header["variants"], header.get("top", []))
                send({"kind": "rows", "spent": time.process_time() - begun}, rows)


def requests(descriptor: int, wire: Any) -> Callable[[], tuple[dict[str, Any], bytes] | None]:
    """Return a function that reads the next request, or None at the end."""
    frames: list[tuple[dict[str, Any], bytes]] = []
    reader = wire.FrameReader(sys.maxsize)

    def following() -> tuple[dict[str, Any], bytes] | None:
        while not frames:
            data = os.read(descriptor, 1 << 20)
            if not data:
                return None
            frames.extend(reader.feed(data))
        return frames.pop(0)

    return following
