"""What was released: ids with the revision and the meaning of their keys, so that no change slips by.

A learner's history hangs on an id. So a released one never vanishes and never changes its type, and a key
that means something else has a higher revision, which tells old answers from new ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from quizrnn.bank.faults import first_error, type_faults
from quizrnn.bank.model import (
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    OrderQuestion,
    Question,
    ShortQuestion,
    Struct,
    question_type,
)
from quizrnn.bank.source import TEXT_KEYS, Source, read_yaml
from quizrnn.text import Text, both, pick

NAME: Final = "released.yaml"
RECORD: Final = "python .ci/record_content.py"
"""How a maintainer brings the list up to date."""

_HEAD: Final = f"""\
# Every id that was released, with the revision and a fingerprint of its key. Written by {RECORD};
# docs/authoring.md says when. An id listed here is never dropped and never given to another question.
"""


class Release(Struct, frozen=True, kw_only=True):
    """One released question."""

    type: str
    revision: int
    meaning: str
    """Fingerprint of the key (see ``meaning``)."""


class Released(Struct, frozen=True, kw_only=True):
    """All that was released."""

    questions: dict[str, Release]
    drills: list[str]


class Change(NamedTuple):
    """One way in which a question breaks with what was released.

    Attributes:
        id: The question.
        code: Which rule it breaks: ``id-type``, ``id-revision`` or ``id-meaning``.
        key: The field at fault.
        problem: What is wrong, and what to do.
    """

    id: str
    code: str
    key: str
    problem: Text


def load_released(path: Path) -> tuple[Released, Source]:
    """Read the list of what was released, and where each id stands in it.

    Raises:
        InputError: If it cannot be read.
    """
    source = read_yaml(path, text_keys=TEXT_KEYS | {"meaning", "drills"})
    try:
        return msgspec.convert(source.data, Released), source
    except msgspec.ValidationError:
        error = first_error(source, type_faults(source.data, Released))
        assert error is not None
        raise error from None


def released_text(released: Released) -> str:
    """Return the file that holds ``released``: one line an id, in order."""
    lines = [
        f"  {name}: {{type: {one.type}, revision: {one.revision}, meaning: {one.meaning}}}"
        for name, one in sorted(released.questions.items())
    ]
    drills = [f"  - {name}" for name in sorted(released.drills)]
    heads = [
        f"{name}:" if found else f"{name}: {none}"
        for name, found, none in (("questions", lines, "{}"), ("drills", drills, "[]"))
    ]
    return "\n".join([_HEAD + heads[0], *lines, heads[1], *drills, ""])


def release_of(question: Question) -> Release:
    """Return what is put on record of a question."""
    return Release(type=question_type(question), revision=question.revision, meaning=meaning(question))


def meaning(question: Question) -> str:
    """Return a fingerprint of what counts as right: not of explanations, hints or distractors' words."""
    written = json.dumps([question_type(question), _key(question)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def changes(question: Question, release: Release) -> Iterator[Change]:
    """Yield what must not have changed in a question since it was released."""
    now = release_of(question)
    if now.type != release.type:
        problem = both(
            f"“{question.id}” was released as {release.type}: an id keeps its type "
            "(give the new question an id of its own)",
            f"“{question.id}”发布时的题型是 {release.type}：题号不能改换题型（请给新题另起题号）",
        )
        yield Change(question.id, "id-type", "type", problem)
    elif now.revision < release.revision:
        problem = both(
            f"revision {release.revision} was released "
            f"(write {release.revision}, or more if the meaning changed)",
            f"已发布的是第 {release.revision} 版（请写 {release.revision}；含义有变则写更大的数）",
        )
        yield Change(question.id, "id-revision", "revision", problem)
    elif now.revision == release.revision and now.meaning != release.meaning:
        problem = both(
            f"the key is not the one that was released as revision {release.revision} (raise revision; "
            f"if only its wording changed: {RECORD} --same-meaning {question.id})",
            f"答案与已发布的第 {release.revision} 版不同（请增大 revision；若只是措辞变化："
            f"{RECORD} --same-meaning {question.id}）",
        )
        yield Change(question.id, "id-meaning", _KEY_FIELDS[question_type(question)], problem)


def updated(
    old: Released, questions: Iterable[Question], drills: Iterable[str], same: Iterable[str] = ()
) -> tuple[Released, list[Text]]:
    """Return the list brought up to date, and what stands against that.

    Args:
        old: What was released before; its ids stay.
        questions: The questions as they are now.
        drills: The drills' ids.
        same: Questions whose key was only worded anew.
    """
    now = {question.id: question for question in questions}
    kept = set(same)
    against = [
        change.problem
        for name, release in old.questions.items()
        if name in now
        for change in changes(now[name], release)
        if not (change.code == "id-meaning" and name in kept)
    ]
    names = set(drills)
    gone = [name for name in old.questions if name not in now] + [
        name for name in old.drills if name not in names
    ]
    against += [vanished(name) for name in gone]
    fresh = {name: release_of(question) for name, question in now.items()}
    return Released(questions={**old.questions, **fresh}, drills=sorted({*old.drills, *names})), against


def vanished(name: str) -> Text:
    """Return what is said of a released id that is not there any more."""
    return both(
        f"“{name}” was released and is gone: learners' histories hang on it (put it back)",
        f"“{name}”已经发布，现在却不见了：学习记录靠它对应（请恢复）",
    )


_KEY_FIELDS: Final = {
    "choice": "choices",
    "multi": "choices",
    "boolean": "answer",
    "cloze": "blanks",
    "order": "items",
    "match": "pairs",
    "numeric": "answer",
    "formula": "answer",
    "short": "rubric",
    "bug": "line",
}


def _key(question: Question) -> Any:
    """Return what decides whether an answer is right, as plain data."""
    match question:
        case ChoiceQuestion() | MultiQuestion():
            # The number and the places too: recorded answers are letters, shuffled by a recorded seed.
            right = [(place, _said(one.text)) for place, one in enumerate(question.choices) if one.correct]
            return [len(question.choices), right]
        case BooleanQuestion():
            return question.answer
        case ClozeQuestion():
            return [_folded(blank.accept[0]) for blank in question.blanks]
        case OrderQuestion():
            return [_said(item) for item in question.items]
        case MatchQuestion():
            pairs = [(_said(pair.left), _said(pair.right)) for pair in question.pairs]
            return [pairs, len(question.distractors)]
        case NumericQuestion():
            return [_folded(str(question.answer)), sorted(question.params), question.unit]
        case FormulaQuestion():
            return [question.target, _folded(question.answer), question.variables]
        case ShortQuestion():
            return len(question.rubric)
        case BugQuestion():
            return question.lines


def _said(text: Text) -> str:
    return _folded(pick(text, "en"))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
