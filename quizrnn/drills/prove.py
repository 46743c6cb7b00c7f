"""Every drill proves itself: what is handed out fails, the solution passes, and each mistake is known "
"for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from quizrnn.bank.drills import Drill, Form, Misconception
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.bank.lint_model import Finding, Level
from quizrnn.bank.source import NodePath, Source, read_yaml
from quizrnn.drills.answer_key import mistaken_versions, unusable
from quizrnn.drills.cases import Array, DrawnCase, draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.descended import is_update
from quizrnn.drills.diagnose import diagnose
from quizrnn.drills.evidence import same
from quizrnn.drills.expected import expected_outputs
from quizrnn.drills.gradients import gradient_probe
from quizrnn.drills.job import Job, inputs_of
from quizrnn.drills.limits import Limits
from quizrnn.drills.outcome import Outcome, Versions
from quizrnn.drills.pack_runs import PackRuns
from quizrnn.drills.sandbox import run
from quizrnn.drills.solve import Runs, edited
from quizrnn.drills.trained import judged, signs
from quizrnn.drills.workspace import starter
from quizrnn.errors import QuizrnnError
from quizrnn.text import LANGUAGES, Text, both

SEEDS: Final = (1, 2, 3)
"""Seeds on which solutions are run; misconceptions on the first."""


def prove_file(
    path: Path, seeds: Iterable[int] = SEEDS, *, content: Path | None = None, limits: Limits | None = None
) -> list[Finding]:
    """Prove the drill of one file, in every convention that it has.

    A shipped drill's solution is held against the reference. A pack's runs in a child, and is the measure
    itself: it must yield finite arrays, the same ones twice, and a backward that is its forward's derivative.

    Args:
        path: The file.
        seeds: On which solutions are run; misconceptions on the first.
        content: The folder of the shipped content, where it is not the program's own.
        limits: What a run of a pack's code may take.

    Raises:
        InputError: If the file cannot be loaded.
    """
    drill, solutions = load_with_solutions(path, content=content)
    return list(_Proof(drill, solutions, read_yaml(path), tuple(seeds), limits).findings())


class _Proof:
    def __init__(
        self,
        drill: Drill,
        solutions: Mapping[str, str],
        source: Source,
        seeds: tuple[int, ...],
        limits: Limits | None,
    ) -> None:
        self._drill = drill
        self._solutions = solutions
        self._source = source
        self._seeds = seeds
        self._limits = limits
        self._right: dict[int, dict[str, Array]] = {}

    def findings(self) -> Iterator[Finding]:
        """Yield what the drill does not prove."""
        for convention, form in self._drill.forms.items():
            at: NodePath = ("forms", convention)
            try:
                yield from self._form(convention, form, at)
            except QuizrnnError as error:
                yield self._finding(at, "drill", error.message)

    def _form(self, convention: str, form: Form, at: NodePath) -> Iterator[Finding]:
        solution = self._solutions[convention]
        seeds = self._seeds if form.training is None else self._seeds[:1]  # training takes its time
        drawn = {seed: draw_cases(form, self._drill.cases, seed) for seed in seeds}
        first = drawn[self._seeds[0]]
        runs = {seed: self._runs(form, cases, own=True) for seed, cases in drawn.items()}
        starters = [starter(self._drill, convention, lang) for lang in LANGUAGES]
        for seed, own in runs.items():
            if isinstance(own, PackRuns):
                own.prepare([solution, *(starters if seed == self._seeds[0] else [])])
        yield from self._starter_fails(runs[self._seeds[0]], starters, first, at)
        passed = True
        for seed, cases in drawn.items():
            if not passed:
                break  # more seeds would say the same again
            for case in cases:
                outcome = runs[seed].outcome(solution, case)
                if problem := self._unsound(form, convention, case, outcome):
                    passed = False
                    says = both(
                        f"the solution fails in the case “{case.name}” with seed {seed}: {problem}",
                        f"参考解答未通过用例“{case.name}”（种子 {seed}）：{problem}",
                    )
                    yield self._finding((*at, "solution"), "solution-fails", says)
        if passed and not self._drill.shipped:
            yield from self._steady(form, solution, first, at)
        if passed:
            yield from self._misconceptions(convention, form, first, at)

    def _runs(self, form: Form, cases: list[DrawnCase], *, own: bool = False) -> Versions:
        """Return what runs sources on cases; ``own`` are those in the form's own convention."""
        return Runs(form, own=own) if self._drill.shipped else PackRuns(form, cases, limits=self._limits)

    def _unsound(self, form: Form, convention: str, case: DrawnCase, outcome: Outcome) -> str:
        """Return what is wrong with the solution's run; that of a pack becomes the measure of the others."""
        if self._drill.shipped:
            return self._off(convention, case, outcome)
        self._right[id(case)] = outcome.outputs
        return unusable(form, case, outcome.outputs, outcome.error)

    def _steady(self, form: Form, solution: str, cases: list[DrawnCase], at: NodePath) -> Iterator[Finding]:
        """Yield where a pack's solution differs from run to run, or its gradients from its own forward."""
        runs = PackRuns(form, cases, limits=self._limits)
        for case in cases:
            again, before = runs.outcome(solution, case).outputs, self._right[id(case)]
            names = [
                name for name, value in before.items() if name not in again or not same(value, again[name])
            ]
            if names:
                listed = ", ".join(names)
                says = both(
                    f"the solution yields other values in a second run of the case “{case.name}”: {listed}",
                    f"参考解答第二次运行用例“{case.name}”时结果不同：{listed}",
                )
                yield self._finding((*at, "solution"), "solution-unsteady", says)
                return
        plain = next((case for case in cases if case.dtype == "float64" and not case.strided), None)
        probe = gradient_probe(form, plain, inputs_of(form, plain), self._seeds[0]) if plain else None
        if probe is None:
            return
        job = Job(solution, form.solution, probe.runs, loud=0)
        check = probe.read(run(job, self._limits).runs)
        if check is not None and not check.consistent_with_own_forward:
            says = both(
                "the solution's backward is not the derivative of its forward: central differences differ by "
                f"{check.max_rel_error:.0e}",
                f"参考解答的反向函数不是其前向函数的导数：与中心差分相差 {check.max_rel_error:.0e}",
            )
            yield self._finding((*at, "solution"), "solution-gradient", says, level="warning")

    def _expected(self, convention: str, case: DrawnCase) -> dict[str, Array]:
        """Return the right outputs of a case."""
        if self._drill.shipped:
            return expected_outputs(self._drill, convention, case)
        return self._right[id(case)]

    def _off(self, convention: str, case: DrawnCase, outcome: Outcome) -> str:
        """Return what is wrong with a run: an error, or the names of the outputs that are off."""
        if outcome.error is not None:
            return outcome.error
        form = self._drill.forms[convention]
        if form.training is not None:
            reports = judged(form, case, outcome.outputs)
            return ", ".join(report.name for report in reports if report.status != "ok")
        expected = self._expected(convention, case)
        got = outcome.outputs
        return ", ".join(
            name
            for name, value in expected.items()
            if name not in got or got[name].dtype != value.dtype or not close(value, got[name])
        )

    def _starter_fails(
        self, runs: Versions, starters: list[str], cases: list[DrawnCase], at: NodePath
    ) -> Iterator[Finding]:
        for lang, text in zip(LANGUAGES, starters, strict=True):
            error = runs.outcome(text, cases[0]).error
            if error is None or not error.startswith("NotImplementedError"):
                says = both(
                    f"the starter in language {lang} does not raise NotImplementedError but: {error}",
                    f"语言 {lang} 的初始文件没有引发 NotImplementedError，而是：{error}",
                )
                yield self._finding(at, "starter", says)

    def _misconceptions(
        self, convention: str, form: Form, cases: list[DrawnCase], at: NodePath
    ) -> Iterator[Finding]:
        """Yield misconceptions that do not fail, or are not known for what they are."""
        solution, runs = self._solutions[form.mistakes_of or convention], self._runs(form, cases)
        if isinstance(runs, PackRuns):
            runs.prepare([solution, *mistaken_versions(form, solution)])
        for place, misconception in enumerate(form.misconceptions):
            own = convention in self._drill.mistakes
            where = ("mistakes", convention, place) if own else (*at, "misconceptions", place)
            source = edited(solution, misconception.edits)
            if form.training is not None:
                outcomes = self._trained(form, source, runs, cases)
            else:
                outcomes = {case.name: runs.outcome(source, case, misconception.mislaid) for case in cases}
            if form.mistakes_of and not self._shows(convention, outcomes, cases):
                continue  # what the convention does not have, such as c0, cannot be mistaken in it
            if says := self._does_not_run(outcomes):
                yield self._finding(where, "misconception-raises", says)
                continue
            if not self._shows(convention, outcomes, cases):
                says = both(
                    "the mistaken code passes every case",
                    "含有该错误的代码通过了所有用例",
                )
                yield self._finding(where, "misconception-passes", says)
                continue
            results = {name: outcome.outputs for name, outcome in outcomes.items()}
            if form.training is not None:
                found = signs(form, self._drill.drill, cases, results)
            else:
                found = diagnose(
                    self._drill,
                    convention,
                    cases,
                    results,
                    source,
                    solution=solution,
                    runs=runs,
                    right=partial(self._expected, convention),
                )
            equal = self._equal(misconception, runs, solution, cases) if form.mistakes_of else set()
            yield from self._known(misconception, [diagnosis.id for diagnosis in found], equal, where)

    def _trained(self, form: Form, source: str, runs: Versions, cases: list[DrawnCase]) -> dict[str, Outcome]:
        """Run what trains on as many cases as it takes to know it, the quickest one first."""
        outcomes: dict[str, Outcome] = {}
        for case in sorted(cases, key=is_update, reverse=True):
            outcomes[case.name] = runs.outcome(source, case)
            results = {name: outcome.outputs for name, outcome in outcomes.items()}
            if signs(form, self._drill.drill, cases, results):
                break
        return outcomes

    def _shows(self, convention: str, outcomes: Mapping[str, Outcome], cases: Iterable[DrawnCase]) -> bool:
        """Tell whether a mistake makes any output wrong, of those that it was run for."""
        run = [case for case in cases if case.name in outcomes]
        return any(self._off(convention, case, outcomes[case.name]) for case in run)

    def _equal(
        self, misconception: Misconception, runs: Versions, solution: str, cases: Iterable[DrawnCase]
    ) -> set[str]:
        """Return the mistakes that a form cannot tell from this one, having fewer inputs and outputs."""

        def outcome(other: Misconception, case: DrawnCase) -> Mapping[str, Array]:
            return runs.outcome(edited(solution, other.edits), case, other.mislaid).outputs

        def equal(other: Misconception, case: DrawnCase) -> bool:
            a, b = outcome(misconception, case), outcome(other, case)
            return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)

        return {m.id for m in runs.form.misconceptions if all(equal(m, case) for case in cases)}

    def _does_not_run(self, outcomes: Mapping[str, Outcome]) -> Text:
        errors = {outcome.error for outcome in outcomes.values() if not outcome.outputs}
        if len(errors) == 0 or any(outcome.outputs for outcome in outcomes.values()):
            return ""
        error = next(iter(errors))
        return both(
            f"the mistaken code only raises, so it cannot be recognised: {error}",
            f"含有该错误的代码只会引发异常，无法识别：{error}",
        )

    def _known(
        self, misconception: Misconception, found: list[str], equal: set[str], where: NodePath
    ) -> Iterator[Finding]:
        prefix = f"{self._drill.drill}-"
        wanted = {misconception.id, *misconception.alike, *equal}
        names = {name.removeprefix(prefix) for name in found}
        if names == wanted:
            return
        listed, asked = ", ".join(sorted(names)) or "–", ", ".join(sorted(wanted))
        says = both(
            f"it is diagnosed as {listed}, not as {asked}; outputs that are equal on all cases are told "
            f"apart by "
            "nothing: name them under “alike”",
            f"被诊断为 {listed}，而不是 {asked}；在所有用例上输出都相同的误区无法区分，请列在“alike”中",
        )
        yield self._finding(where, "misconception-diagnosis", says)

    def _finding(self, at: NodePath, code: str, message: Text, level: Level = "error") -> Finding:
        row, column = self._source.where(at)
        return Finding(self._source.path, row, column, level, code, message)
