"""A learner's own functions inside a lab: run in the child, never in this process."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizrnn.drills.grade import read_submission
from quizrnn.drills.job import Job, Run
from quizrnn.drills.limits import Cancel
from quizrnn.drills.results import Number, Odd, RunOutcome
from quizrnn.drills.sandbox import CancelledError, Child
from quizrnn.drills.wording import fatal_text
from quizrnn.errors import InputError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.limits import Limits
    from quizrnn.labs.model import Lab
    from quizrnn.labs.own import Own, Trial


def own_code(lab: Lab, path: Path, *, limits: Limits | None = None) -> Own:
    """Return the functions of a learner's file that a lab can use.

    Raises:
        InputError: The file cannot be read, or defines none that the lab can use.
    """
    from quizrnn.labs.own import Own

    source = read_submission(path)
    functions = frozenset(_defined(source, path))
    if not any(functions.issuperset(group) for group in lab.uses):
        raise InputError(path, _lacking(lab))
    runner = _Runner(path, source, limits)
    return Own(functions, runner, runner.stop)


def _defined(source: str, path: Path) -> list[str]:
    """Return the names that a file binds at its top level."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        says = both(f"syntax error: {error.msg}", f"语法错误：{error.msg}")
        raise InputError(path, says, row=error.lineno, column=error.offset) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(path, both(f"no Python: {error}", f"不是 Python 代码：{error}")) from None
    names = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names.extend(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


def _lacking(lab: Lab) -> Text:
    if not lab.uses:
        return both(f"no code can be plugged into the lab {lab.name}", f"实验 {lab.name} 不能换上自己的代码")
    groups = [" + ".join(group) for group in lab.uses]
    return both(
        f"the lab {lab.name} uses {' or '.join(groups)} (convention article), which the file does not define",
        f"实验 {lab.name} 使用 {' 或 '.join(groups)}（约定 article），而文件中没有定义",
    )


class _Runner:
    """Makes trials in a child of their own."""

    def __init__(self, path: Path, source: str, limits: Limits | None) -> None:
        self._path, self._source, self._limits = path, source, limits
        self._cancel: Cancel | None = None

    def stop(self) -> None:
        """End the trials that are being made."""
        if (cancel := self._cancel) is not None:
            cancel.request()

    def __call__(self, trials: Sequence[Trial]) -> list[dict[str, NDArray[Any]]]:
        from quizrnn.labs.own import Stopped

        runs = tuple(Run(trial.calls, trial.inputs) for trial in trials)
        self._cancel = cancel = Cancel()
        try:
            result = Child(self._limits).run(Job(self._source, self._path.name, runs, loud=0), cancel)
        except CancelledError as error:
            raise Stopped(error.message) from error
        failed = next((run.error for run in result.runs if run.error is not None), None)
        if result.status == "forbidden" or (failed is None and (result.status != "passed" or result.missing)):
            says, row = fatal_text(result)
            raise InputError(self._path, says, row=row)
        if failed is not None:
            says = f"{failed.type}: {failed.text}" if failed.text else failed.type
            raise InputError(self._path, says, row=failed.line)
        return [self._wanted(trial, run) for trial, run in zip(trials, result.runs, strict=True)]

    def _wanted(self, trial: Trial, run: RunOutcome) -> dict[str, NDArray[Any]]:
        """Return the arrays that a trial wants, of the shapes that it wants."""
        found = {}
        for name, shape in trial.shapes.items():
            value = run.values.get(name)
            array: NDArray[Any] | None = (
                None if isinstance(value, Odd) else value.value if isinstance(value, Number) else value
            )
            if array is None or array.shape != shape or array.dtype.kind not in "fiu":
                raise InputError(self._path, _wrong(name, shape, value, array))
            found[name] = array
        return found


def _wrong(name: str, shape: tuple[int, ...], value: object, array: NDArray[Any] | None) -> Text:
    if array is not None:
        got: Text = f"{array.dtype} {array.shape}"
    elif isinstance(value, Odd):
        got = value.got
    else:
        got = both("nothing", "没有返回")
    en, zh = (got["en"], got["zh"]) if isinstance(got, dict) else (got, got)
    return both(
        f"{name} should be a float array of shape {shape}, and is {en}",
        f"{name} 应为形状 {shape} 的浮点数组，实际为 {zh}",
    )
