"""Names the line in a verdict: what the search for edits found, beside what the fingerprints say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from quizrnn.drills.report import WHAT_IS_RIGHT, Diagnosis, Report

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill, Form
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.repair.rounds import Repair, Repairs
    from quizrnn.drills.sandbox import Child

CERTAIN: Final = 0.97
"""Certainty of an edit that turns everything right."""

LIKELY: Final = 0.85
"""Certainty of one that turns some outputs right, while others stay wrong."""

ALIKE: Final = 0.9
"""Certainty from which a fingerprint is a mistake that was made, whatever line it is in."""


def can_be_repaired(report: Report) -> bool:
    """Whether edits can be looked for: the file ran, and numbers that came back, or did not, are wrong."""
    wrong = [output for case in report.cases for output in case.outputs if output.status != "ok"]
    raised = any(case.status == "error" for case in report.cases)
    judged = {output.name for output in wrong} - {"speed"}
    learnt = {output.name for case in report.cases for output in case.outputs} <= {"loss", "mse"}
    return (
        report.status in ("failed", "error")
        and ((bool(judged) and not learnt) or raised)
        and bool(report.cases)
    )


def name_lines(
    report: Report,
    drill: Drill,
    source: str,
    *,
    solution: str,
    child: Child | None = None,
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Cancel | None = None,
) -> Report:
    """Return a verdict whose diagnosis names the lines that small edits of them turn right.

    Args:
        report: The verdict.
        drill: What was asked.
        source: The submission that it is on.
        solution: The source that the misconceptions of the convention edit.
        child: A waiting child that repairs, which is used up.
        seconds: Processor time that it may take.
        progress: Told how many edits have been tried, and of how many.
        cancel: Ends the search from another thread.

    Raises:
        CancelledError: If ``cancel`` was requested.
    """
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.repair.rounds import repairs

    with AnswerKey(drill, report.convention, solution, report.seed, cancel=cancel) as key:
        found = repairs(key, source, child=child, seconds=seconds, progress=progress, cancel=cancel)
        return replace(report, diagnosis=joined(report, found, key.form))


def joined(report: Report, repairs: Repairs, form: Form) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of a verdict with what the search found; where both speak, the repair wins."""
    order = [name for call in form.calls for name in call.outputs]
    left = list(report.diagnosis)
    named = []
    for repair in repairs.found:
        spoken = _spoken(repair, left)
        if spoken is not None:
            left.remove(spoken)
            named.append(_placed(spoken, repair))
        else:
            named.append(_told(report.drill, repair, order))
    if repairs.complete:
        # What is left says other things of outputs that are all accounted for.
        left = [found for found in left if found.id == WHAT_IS_RIGHT]
    return (*named, *left)


def _spoken(repair: Repair, diagnoses: Iterable[Diagnosis]) -> Diagnosis | None:
    """Return the fingerprint that speaks of the same mistake: of the same line, or of the same outputs."""
    known = [found for found in diagnoses if set(found.outputs) & set(repair.outputs)]
    lines = {repair.line, *repair.others}
    same_line = [found for found in known if found.line in lines]
    outputs = set(repair.outputs)
    same_outputs = [f for f in known if f.certainty >= ALIKE and set(f.outputs) == outputs]
    return next(iter([*same_line, *same_outputs]), None)


def _placed(found: Diagnosis, repair: Repair) -> Diagnosis:
    """Return a fingerprint with the edit that mends it; if its line is another of those that do, it stays."""
    from quizrnn.drills.repair.words import change

    return replace(
        found,
        says=(*found.says, change(repair)),
        line=repair.line,
        column=repair.column,
        kind=repair.kind,
        edit=repair.edit,
        certainty=max(found.certainty, CERTAIN if repair.whole else LIKELY),
    )


def _told(drill: str, repair: Repair, order: list[str]) -> Diagnosis:
    from quizrnn.drills.repair.words import ladder

    return Diagnosis(
        id=f"{drill}-{repair.kind}-at-line",
        says=ladder(repair, order),
        outputs=tuple(name for name in order if name in repair.outputs),
        line=repair.line,
        column=repair.column,
        kind=repair.kind,
        edit=repair.edit,
        certainty=CERTAIN if repair.whole else LIKELY,
    )
