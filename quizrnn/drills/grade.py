"""Grades one file: draws the cases, has the child run them, compares, diagnoses, sums up."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from quizrnn.bank.drills import Drill, Form
from quizrnn.drills.job import TRAINED
from quizrnn.drills.limits import Cancel, Limits
from quizrnn.drills.raised import NOT_RUN, fate_text, raised_text
from quizrnn.drills.report import CaseReport, Diagnosis, GradientCheck, OutputReport, Report, Status, readable
from quizrnn.drills.results import Number, Odd, RunOutcome, RunResult, Value
from quizrnn.drills.sandbox import Child
from quizrnn.drills.wording import fatal_text, warning_texts
from quizrnn.errors import InputError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.cases import DrawnCase
    from quizrnn.drills.gradients import GradientProbe
    from quizrnn.drills.job import Job

MAX_SOURCE: Final = 1024 * 1024


class _Plan(msgspec.Struct, frozen=True):
    """The cases of a run and the job that is made of them.

    The job's runs are: every case, every case again, then the gradient check's.
    """

    key: AnswerKey
    job: Job
    probe: GradientProbe | None

    @property
    def form(self) -> Form:
        """The drill's form."""
        return self.key.form

    @property
    def cases(self) -> list[DrawnCase]:
        """The cases."""
        return self.key.cases


def read_submission(path: Path) -> str:
    """Read a file to be graded.

    Raises:
        InputError: If there is none, or it is no UTF-8 text, or larger than 1 MiB.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SOURCE + 1)
    except FileNotFoundError:
        raise InputError(path, both("no such file", "文件不存在")) from None
    except IsADirectoryError:
        raise InputError(
            path, both("this is a folder; name a file in it", "这是文件夹；请指定其中的文件")
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(path, both(f"it cannot be read: {reason}", f"无法读取：{reason}")) from None
    if len(raw) > MAX_SOURCE:
        raise InputError(path, both("larger than 1 MiB", "文件超过 1 MiB"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise InputError(
            path,
            both("not UTF-8 text", "不是 UTF-8 文本"),
            row=row,
            remedy=both("save it with the encoding UTF-8", "请以 UTF-8 编码重新保存"),
        ) from None


def grade(
    drill: Drill,
    *,
    solution: str,
    path: Path,
    convention: str = "article",
    seed: int | None = None,
    limits: Limits | None = None,
    cancel: Cancel | None = None,
    child: Child | None = None,
    key: AnswerKey | None = None,
) -> Report:
    """Grade one file.

    Args:
        drill: What it is graded on.
        solution: The source that the misconceptions of this convention edit (``Form.mistakes_of``).
        path: The file.
        convention: Names, order of arguments and layout.
        seed: Repeats a run exactly; without it the operating system gives one.
        limits: What the run may take.
        cancel: Ends the run from another thread.
        child: A waiting child process, which is used up.
        key: The answer key, where several files are graded on the same cases; its seed counts.

    Raises:
        InputError: If the file cannot be read.
        QuizrnnError: If a pack's own solution does not run.
        UnknownName: If the drill has no such convention.
        CancelledError: If ``cancel`` was requested.
    """
    source = read_submission(path)
    with ExitStack() as stack:
        waiting = stack.enter_context(child or Child(limits))
        if key is None:
            from quizrnn.drills.answer_key import AnswerKey
            from quizrnn.drills.cases import fresh_seed

            number = fresh_seed() if seed is None else seed
            made = AnswerKey(drill, convention, solution, number, limits=limits, cancel=cancel)
            key = stack.enter_context(made)
        plan = _plan(key, source, path)
        result = waiting.run(plan.job, cancel)
        return _Verdict(plan, result).report(path)


def _plan(key: AnswerKey, source: str, path: Path) -> _Plan:
    import quizrnn.drills.compare  # noqa: F401  needed later; now the child is still importing NumPy
    from quizrnn.drills.gradients import gradient_probe
    from quizrnn.drills.job import Job, Run, inputs_of

    form, cases = key.form, key.cases
    if form.training is not None:
        from quizrnn.drills.trained import given, mode

        trained = tuple(Run(tuple(form.calls), given(case), trains=mode(case)) for case in cases)
        return _Plan(key, Job(source, readable(path), trained, loud=len(trained)), None)
    runs = tuple(Run(tuple(form.calls), inputs_of(form, case)) for case in cases)
    raced = tuple(
        run if case.faster is None else msgspec.structs.replace(run, baseline=form.baseline)
        for case, run in zip(cases, runs, strict=True)
    )
    plain = next((case for case in cases if case.dtype == "float64" and not case.strided), None)
    probe = gradient_probe(form, plain, inputs_of(form, plain), key.seed) if plain else None
    job = Job(source, readable(path), (*raced, *runs, *(probe.runs if probe else ())), loud=len(runs))
    return _Plan(key, job, probe)


class _Verdict:
    """Reads the result of one run."""

    def __init__(self, plan: _Plan, result: RunResult) -> None:
        self._key = plan.key
        self._plan = plan
        self._result = result

    def report(self, path: Path) -> Report:
        """Return the verdict on the file."""
        result, plan = self._result, self._plan
        count = len(plan.cases)
        trusted = result.status != "error" or result.raised is not None
        first = result.runs[:count] if trusted else tuple(RunOutcome() for _ in plan.cases)
        again = result.runs[count : 2 * count] or first  # what trains is run once
        cases = tuple(
            self._case(number, case, *runs)
            for number, (case, *runs) in enumerate(zip(plan.cases, first, again, strict=True))
        )
        status = self._status(cases)
        check = None
        if plan.probe is not None and all(run.done for run in result.runs[2 * count :]):
            check = plan.probe.read(result.runs[2 * count :])
        fatal = result.status not in ("passed", "failed") or bool(result.missing)
        message, line = fatal_text(result) if fatal else ("", None)
        return Report(
            drill=self._key.drill.drill,
            convention=self._key.convention,
            file=readable(path),
            seed=self._key.seed,
            status=status,
            score=1.0 if status == "passed" else self._score(cases),
            cases=cases,
            diagnosis=self._diagnose(cases, first, check),
            gradient_check=check,
            warnings=warning_texts(result, result.runs[:count]),
            stdout=result.printed,
            message=message,
            line=line,
            seconds=result.seconds,
        )

    def _case(self, number: int, case: DrawnCase, first: RunOutcome, again: RunOutcome) -> CaseReport:
        outputs: tuple[OutputReport, ...] = ()
        message: Text = ""
        status: Status
        if not first.done or number == self._ended_in():
            status = self._stopped()
            message = self._why_stopped(number)
        elif first.error is not None:
            status = "memory" if first.error.status == "memory" else "error"
            message = raised_text(first.error)
            outputs = self._outputs(case, first, again) if first.values else ()
        else:
            outputs = self._outputs(case, first, again)
            right = all(output.status == "ok" for output in outputs)
            status = "passed" if right else "missing" if self._result.missing else "failed"
        return CaseReport(name=case.name, title=case.title, status=status, message=message, outputs=outputs)

    def _ended_in(self) -> int | None:
        """Return the number of the case in which the process hung or crashed, at whichever of its runs."""
        running, count = self._result.running, len(self._plan.cases)
        ended = self._result.status in ("timeout", "crashed") and running is not None
        return running % count if ended and running is not None and 0 <= running < 2 * count else None

    def _why_stopped(self, number: int) -> Text:
        """Say why a case was not run to its end: what befell it, or the file, or a case before it."""
        if number == self._ended_in():
            return fate_text(self._result)
        return NOT_RUN if self._ended_in() is not None else fatal_text(self._result)[0]

    def _stopped(self) -> Status:
        """Return what a case is that was not run to its end."""
        status = self._result.status
        return "error" if status == "passed" else status

    def _outputs(self, case: DrawnCase, first: RunOutcome, again: RunOutcome) -> tuple[OutputReport, ...]:
        from quizrnn.drills.compare import compare

        if self._plan.form.training is not None:
            return self._learnt(case, first)
        outputs = []
        for name, value in self._key.expected(case).items():
            output = compare(name, _asarray(value), first.values.get(name), case.weight)
            if output.status == "ok" and again.done:
                second = compare(name, _asarray(value), again.values.get(name), case.weight)
                output = output if second.status == "ok" else _unsteady(second)
            outputs.append(output)
        if case.faster is not None:
            outputs.append(_speed(first.speed or 0.0, case.faster, case.weight))
        return tuple(outputs)

    def _learnt(self, case: DrawnCase, first: RunOutcome) -> tuple[OutputReport, ...]:
        from quizrnn.drills.trained import judged, mode

        found = {name: array for name, value in first.values.items() if (array := _plain(value)) is not None}
        return judged(self._plan.form, case, found) if len(found) == len(TRAINED[mode(case)]) else ()

    def _status(self, cases: Sequence[CaseReport]) -> Status:
        """Return what the file is: the worst that befell the process, else the worst of its cases."""
        result = self._result
        if result.status != "passed":
            return result.status
        if result.missing:
            return "missing"
        worst: tuple[Status, ...] = ("memory", "error")
        for status in worst:
            if any(case.status == status for case in cases):
                return status
        return "passed" if all(case.status == "passed" for case in cases) else "failed"

    def _score(self, cases: Sequence[CaseReport]) -> float:
        """Return the weight of the outputs that are right over the weight of all that are asked for."""
        if self._result.status in ("forbidden", "error", "syntax"):
            return 0.0
        names = [name for call in self._plan.form.calls for name in call.outputs]
        whole = sum(case.weight * (len(names) + (case.faster is not None)) for case in self._plan.cases)
        if self._plan.form.training is not None:
            from quizrnn.drills.trained import weight

            whole = sum(weight(case) for case in self._plan.cases)
        right = sum(output.weight for case in cases for output in case.outputs if output.status == "ok")
        return right / whole if whole else 0.0

    def _diagnose(
        self, cases: Sequence[CaseReport], first: Sequence[RunOutcome], check: GradientCheck | None
    ) -> tuple[Diagnosis, ...]:
        """Name the mistakes, where values came back that are wrong."""
        statuses = [output.status for case in cases for output in case.outputs]
        if self._result.status != "passed" or all(status in ("ok", "missing") for status in statuses):
            return ()
        from quizrnn.drills.diagnose import diagnose

        results = {
            case.name: {
                name: array for name, value in outcome.values.items() if (array := _plain(value)) is not None
            }
            for case, outcome in zip(self._plan.cases, first, strict=True)
        }
        if self._plan.form.training is not None:
            from quizrnn.drills.trained import signs

            return signs(self._plan.form, self._key.drill.drill, self._plan.cases, results)
        return diagnose(
            self._key.drill,
            self._key.convention,
            self._plan.cases,
            results,
            self._plan.job.source,
            solution=self._key.solution,
            gradient_check=check,
            runs=self._key.versions,
            right=self._key.expected,
        )


def _speed(ratio: float, wanted: float, weight: float) -> OutputReport:
    """Return the verdict on a race: how many times as fast as the baseline, and how many are asked for."""
    fast = ratio >= wanted
    slow = (
        both("not timed, for its result is wrong", "结果不正确，未计时")
        if ratio == 0
        else both(
            f"{ratio:.1f} times as fast as the loop over steps and gates; at least {wanted:g} times is "
            "asked for",
            f"速度是逐门逐步循环的 {ratio:.1f} 倍，要求至少 {wanted:g} 倍",
        )
    )
    return OutputReport(
        name="speed",
        status="ok" if fast else "value",
        message="" if fast else slow,
        expected=wanted,
        actual=round(ratio, 2),
        weight=weight,
    )


def _unsteady(second: OutputReport) -> OutputReport:
    return OutputReport(
        name=second.name,
        status="value",
        message=both(
            "right at the first call and wrong at the second, on the same inputs: the function is not "
            "deterministic, or keeps something from call to call",
            "同样的输入，第一次调用正确，第二次却不对：函数带有随机性，或在两次调用之间保留了状态",
        ),
        max_abs_error=second.max_abs_error,
        max_rel_error=second.max_rel_error,
        worst_index=second.worst_index,
        expected=second.expected,
        actual=second.actual,
        weight=second.weight,
    )


def _plain(value: Value) -> Any:
    if isinstance(value, Odd):
        return None
    return value.value if isinstance(value, Number) else value


def _asarray(value: Any) -> Any:
    import numpy as np

    return np.asarray(value)
