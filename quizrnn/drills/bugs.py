"""``bug`` questions made of a drill's mistakes: code with one line wrong, for a person to pick from and word.

Each is a version of the solution with one line changed that fails the drill's cases, yields other outputs
than the other versions, and is mended by no small change of another of its lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from quizrnn.bank.drills import Misconception
from quizrnn.drills.compare import close
from quizrnn.drills.excerpt import bare_line, excerpt
from quizrnn.drills.mutants import Mutant, mutants
from quizrnn.drills.solve import Runs, edited
from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.cases import DrawnCase
    from quizrnn.drills.outcome import Outcome, Versions

REASONS: Final[dict[str, Text]] = {
    "several": both("change several lines", "改动多行"),
    "raises": both("raise an exception", "抛出异常"),
    "right": both("pass the cases", "通过全部用例"),
    "alike": both("compute what another does", "与其他变体的结果相同"),
    "long": both("have too long a statement", "语句过长"),
    "elsewhere": both("could be mended in another line too", "改另一行也能改对"),
}
"""Why a version makes no question."""

_TELLING: Final = 3
"""Cases whose outputs tell versions apart."""

Fingerprint = tuple[str, ...]


class Bug(NamedTuple):
    """One question.

    Attributes:
        name: The misconception's id, or one made of the line.
        function: The function whose line is wrong.
        code: Its code, or as much of it as can be read at once.
        line: The line at fault in it, counted from 1.
        fix: What the line should be, without indentation.
        outputs: The drill's outputs that come out wrong.
        why: What is wrong, in the misconception's words; None where nobody has worded it yet.
    """

    name: str
    function: str
    code: str
    line: int
    fix: str
    outputs: tuple[str, ...]
    why: Text | None


class Bugs(NamedTuple):
    """The questions, and what became of the other versions.

    Attributes:
        found: The questions, those of misconceptions first.
        left_out: How many versions were left out, by the reason: one of ``REASONS``.
    """

    found: list[Bug]
    left_out: Counter[str]


class _Version(NamedTuple):
    name: str
    mutant: Mutant
    misconception: Misconception | None


def bugs(key: AnswerKey, solution: str, *, count: int, rng: Random) -> Bugs:
    """Make questions of a drill's misconceptions and of one-line mutants of its solution.

    Args:
        key: The drill, its convention and what is right there; its ``solution`` is what misconceptions edit.
        solution: The solution in the convention itself.
        count: How many at most; misconceptions come first, then mutants, spread over the lines.
        rng: Draws the mutants.

    Raises:
        QuizrnnError: If the drill is judged by what it trains, or its own solution does not pass.
    """
    if key.form.training is not None:
        raise QuizrnnError(
            both(
                f"{key.drill.drill} is judged by what is learnt: no single line of it can be proven wrong",
                f"{key.drill.drill} 依据训练结果判分，无法证明其中某一行有错",
            )
        )
    return _Maker(key, solution).run(count, rng)


class _Maker:
    def __init__(self, key: AnswerKey, solution: str) -> None:
        self._key = key
        self._solution = solution
        self._own: Versions = Runs(key.form, own=True) if key.drill.shipped else key.versions
        self._left: Counter[str] = Counter()
        self._seen: set[Fingerprint] = set()
        self._made: Counter[int] = Counter()
        if self._wrong(solution):
            name = f"{key.drill.drill} ({key.convention})"
            raise QuizrnnError(
                both(
                    f"the solution of {name} does not pass its own cases", f"{name} 的参考解答没有通过其用例"
                )
            )

    def run(self, count: int, rng: Random) -> Bugs:
        found: list[Bug] = []
        for version in self._versions(rng):
            if len(found) == count:
                break
            bug = self._bug(version)
            if bug is not None:
                found.append(bug)
        return Bugs(found, self._left)

    def _versions(self, rng: Random) -> Iterator[_Version]:
        """Yield the misconceptions that change one line, then mutants, one of each line in turn."""
        drawn = self._by_line(rng)
        if self._key.form.mistakes_of is None:
            yield from self._misconceptions()
        else:
            # they edit another convention's text: a mutant that computes the same is the same mistake
            known = [(one, self._outcomes(one)) for one in self._key.form.misconceptions]
            named = {print_: one for one, print_ in known if print_ is not None}
            for mutant in drawn:
                fingerprint = self._fingerprint(self._own, mutant.source)
                if fingerprint is not None and fingerprint in named:
                    one = named.pop(fingerprint)
                    yield _Version(one.id, mutant, one)
        for mutant in drawn:
            yield _Version("", mutant, None)

    def _misconceptions(self) -> Iterator[_Version]:
        before = self._solution.splitlines()
        for one in self._key.form.misconceptions:
            if one.mislaid is not None:
                self._left["several"] += 1
                continue
            try:
                source = edited(self._key.solution, list(one.edits))
            except QuizrnnError:
                continue
            after = source.splitlines()
            lines = [
                place for place, pair in enumerate(zip(before, after, strict=False), 1) if pair[0] != pair[1]
            ]
            if len(lines) != 1 or len(before) != len(after):
                self._left["several"] += 1
                continue
            yield _Version(one.id, Mutant(source, lines[0]), one)

    def _by_line(self, rng: Random) -> list[Mutant]:
        """Return the mutants in an order that goes round the lines."""
        lines: dict[int, list[Mutant]] = {}
        for mutant in mutants(self._solution):
            lines.setdefault(mutant.line, []).append(mutant)
        for made in lines.values():
            rng.shuffle(made)
        order = sorted(lines)
        rng.shuffle(order)
        longest = max((len(made) for made in lines.values()), default=0)
        return [lines[line][place] for place in range(longest) for line in order if place < len(lines[line])]

    def _bug(self, version: _Version) -> Bug | None:
        """Return the question of a version, or None, the reason counted."""
        mutant, one = version.mutant, version.misconception
        fingerprint = self._fingerprint(self._own, mutant.source)
        wrong = () if fingerprint is None else self._wrong(mutant.source)
        shown = excerpt(mutant)
        why = "raises" if fingerprint is None else "alike" if fingerprint in self._seen else ""
        why = why or ("right" if not wrong else "long" if shown is None else "")
        if not why and shown is not None and self._mended_elsewhere(mutant, shown.lines):
            why = "elsewhere"
        if why or fingerprint is None or shown is None:
            self._left[why] += 1
            return None
        self._seen.add(fingerprint)
        self._made[mutant.line] += version.misconception is None
        fix = bare_line(self._solution.splitlines()[mutant.line - 1])
        return Bug(
            version.name or f"line-{mutant.line}-{self._made[mutant.line]}",
            shown.function, shown.code, shown.line, fix, wrong, None if one is None else self._why(one),
        )  # fmt: skip

    def _why(self, one: Misconception) -> Text | None:
        """Return the ladder's first and last rung: the form's, or else that of the article's form."""
        says = one.says
        for other in (
            self._key.drill.forms["article"].misconceptions if "article" in self._key.drill.forms else ()
        ):
            says = says or (other.says if other.id == one.id else [])
        if not says:
            return None
        told = [says[0]] if len(says) == 1 else [says[0], says[-1]]
        return both(" ".join(pick(text, "en") for text in told), "".join(pick(text, "zh") for text in told))

    def _outcomes(self, one: Misconception) -> Fingerprint | None:
        try:
            source = edited(self._key.solution, list(one.edits))
        except QuizrnnError:
            return None
        return None if one.mislaid is not None else self._fingerprint(self._key.versions, source)

    def _fingerprint(self, versions: Versions, source: str) -> Fingerprint | None:
        """Return what versions with the same outputs share; None of one that raises."""
        told: list[str] = []
        for case in self._key.cases[:_TELLING]:
            outcome = versions.outcome(source, case)
            if outcome.error is not None:
                return None
            for name, value in sorted(outcome.outputs.items()):
                entries = " ".join(f"{entry:.7g}" for entry in np.ravel(value)[:6])
                told.append(f"{name} {value.shape} {entries}")
        return tuple(told)

    def _wrong(self, source: str) -> tuple[str, ...]:
        """Return the outputs that a source gets wrong in some case, in their order."""
        wrong: dict[str, None] = {}
        for case in self._key.cases:
            wrong.update(dict.fromkeys(self._wrong_in(case, self._own.outcome(source, case))))
        return tuple(name for name in self._key.expected(self._key.cases[0]) if name in wrong)

    def _wrong_in(self, case: DrawnCase, outcome: Outcome) -> Iterator[str]:
        for name, right in self._key.expected(case).items():
            got = outcome.outputs.get(name)
            if got is None or not close(right, np.asarray(got)):
                yield name

    def _mended_elsewhere(self, mutant: Mutant, lines: range) -> bool:
        """Return whether a change of another line makes the version right: then two could be named."""
        for other in mutants(mutant.source, lines):
            if other.line != mutant.line and all(
                not any(self._wrong_in(case, self._own.outcome(other.source, case)))
                for case in self._key.cases
            ):
                return True
        return False
