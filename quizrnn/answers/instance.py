"""A question as it is put to a learner: parameters drawn, pieces shuffled, all from one seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import msgspec

from quizrnn.bank.model import (
    ChoiceQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    OrderQuestion,
    Parameter,
    Question,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Value = int | float | str


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """One showing of a question.

    Attributes:
        question: The question itself.
        seed: What everything drawn was drawn from; the same seed shows the same instance.
        params: Value of each parameter, by name.
        order: For ``choice``, ``multi`` and ``order``: ``order[k]`` is the place in the file of the piece
            displayed as number ``k``. For ``match``: the same for the right-hand pieces, where places past
            the pairs are distractors.
        left_order: For ``match``: the same for the left-hand pieces.
    """

    question: Question
    seed: int
    params: dict[str, Value] = {}
    order: tuple[int, ...] = ()
    left_order: tuple[int, ...] = ()


def draw(question: Question, seed: int, *, shuffle_choices: bool = False) -> Instance:
    """Draw the instance of ``question`` that belongs to ``seed``.

    Choices stand in file order unless ``shuffle_choices`` (sessions shuffle them); the pieces of ``order``
    and ``match`` are always shuffled, and parameters always drawn.
    """
    order: tuple[int, ...] = ()
    left_order: tuple[int, ...] = ()
    params: dict[str, Value] = {}
    match question:
        case ChoiceQuestion() | MultiQuestion():
            places = range(len(question.choices))
            order = _shuffled(places, _drawn_from(question, seed)) if shuffle_choices else tuple(places)
        case OrderQuestion():
            order = _deranged(range(len(question.items)), _drawn_from(question, seed))
        case MatchQuestion():
            rng = _drawn_from(question, seed)
            left_order = _shuffled(range(len(question.pairs)), rng)
            order = _shuffled(range(len(question.pairs) + len(question.distractors)), rng)
        case NumericQuestion() if question.params:
            rng = _drawn_from(question, seed)
            params = {name: draw_parameter(spec, rng) for name, spec in question.params.items()}
        case _:
            pass
    return Instance(question=question, seed=seed, params=params, order=order, left_order=left_order)


def _drawn_from(question: Question, seed: int) -> Random:
    return Random(f"{question.id}:{seed}")


def draw_parameter(spec: Parameter, rng: Random) -> Value:
    """Draw one value of a parameter."""
    if spec.whole is not None:
        return rng.randint(*spec.whole)
    if spec.real is not None:
        low, high = spec.real
        return min(max(round(rng.uniform(low, high), spec.digits), low), high)
    return rng.choice(spec.one_of or [0])


def _shuffled(places: Sequence[int], rng: Random) -> tuple[int, ...]:
    shuffled = list(places)
    rng.shuffle(shuffled)
    return tuple(shuffled)


def _deranged(places: Sequence[int], rng: Random) -> tuple[int, ...]:
    """Shuffle, but never into the order that is the answer."""
    shuffled = _shuffled(places, rng)
    while shuffled == tuple(places):
        shuffled = _shuffled(places, rng)
    return shuffled
