"""The steps of an interview, as values: a question or a drill stands, a bet is asked, it is over."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from quizrnn.answers.instance import Instance
from quizrnn.study.interview_log import Ending
from quizrnn.study.interview_plan import Part
from quizrnn.study.records import Review


class Posed(msgspec.Struct, frozen=True, kw_only=True):
    """A question stands.

    Attributes:
        instance: The question as it is shown.
        part: Why it is asked.
        number: Which question it is, from 1.
        total: How many there will be, or None where only the time ends the interview.
    """

    instance: Instance
    part: Part
    number: int
    total: int | None


class Coding(msgspec.Struct, frozen=True, kw_only=True):
    """A drill stands: code is to be written and handed in.

    Attributes:
        part: The drill, its convention, and what it usually takes.
        number: Which question it is, from 1.
        total: How many there will be, or None where only the time ends the interview.
    """

    part: Part
    number: int
    total: int | None


class Betting(msgspec.Struct, frozen=True, kw_only=True):
    """The answer is on record; how sure the learner is of it is asked.

    Attributes:
        posed: The question, or the drill.
        answer: What was answered; of a drill the code.
    """

    posed: Posed | Coding
    answer: str


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """The interview is over."""

    ending: Ending


class Unmarked(msgspec.Struct, frozen=True, kw_only=True):
    """A free text that the learner has still to hold against the rubric.

    Attributes:
        instance: The question as it was shown.
        review: The answer on record, whose score is what the keywords suggest.
    """

    instance: Instance
    review: Review


InterviewStep: TypeAlias = Posed | Coding | Betting | Closed
