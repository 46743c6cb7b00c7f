"""Lint of shipped ids against the list of what was released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizrnn.bank.drills import Drill
from quizrnn.bank.lint_model import Finding, Item, LintContext, error_finding
from quizrnn.bank.released import NAME, changes, load_released, vanished
from quizrnn.bank.source import Source
from quizrnn.errors import InputError


def lint_released(
    items: Sequence[Item], sources: Sequence[Source], drills: set[str], context: LintContext, *, whole: bool
) -> Iterator[Finding]:
    """Yield shipped questions that changed what must not change, and released ids that are gone.

    Args:
        items: The questions that are linted.
        sources: All shipped banks, those with faults in them too.
        drills: Ids of the shipped drills.
        context: Where the shipped content is.
        whole: Whether ``sources`` are all there are, so that an id that is in none of them is gone.
    """
    path = context.content / NAME
    if not path.exists():
        return
    try:
        released, listed = load_released(path)
    except InputError as error:
        yield error_finding(error, "yaml")
        return
    for item in items:
        if isinstance(item.value, Drill) or not item.shipped or item.id not in released.questions:
            continue
        for change in changes(item.value, released.questions[item.id]):
            yield item.finding((change.key,), "error", change.code, change.problem)
    if whole:
        there = drills.union(*(_ids(source) for source in sources))
        for group, names in (("questions", released.questions), ("drills", released.drills)):
            for place, name in enumerate(names):
                if name not in there:
                    at = (group, name) if group == "questions" else (group, place)
                    row, column = listed.where_key(at)
                    yield Finding(path, row, column, "error", "id-gone", vanished(name))


def _ids(source: Source) -> Iterator[str]:
    """Yield the ids in a file as they are written, whatever else is wrong with it."""
    data = source.data
    if not isinstance(data, dict):
        return
    questions = data.get("questions")
    for one in questions if isinstance(questions, list) else ():
        name = one.get("id") if isinstance(one, dict) else None
        if isinstance(name, str):
            yield name
