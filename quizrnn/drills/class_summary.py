"""What a class of files got right and wrong, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from quizrnn.drills.batch import Graded
from quizrnn.drills.report import WHAT_IS_RIGHT, OutputReport, Report, Status
from quizrnn.text import Text


class DiagnosisCount(NamedTuple):
    """A diagnosis, its ladder, and the files in which it was made."""

    id: str
    says: tuple[Text, ...]
    files: tuple[str, ...]


class OutputCount(NamedTuple):
    """An output, in how many files it is wrong, and in what way most often."""

    name: str
    files: int
    status: str


class ClassSummary(NamedTuple):
    """What a class of files got right and wrong.

    Attributes:
        total: How many files.
        passed: How many passed.
        scores: Every score, sorted.
        statuses: The files of each status, by name, the commonest first.
        diagnoses: The commonest first.
        outputs: Outputs that are wrong, the commonest first.
    """

    total: int
    passed: int
    scores: tuple[float, ...]
    statuses: dict[Status, tuple[str, ...]]
    diagnoses: tuple[DiagnosisCount, ...]
    outputs: tuple[OutputCount, ...]

    @property
    def mean(self) -> float:
        """The mean score; 0 of no files."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0

    @property
    def median(self) -> float:
        """The middle score, or the mean of the two in the middle."""
        half, odd = divmod(len(self.scores), 2)
        if not self.scores:
            return 0.0
        return self.scores[half] if odd else (self.scores[half - 1] + self.scores[half]) / 2

    def spread(self) -> tuple[int, ...]:
        """Return how many scores are 0, below 25, 50, 75 and 100 percent, and 100 percent."""
        bounds = (0.0, 0.25, 0.5, 0.75, 1.0)
        places = [sum(score >= bound for bound in bounds) if score > 0 else 0 for score in self.scores]
        return tuple(places.count(place) for place in range(len(bounds) + 1))


def summarise(graded: Sequence[Graded]) -> ClassSummary:
    """Count over a class; a file counts once for each diagnosis and each output."""
    statuses: dict[Status, list[str]] = {}
    says: dict[str, tuple[Text, ...]] = {}
    diagnosed: dict[str, list[str]] = {}
    outputs: dict[str, Counter[str]] = {}
    for found, report, _ in graded:
        statuses.setdefault(report.status, []).append(found.name)
        mistakes = {d.id: d for d in report.diagnosis if d.id != WHAT_IS_RIGHT}
        for diagnosis in mistakes.values():
            says.setdefault(diagnosis.id, diagnosis.says)
            diagnosed.setdefault(diagnosis.id, []).append(found.name)
        for name, status in _wrong_outputs(report).items():
            outputs.setdefault(name, Counter())[status] += 1
    return ClassSummary(
        total=len(graded),
        passed=len(statuses.get("passed", [])),
        scores=tuple(sorted(report.score for _, report, _ in graded)),
        statuses={
            status: tuple(names) for status, names in sorted(statuses.items(), key=lambda kv: -len(kv[1]))
        },
        diagnoses=tuple(
            DiagnosisCount(name, says[name], tuple(files))
            for name, files in sorted(diagnosed.items(), key=lambda kv: (-len(kv[1]), kv[0]))
        ),
        outputs=tuple(
            OutputCount(name, count.total(), count.most_common(1)[0][0])
            for name, count in sorted(outputs.items(), key=lambda kv: (-kv[1].total(), kv[0]))
        ),
    )


def _wrong_outputs(report: Report) -> dict[str, str]:
    """Return the outputs of a file that are wrong in any case, and how they are in the first of them."""
    wrong: dict[str, OutputReport] = {}
    for case in report.cases:
        for output in case.outputs:
            if output.status != "ok":
                wrong.setdefault(output.name, output)
    return {name: output.status for name, output in wrong.items()}
