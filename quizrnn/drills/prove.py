"""Every drill proves itself: what is handed out fails, the solution passes, and each mistake is known "
"for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from quizrnn.bank.drills import Drill, Form, Misconception
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.bank.lint_model import Finding
from quizrnn.bank.source import NodePath, Source, read_yaml
from quizrnn.drills.cases import Array, DrawnCase, draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.diagnose import diagnose
from quizrnn.drills.evidence import same
from quizrnn.drills.expected import expected_outputs
from quizrnn.drills.solve import Outcome, Program, Runs, edited
from quizrnn.drills.trained import judged, signs
from quizrnn.drills.workspace import starter
from quizrnn.errors import QuizrnnError
from quizrnn.text import LANGUAGES, Text, both

SEEDS: Final = (1, 2, 3)
"""Seeds on which solutions are run; misconceptions on the first."""


def prove_file(path: Path, seeds: Iterable[int] = SEEDS) -> list[Finding]:
    """Prove the drill of one file, in every convention that it has.

    Raises:
        InputError: If the file cannot be loaded.
    """
    drill, solutions = load_with_solutions(path)
    return list(_Proof(drill, solutions, read_yaml(path), tuple(seeds)).findings())


class _Proof:
    def __init__(
        self, drill: Drill, solutions: Mapping[str, str], source: Source, seeds: tuple[int, ...]
    ) -> None:
        self._drill = drill
        self._solutions = solutions
        self._source = source
        self._seeds = seeds

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
        yield from self._starter_fails(convention, form, first, at)
        program, passed = Program(solution, form), True
        for seed, cases in drawn.items():
            for case in cases:
                if problem := self._off(convention, case, program.run(case)):
                    passed = False
                    says = both(
                        f"the solution fails in the case “{case.name}” with seed {seed}: {problem}",
                        f"参考解答未通过用例“{case.name}”（种子 {seed}）：{problem}",
                    )
                    yield self._finding((*at, "solution"), "solution-fails", says)
        if passed:
            yield from self._misconceptions(convention, form, first, at)

    def _off(self, convention: str, case: DrawnCase, outcome: Outcome) -> str:
        """Return what is wrong with a run: an error, or the names of the outputs that are off."""
        if outcome.error is not None:
            return outcome.error
        form = self._drill.forms[convention]
        if form.training is not None:
            reports = judged(form, case, outcome.outputs)
            return ", ".join(report.name for report in reports if report.status != "ok")
        expected = expected_outputs(self._drill, convention, case)
        got = outcome.outputs
        return ", ".join(
            name
            for name, value in expected.items()
            if name not in got or got[name].dtype != value.dtype or not close(value, got[name])
        )

    def _starter_fails(
        self, convention: str, form: Form, cases: list[DrawnCase], at: NodePath
    ) -> Iterator[Finding]:
        for lang in LANGUAGES:
            error = Program(starter(self._drill, convention, lang), form).run(cases[0]).error
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
        solution, runs = self._solutions[form.mistakes_of or convention], Runs(form)
        for place, misconception in enumerate(form.misconceptions):
            own = convention in self._drill.mistakes
            where = ("mistakes", convention, place) if own else (*at, "misconceptions", place)
            source = edited(solution, misconception.edits)
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
                    self._drill, convention, cases, results, source, solution=solution, runs=runs
                )
            equal = self._equal(misconception, runs, solution, cases) if form.mistakes_of else set()
            yield from self._known(misconception, [diagnosis.id for diagnosis in found], equal, where)

    def _shows(self, convention: str, outcomes: Mapping[str, Outcome], cases: Iterable[DrawnCase]) -> bool:
        """Tell whether a mistake makes any output wrong."""
        return any(self._off(convention, case, outcomes[case.name]) for case in cases)

    def _equal(
        self, misconception: Misconception, runs: Runs, solution: str, cases: Iterable[DrawnCase]
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

    def _finding(self, at: NodePath, code: str, message: Text) -> Finding:
        row, column = self._source.where(at)
        return Finding(self._source.path, row, column, "error", code, message)
