"""What an interview showed: values for whoever draws them, computed from the log when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import Instance, draw
from quizrnn.bank.model import Question, ShortQuestion, question_type
from quizrnn.errors import Malformed, UnknownName
from quizrnn.study.interview_advice import Advice, advise
from quizrnn.study.interview_log import Ending, InterviewRow
from quizrnn.study.interview_plan import Part, Role
from quizrnn.study.queue import topic_of
from quizrnn.study.records import DRILL_PREFIX
from quizrnn.study.stats import Calibration, calibration
from quizrnn.text import Text

if TYPE_CHECKING:
    from quizrnn.bank.library import Library
    from quizrnn.study.attempts import Attempt
    from quizrnn.study.records import Review
    from quizrnn.study.store import Store

Outcome: TypeAlias = Literal["right", "partly", "wrong", "passed"]

ROLES: tuple[Role, ...] = ("warm-up", "question", "derivation", "code", "drill")


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One point of a rubric, and whether the answer made it."""

    text: Text
    met: bool


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with code, as its verdict said, and the line, if it names one."""

    message: str
    line: int | None = None
    text: str = ""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """Code that was handed in.

    Attributes:
        convention: In which convention.
        status: The verdict's status, such as ``failed``.
        source: The file.
        cases: How many cases there were.
        cases_passed: How many of them passed.
        outputs: Names of the outputs that were not right in some case.
        faults: What was wrong, as far as it was recognised.
    """

    convention: str
    status: str
    source: str
    cases: int
    cases_passed: int
    outputs: tuple[str, ...]
    faults: tuple[Fault, ...]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the interview.

    Attributes:
        number: Which question it was, from 1.
        question: The question's id, or a drill's card.
        section: Its section.
        type: Its type, or ``drill``.
        difficulty: From 1 to 5.
        role: What it was for.
        depth: Its place in a chain of follow-ups, from 0.
        outcome: What came of it.
        score: From 0 to 1.
        confidence: The bet, 0.5 to 1, or None.
        seconds: How long the answer took.
        usual_seconds: How long one usually takes.
        answer: What was answered, in line syntax; of ``short`` the text alone.
        expected: The right answer, or None where the question has left the banks or its meaning has changed.
        feedback: What is to be said about the answer.
        points: Of ``short``: the rubric.
        by_keywords: Whether the points are what the keywords suggest: the learner has not marked them.
        instance: The question as it was shown, or None likewise.
        title: Of a drill: its name.
        code: Of a drill: what was handed in, or None where it was passed on.
    """

    number: int
    question: str
    section: str
    type: str
    difficulty: int
    role: Role
    depth: int
    outcome: Outcome
    score: float
    confidence: float | None
    seconds: float
    usual_seconds: int
    answer: str
    expected: Text | None = None
    feedback: tuple[Text, ...] = ()
    points: tuple[Point, ...] = ()
    by_keywords: bool = False
    instance: Instance | None = None
    title: Text = ""
    code: Code | None = None


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """A group of answers: how many, how many of them right, their mean score, and the time they took."""

    name: str
    title: Text
    asked: int
    right: int
    score: float
    seconds: float


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """A chain of follow-ups: the numbers of its questions, and at which it broke, None where it held."""

    numbers: tuple[int, ...]
    broke: int | None


class InterviewReport(msgspec.Struct, frozen=True, kw_only=True):
    """One interview.

    Attributes:
        number: What the learner calls it by.
        started: When, in the learner's zone then.
        ending: How it ended, or None where it was broken off.
        seconds: How long it took, up to the last answer where it was broken off.
        minutes: The time limit, or None.
        planned: The number of questions, or None where only the time ended it.
        score: Mean score, or None where nothing was answered.
        right: Answers fully right.
        partly: Answers with partial credit.
        passed: Questions passed.
        answers: The answers, in their order.
        topics: By topic, in the article's order.
        sections: By section, likewise.
        roles: By what a question was for.
        chains: The chains of follow-ups.
        calibration: Bets against answers.
        bias: Mean bet minus the share of these answers that was right, or None without bets.
        advice: The weakest sections, at most three, and what to do next.
    """

    number: int
    started: datetime
    ending: Ending | None
    seconds: float
    minutes: float | None
    planned: int | None
    score: float | None
    right: int
    partly: int
    passed: int
    answers: tuple[Answered, ...]
    topics: tuple[Tally, ...]
    sections: tuple[Tally, ...]
    roles: tuple[Tally, ...]
    chains: tuple[Chain, ...]
    calibration: Calibration
    bias: float | None
    advice: tuple[Advice, ...]


def report(row: InterviewRow, library: Library, store: Store) -> InterviewReport:
    """Return what an interview showed, finished or broken off, by the log and the banks as they stand now.

    Raises:
        RecordError: If the record cannot be read.
    """
    reviews = store.reviews(session=row.session)
    parts = {part.key: part for part in row.outline.parts}
    sheets = store.attempts_log.of_session(row.session)
    answers = tuple(
        _written(number, review, parts.get(review.question), library, sheets.get(review.number))
        if review.kind == "drill"
        else _answered(number, review, parts.get(review.question), library)
        for number, review in enumerate(reviews, 1)
    )
    bets = [(each.confidence, each.score) for each in answers if each.confidence is not None]
    known = calibration(bets)
    hits = sum(score >= 1.0 for _, score in bets)
    titles = {section.slug: section.title for section in library.sections()}
    order = {slug: place for place, slug in enumerate(titles)}
    slugs = sorted({each.section for each in answers}, key=lambda slug: order.get(slug, len(order)))
    ended = row.ended or max((review.at for review in reviews), default=row.started)
    return InterviewReport(
        number=row.number,
        started=row.started,
        ending=row.ending,
        seconds=max(0.0, (ended - row.started).total_seconds()),
        minutes=row.outline.minutes,
        planned=row.outline.count,
        score=sum(each.score for each in answers) / len(answers) if answers else None,
        right=sum(each.outcome == "right" for each in answers),
        partly=sum(each.outcome == "partly" for each in answers),
        passed=sum(each.outcome == "passed" for each in answers),
        answers=answers,
        topics=_tallies(
            answers, lambda each: topic_of(each.section), dict.fromkeys(map(topic_of, slugs)), titles
        ),
        sections=_tallies(answers, lambda each: each.section, slugs, titles),
        roles=_tallies(answers, lambda each: each.role, ROLES, {}),
        chains=tuple(_chains(answers)),
        calibration=known,
        bias=(sum(bet for bet, _ in bets) - hits) / len(bets) if bets else None,
        advice=advise(answers, titles, library, store),
    )


def _answered(number: int, review: Review, part: Part | None, library: Library) -> Answered:
    instance = _instance(review, library)
    points, by_keywords = _points(instance, review)
    text, newline, _ = review.answer.rpartition("\n") if review.kind == "short" else (review.answer, "", "")
    reached: Outcome = "right" if review.score >= 1.0 else "partly" if review.score > 0 else "wrong"
    return Answered(
        number=number,
        question=review.question,
        section=part.section if part else "",
        type=review.kind,
        difficulty=part.difficulty if part else 0,
        role=part.role if part else "question",
        depth=part.depth if part else 0,
        outcome=reached if review.answer else "passed",
        score=review.score,
        confidence=review.confidence,
        seconds=review.milliseconds / 1000,
        usual_seconds=part.seconds if part else 60,
        answer=text if newline else review.answer,
        expected=expected(instance) if instance else None,
        feedback=_feedback(instance, review.answer) if instance and not points else (),
        points=points,
        by_keywords=by_keywords,
        instance=instance,
    )


def _written(
    number: int, review: Review, part: Part | None, library: Library, sheet: Attempt | None
) -> Answered:
    """Return what became of a drill, which was passed on where there is no sheet."""
    drill = review.question.removeprefix(DRILL_PREFIX)
    try:
        title: Text = library.drill(drill).title
    except UnknownName:
        title = drill
    reached: Outcome = "right" if review.score >= 1.0 else "partly" if review.score > 0 else "wrong"
    return Answered(
        number=number,
        question=review.question,
        section=part.section if part else "",
        type=review.kind,
        difficulty=part.difficulty if part else 0,
        role="drill",
        depth=0,
        outcome="passed" if sheet is None else reached,
        score=review.score,
        confidence=review.confidence,
        seconds=review.milliseconds / 1000,
        usual_seconds=part.seconds if part else 60,
        answer="" if sheet is None else sheet.source,
        title=title,
        code=None if sheet is None else _code(sheet),
    )


def _code(sheet: Attempt) -> Code:
    verdict, lines = sheet.verdict, sheet.source.split("\n")

    def fault(message: str, line: int | None) -> Fault:
        known = line is not None and 0 < line <= len(lines)
        return Fault(message=message, line=line, text=lines[line - 1].strip() if known and line else "")

    faults = [fault(found.message, found.line) for found in verdict.diagnosis]
    if not faults and verdict.message:
        faults = [fault(verdict.message, verdict.line)]
    wrong = [out.name for case in verdict.cases for out in case.outputs if out.status != "ok"]
    return Code(
        convention=sheet.convention,
        status=verdict.status,
        source=sheet.source,
        cases=len(verdict.cases),
        cases_passed=sum(case.status == "passed" for case in verdict.cases),
        outputs=tuple(dict.fromkeys(wrong)),
        faults=tuple(faults),
    )


def _instance(review: Review, library: Library) -> Instance | None:
    """Return the question as it was shown, or None where it is no longer the one that was asked."""
    try:
        question: Question = library.get(review.question)
    except UnknownName:
        return None
    if question.revision != review.revision or question_type(question) != review.kind:
        return None
    return draw(question, review.seed, shuffle_choices=True)


def _feedback(instance: Instance, answer: str) -> tuple[Text, ...]:
    """Return what checking says of an answer; one that can no longer be read gets none."""
    if not answer:
        return ()
    try:
        return check(instance, answer).feedback
    except Malformed:
        return ()


def _points(instance: Instance | None, review: Review) -> tuple[tuple[Point, ...], bool]:
    """Return the rubric of a free text with what it made of it, and whether only keywords say so."""
    if instance is None or not isinstance(question := instance.question, ShortQuestion):
        return (), False
    from quizrnn.answers.short import points_met, suggest

    _, marked, line = review.answer.rpartition("\n")
    try:
        met = points_met(instance, line) if marked else {number - 1 for number in suggest(instance, line)}
    except Malformed:
        met = set()
    points = tuple(Point(text=each.point, met=place in met) for place, each in enumerate(question.rubric))
    return points, bool(review.answer) and not marked


def _tallies(
    answers: Sequence[Answered],
    key: Callable[[Answered], str],
    names: Iterable[str],
    titles: Mapping[str, Text],
) -> tuple[Tally, ...]:
    out = []
    for name in names:
        group = [each for each in answers if key(each) == name]
        if group:
            out.append(
                Tally(
                    name=name,
                    title=titles.get(name, name),
                    asked=len(group),
                    right=sum(each.outcome == "right" for each in group),
                    score=sum(each.score for each in group) / len(group),
                    seconds=sum(each.seconds for each in group),
                )
            )
    return tuple(out)


def _chains(answers: Sequence[Answered]) -> Iterable[Chain]:
    links: list[Answered] = []
    for each in [*answers, None]:
        if each is not None and each.depth:
            links.append(each)
            continue
        if len(links) > 1:
            broke = next((link.number for link in links if link.outcome != "right"), None)
            yield Chain(numbers=tuple(link.number for link in links), broke=broke)
        links = [each] if each is not None else []
