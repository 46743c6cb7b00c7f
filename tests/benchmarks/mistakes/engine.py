"""The one place that knows how the repair is asked: a sample goes in, ranked lines come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mistakes.clock import Clock
from mistakes.corpus import drill_of, key_source
from mistakes.make import Sample
from quizrnn.drills.answer_key import AnswerKey
from quizrnn.drills.grade import grade
from quizrnn.drills.repair.rounds import repairs


class Answer(NamedTuple):
    """A line that the engine names.

    Attributes:
        line: It.
        column: Where in the line, from 1, if that is said.
        kind: What kind of thing is off there.
        edit: The change as lines, those taken out marked ``-`` and those put in ``+``, or nothing.
    """

    line: int
    column: int | None = None
    kind: str = ""
    edit: str = ""


class Told(NamedTuple):
    """What the engine says of a program.

    Attributes:
        found: For each mistake that it tells apart, its answers, the likeliest first.
        seconds: How long the repair took, after the verdict.
        processor: The processor time of that, children included.
        status: The verdict's status.
        problem: What the engine raised, if it did.
    """

    found: tuple[tuple[Answer, ...], ...]
    seconds: float
    processor: float
    status: str
    problem: str = ""


Engine: TypeAlias = Callable[[Sample, Path, int], Told]


def repair(sample: Sample, path: Path, seed: int) -> Told:
    """Grade a program, then ask for its repair.

    Args:
        sample: The program.
        path: The file that holds it.
        seed: Draws the cases.
    """
    drill, _ = drill_of(sample.solution.drill)
    convention, solution = sample.solution.convention, key_source(sample.solution)
    found: tuple[tuple[Answer, ...], ...] = ()
    problem = ""
    with AnswerKey(drill, convention, solution, seed) as key:
        report = grade(drill, solution=solution, path=path, convention=convention, key=key)
        with Clock() as clock:
            try:
                found = tuple(
                    (
                        Answer(one.line, one.column, str(one.kind), one.edit),
                        *(Answer(line) for line in one.others),
                    )
                    for one in repairs(key, sample.source).found
                )
            except Exception as error:  # noqa: BLE001  it is counted, and the others are measured
                problem = f"{type(error).__name__}: {error}"
    return Told(found, clock.seconds, clock.processor, report.status, problem)


def nothing(sample: Sample, path: Path, seed: int) -> Told:
    """Grade a program and name no line: what is measured without an engine."""
    drill, _ = drill_of(sample.solution.drill)
    convention, solution = sample.solution.convention, key_source(sample.solution)
    with Clock() as clock:
        report = grade(drill, solution=solution, path=path, convention=convention, seed=seed)
    return Told((), clock.seconds, clock.processor, report.status)


def applied(source: str, answer: Answer) -> Iterator[str]:
    """Yield the program with an answer's edit; lines that are only put in, above and below the line named."""
    rows = [(row[0], row[2:]) for row in answer.edit.splitlines() if row[:1] in ("-", "+")]
    if not rows:
        return
    if all(mark == "+" for mark, _ in rows):
        lines = source.splitlines()
        for at in (answer.line - 1, answer.line):
            for near in {_indent(line) for line in lines[max(0, at - 1) : at + 1]}:
                yield "\n".join([*lines[:at], *(near + text for _, text in rows), *lines[at:]]) + "\n"
        return
    lines, low = source.splitlines(), 0
    for mark, group in groupby(rows, key=lambda row: row[0]):
        texts = [text for _, text in group]
        if mark == "-":
            low = _found(lines, texts, answer.line - 1)
            indents = [_indent(line) for line in lines[low : low + len(texts)]]
            del lines[low : low + len(texts)]
        else:
            near = [*indents, *([indents[-1]] * len(texts))]
            lines[low:low] = [space + text for space, text in zip(near, texts, strict=False)]
            low += len(texts)
    yield "\n".join(lines) + "\n"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _found(lines: list[str], texts: list[str], near: int) -> int:
    """Return where some lines stand, as near to a place as can be."""
    places = [k for k in range(len(lines)) if [line.strip() for line in lines[k : k + len(texts)]] == texts]
    return min(places, key=lambda place: abs(place - near), default=near)
