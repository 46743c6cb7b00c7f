"""Runs one submission in a process of its own. Standalone: the standard library and NumPy, never quizrnn.

Started as ``python -I -S -B child.py SETTINGS``. It imports NumPy, says that it is ready, and waits for a
job: source, inputs and what to call with them. It is told nothing of what is right. Whatever it needs while
the submission is loaded is bound beforehand, so that patched functions change nothing.
"""

from __future__ import annotations

import _sitebuiltins
import _thread
import builtins
import gc
import importlib.util
import json
import linecache
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
MAX_OUTPUT: Final = 16 * 1024 * 1024
OWN: Final = (
    *("child", "child_guard", "child_raised", "child_repair", "wire", "functions", "race", "training"),
    "descent",
)
"""Modules of which the lines may be read, for tracebacks."""
LEFT_BY_GRADER: Final = 3
"""Exit code where the grader is gone."""
BROKEN: Final = 70
"""Exit code where the submission has broken what this module needs: a built-in function, its own pipe."""


def load(name: str) -> types.ModuleType:
    """Load a module beside this one, by path: nothing of the project is importable by name."""
    spec = importlib.util.spec_from_file_location(f"_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Caught:
    """A context that keeps whatever is raised in it, ``SystemExit`` and ``KeyboardInterrupt`` included."""

    error: BaseException | None = None

    def __enter__(self) -> Caught:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> bool:
        self.error = error
        return True


class Results:
    """The private pipe to the grader: every frame carries the job's token."""

    def __init__(self, descriptor: int, frame: Callable[..., bytes]) -> None:
        self._descriptor = descriptor
        self._frame = frame
        self._write = os.write
        self.token = ""

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        data = memoryview(self._frame({**header, "token": self.token}, payload))
        while data:
            data = data[self._write(self._descriptor, data) :]


class Values:
    """Copies inputs and describes returned values, all of it with NumPy as it was before the submission."""

    def __init__(self, np: Any, item_sizes: dict[str, int], functions: dict[str, Any]) -> None:
        self._ndarray, self._generic, self._float64 = np.ndarray, np.generic, np.float64
        self._empty, self._frombuffer, self._nan = np.empty, np.frombuffer, np.nan
        self._tobytes, self._copy = np.ndarray.tobytes, np.ndarray.copy
        self._item_sizes = item_sizes
        self.functions = functions

    def received(self, header: dict[str, Any], payload: bytes) -> Any:
        """Return the array that a frame holds, laid out in memory as the frame says."""
        flat = self._frombuffer(payload, dtype=header["dtype"]).reshape(header["shape"])
        return self.copied(flat, header["layout"])

    def copied(self, array: Any, layout: str) -> Any:
        if layout != "strided":
            return self._copy(array, order=layout)
        wide = self._empty((*array.shape[:-1], 2 * array.shape[-1] + 1), array.dtype)
        wide.fill(self._nan if array.dtype.kind in "fc" else 0)
        view = wide[..., 1::2]
        view[...] = array
        return view

    def same(self, a: Any, b: Any) -> bool:
        """Whether two arrays hold the same bytes, so that NaN equals itself."""
        return bool(a.shape == b.shape and self._tobytes(a) == self._tobytes(b))

    def described(self, value: Any) -> tuple[dict[str, Any], bytes]:
        """Return header and payload of one returned value: an array, a number, or what it is instead."""
        kind = type(value)
        if value is None:
            return {"odd": "missing", "got": "None"}, b""
        if kind is float:
            return {"dtype": "<f8", "shape": [], "scalar": "float"}, self._float64(value).tobytes()
        if kind is not self._ndarray and not isinstance(value, self._generic):
            return {"odd": "type", "got": kind.__name__[:80]}, b""
        if value.dtype.str not in self._item_sizes:
            return {"odd": "dtype", "got": str(value.dtype)[:80]}, b""
        if value.nbytes > MAX_OUTPUT or value.ndim > 8:
            return {"odd": "shape", "got": str(value.shape)[:80]}, b""
        header = {"dtype": value.dtype.str, "shape": list(value.shape)}
        if kind is not self._ndarray:
            header["scalar"] = kind.__name__
            return header, value.tobytes()
        return header, self._tobytes(value)


class Runner:
    """Loads a submission and makes the calls of a job."""

    def __init__(
        self, results: Results, values: Values, race: Any, training: Any, told: tuple[Any, Any], filename: str
    ) -> None:
        self._results = results
        self._values = values
        self._race, self._training = race, training
        self._raised: Callable[[BaseException], dict[str, Any]] = told[0].raised
        self.warned = told[1]
        self._filename = filename
        self._module = types.ModuleType("submission")
        self._functions: dict[str, Any] = {}

    def load(self, source: str) -> dict[str, Any] | None:
        """Execute the file's top level; return what was raised, if anything."""
        lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        linecache.cache[self._filename] = (len(source), None, [line + "\n" for line in lines], self._filename)
        with Caught() as caught:
            code = compile(source, self._filename, "exec", dont_inherit=True)
        if caught.error is not None:
            return self._raised(caught.error) | {"status": "syntax"}
        self._module.__file__ = self._filename
        sys.modules["submission"] = self._module
        with Caught() as caught:
            exec(code, self._module.__dict__)
        self._functions = dict(self._module.__dict__)
        return None if caught.error is None else self._raised(caught.error)

    def missing(self, functions: list[str]) -> list[str]:
        """Return which of the functions the file does not define."""
        return [name for name in functions if not callable(self._functions.get(name))]

    def run(self, number: int, run: dict[str, Any], arrays: list[tuple[Any, str]]) -> None:
        """Make the calls of one run and send what they return."""
        if run["trains"]:
            self._train(number, run, _Inputs(self._values, run["inputs"], arrays, {}))
            return
        returned: dict[str, Any] = {}
        error = None
        mutated: list[str] = []
        for call in run["calls"]:
            function = self._functions.get(call["function"])
            if not callable(function):
                break
            given = _Inputs(self._values, run["inputs"], arrays, returned)
            if any(name not in returned and name not in run["inputs"] for name in call["arguments"]):
                break
            arguments = [given.make(name) for name in call["arguments"]]
            with Caught() as caught:
                value = function(*arguments)
            if caught.error is not None:
                error = self._raised(caught.error) | {"function": call["function"]}
                break
            mutated += given.mutated()
            error = self._return(number, call, value, returned)
            if error is not None:
                break
        speed = None
        if run["baseline"]:
            speed = self._race.speed(run, self._functions, _Inputs(self._values, run["inputs"], arrays, {}))
        self._results.send(
            {
                "kind": "run",
                "run": number,
                "error": error,
                "mutated": sorted(set(mutated)),
                "speed": speed,
                "warned": self.warned.taken(),
            }
        )

    def _train(self, number: int, run: dict[str, Any], given: _Inputs) -> None:
        """Train with the submission's functions, or measure its updates, and send what came of it."""
        error = None
        with Caught() as caught:
            inputs, train = {name: given.make(name) for name in run["inputs"]}, self._training[run["trains"]]
            found = train(self._functions["init"], self._functions["step"], inputs, float)
        if caught.error is not None:
            error = self._raised(caught.error) | {"function": "step"}
        for name, value in {} if error else found.items():
            header, payload = self._values.described(value)
            self._results.send({"kind": "output", "run": number, "name": name} | header, payload)
        warned = self.warned.taken()
        self._results.send({"kind": "run", "run": number, "error": error, "mutated": [], "warned": warned})

    def _return(
        self, number: int, call: dict[str, Any], value: Any, returned: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Split what a call returned into its named parts and send all but the cache."""
        wrong = None
        names = call["returns"]
        values = list(dict.fromkeys(name.partition(".")[0] for name in names))
        with Caught() as caught:
            if call["form"] == "single":
                returned[values[0]] = value
            elif call["form"] == "dict" and isinstance(value, dict):
                returned.update(
                    {name: dict.__getitem__(value, name) for name in values if dict.__contains__(value, name)}
                )
            elif call["form"] == "tuple" and isinstance(value, tuple):
                if tuple.__len__(value) == len(values):
                    returned.update(zip(values, tuple.__iter__(value), strict=True))
                else:
                    wrong = {"odd": "type", "got": f"tuple of {tuple.__len__(value)}"}
            else:
                wrong = _odd(value)
            for name in names:
                if name == "cache":
                    continue
                header, payload = (wrong, b"") if wrong else self._part(returned, name.split("."))
                if header:
                    self._results.send({"kind": "output", "run": number, "name": name} | header, payload)
        return None if caught.error is None else self._raised(caught.error) | {"function": call["function"]}

    def _part(self, returned: dict[str, Any], path: list[str]) -> tuple[dict[str, Any], bytes]:
        """Return header and bytes of the value at a path, or an empty header where nothing was returned."""
        found: Any = returned
        for key in path:
            if not isinstance(found, dict):
                return _odd(found), b""
            if not dict.__contains__(found, key):
                return {}, b""
            found = dict.__getitem__(found, key)
        return self._values.described(found)


class _Inputs:
    """The inputs of one call, copied, and compared with the originals after it."""

    def __init__(
        self,
        values: Values,
        trees: dict[str, Any],
        arrays: list[tuple[Any, str]],
        returned: dict[str, Any],
    ) -> None:
        self._values, self._trees, self._arrays, self._returned = values, trees, arrays, returned
        self._copies: list[tuple[str, Any, Any]] = []

    def make(self, name: str) -> Any:
        """Return the argument of that name: what a call before returned, else a fresh copy of the input."""
        return self._returned[name] if name in self._returned else self._built(self._trees[name], name)

    def _built(self, tree: dict[str, Any], name: str) -> Any:
        ((kind, value),) = tree.items()
        if kind == "array":
            original, layout = self._arrays[value]
            copy = self._values.copied(original, layout)
            self._copies.append((name, original, copy))
            return copy
        if kind == "dict":
            return {key: self._built(branch, key) for key, branch in value.items()}
        if kind == "list":
            return [self._built(branch, name) for branch in value]
        if kind == "function":
            return self._values.functions[value]
        return value

    def mutated(self) -> list[str]:
        """Return the names of the inputs that the call changed."""
        return [name for name, original, copy in self._copies if not self._values.same(original, copy)]


def _odd(value: Any) -> dict[str, Any]:
    """Return the header of what is neither the tuple nor the dict that was asked for."""
    return {"odd": "type" if value is not None else "missing", "got": type(value).__name__[:80]}


def receive(descriptor: int, wire: Any, values: Values) -> tuple[str, dict[str, Any], list[tuple[Any, str]]]:
    """Read a job: source, plan and arrays, up to the frame that says go."""
    reader = wire.FrameReader(sys.maxsize)
    source, plan, arrays = "", {}, []
    while data := os.read(descriptor, 1 << 20):
        for header, payload in reader.feed(data):
            match header["kind"]:
                case "source":
                    source = payload.decode()
                case "plan":
                    plan = json.loads(payload)
                case "array":
                    arrays.append((values.received(header, payload), header["layout"]))
                case _:
                    return source, plan, arrays
    os._exit(LEFT_BY_GRADER)


def threads_left() -> int:
    """Return how many threads the submission has left running, as ``threading`` knows them."""
    with Caught():
        return max(0, int(sys.modules["threading"].active_count()) - 1)
    return 0


def watch(descriptor: int) -> None:
    """End this process when the grader is gone: its end of the job's pipe closes with it."""
    while True:
        with Caught():
            if not os.read(descriptor, 1):
                os._exit(LEFT_BY_GRADER)


def main() -> None:
    """Serve one job and exit, without waiting for threads that the submission left running."""
    settings = json.loads(sys.argv[1])
    guards = load("child_guard")
    held = guards.limit_process(settings["limits"])
    sys.argv[:] = ["submission"]
    sys.path.append(settings["packages"])
    gc.disable()  # nothing that an import makes is garbage, and looking takes a tenth of its time
    import numpy as np

    gc.enable()
    wire = load("wire")
    training = {"learning": load("training").train, "update": load("descent").measure}
    baselines = load("baselines")
    race = load("race").Race(baselines.BASELINES, Caught)
    told = load("child_raised")
    repair = load("child_repair") if settings["repairs"] else None
    results = Results(settings["results"], wire.frame)
    values = Values(np, wire.ITEM_SIZES, load("functions").FUNCTIONS)
    if settings["locks"]:
        open_to_read = guards.readable(settings["packages"])
        held += load("child_locks").lock(settings["scratch"], guards.shut(settings), open_to_read)
    results.send({"kind": "ready", "limits": held, "numpy": np.__version__})
    source, plan, arrays = receive(settings["job"], wire, values)
    if not any(run["baseline"] for run in plan["runs"]):
        # They are right answers: where nothing is raced, none is left for the submission to find.
        race.forget()
        vars(baselines).clear()
    guards.write_stack(settings["stack"], settings["limits"]["seconds"])
    results.token = plan["token"]
    if repair is None:
        _thread.start_new_thread(watch, (settings["job"],))

    builtins.exit, builtins.quit = (_sitebuiltins.Quitter(name, "") for name in ("exit", "quit"))
    sys.modules["__main__"] = types.ModuleType("__main__")
    leave, silent = os._exit, os.open(os.devnull, os.O_WRONLY)
    described = told.Described(plan["filename"], Caught)
    warned = told.Warned(described, Caught)
    own = [plan["filename"], *(str(FOLDER / f"{name}.py") for name in OWN)]  # for tracebacks
    guard = guards.Guard(described.line, settings, own)
    guard.install()
    warned.install()
    if repair is not None:
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        with Caught():
            bench = repair.Bench(np, plan, arrays, values.functions, Caught)
            repair.serve(repair.requests(settings["job"], wire), results.send, bench, np)
            leave(0)
        leave(BROKEN)
    with Caught():
        serve(
            Runner(results, values, race, training, (described, warned), plan["filename"]),
            results,
            guard,
            source,
            plan,
            arrays,
            silent,
        )
        leave(0)
    leave(BROKEN)


def serve(
    runner: Runner,
    results: Results,
    guard: Any,
    source: str,
    plan: dict[str, Any],
    arrays: list[tuple[Any, str]],
    silent: int,
) -> None:
    """Load the submission, make every run, and send all of it."""
    raised = runner.load(source)
    missing = [] if raised else runner.missing(plan["functions"])
    warned = runner.warned.taken()
    results.send(
        {"kind": "loaded", "error": raised, "missing": missing, "refused": guard.refusals, "warned": warned}
    )
    for number, run in enumerate([] if raised else plan["runs"]):
        if number == plan["loud"]:
            os.dup2(silent, 1)
            os.dup2(silent, 2)
        runner.run(number, run, arrays)
    results.send({"kind": "end", "threads": threads_left(), "refused": guard.refusals})


if __name__ == "__main__":
    main()
