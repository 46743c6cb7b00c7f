"""Lint of questions that ask the same thing twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from quizrnn.bank.drills import Drill
from quizrnn.bank.lint_model import Finding, Item
from quizrnn.bank.model import BugQuestion, question_type
from quizrnn.text import both, pick

LIKENESS: Final = 0.8
"""Share of common word triples from which two stems count as one."""
COMMON: Final = 60
"""A word triple of more questions than this is a phrase of the field and tells nothing."""

_WORD: Final = re.compile(r"[\u3400-\u9fff]|\\?\w+|[^\w\s]")


def lint_similar(questions: list[Item], background: list[Item]) -> Iterator[Finding]:
    """Yield questions whose stem and code are nearly those of an earlier one; linear in their number."""
    items = [*background, *questions]
    first_own = len(background)
    shingles = [_shingles(item) for item in items]
    holders: dict[str, list[int]] = {}
    for number, own in enumerate(shingles):
        for shingle in own:
            holders.setdefault(shingle, []).append(number)
    for number in range(first_own, len(items)):
        shared: Counter[int] = Counter()
        for shingle in shingles[number]:
            if len(holders[shingle]) <= COMMON:
                shared.update(other for other in holders[shingle] if other < number)
        for other, count in shared.most_common(1):
            union = len(shingles[number] | shingles[other])
            if items[other].id == items[number].id or _one_code(items[other], items[number]):
                continue
            if union and count / union >= LIKENESS:
                message = both(
                    f"nearly the same question as “{items[other].id}”",
                    f"与题目“{items[other].id}”几乎相同",
                )
                yield items[number].finding(("stem",), "warning", "near-duplicate", message)


def _one_code(one: Item, other: Item) -> bool:
    """Return whether two questions ask for different faults in what is the same code without them."""
    if not isinstance(one.value, BugQuestion) or not isinstance(other.value, BugQuestion):
        return False
    (faults, mended), (faults_too, mended_too) = _faults(one.value), _faults(other.value)
    shared = len(mended & mended_too) / max(1, min(len(mended), len(mended_too)))
    return shared >= LIKENESS and not faults & faults_too


def _faults(question: BugQuestion) -> tuple[set[tuple[str, str]], set[str]]:
    """Return each line at fault with its correction, and the lines of the corrected code."""
    rows = [row.strip() for row in question.code.splitlines()]
    named = [question.lines] if isinstance(question.lines, int) else question.lines
    fix = question.fix.strip()
    faulty = {rows[line - 1] for line in named if 1 <= line <= len(rows)}
    return {(row, fix) for row in faulty}, set(rows) - faulty | {fix}


def _shingles(item: Item) -> frozenset[str]:
    question = item.value
    if isinstance(question, Drill):
        return frozenset()
    words = _WORD.findall(f"{pick(question.stem, 'en')} {question.code or ''}".casefold())
    kind = question_type(question)
    triples = {" ".join((kind, *words[start : start + 3])) for start in range(max(1, len(words) - 2))}
    return frozenset(triples) if len(words) >= 4 else frozenset()
