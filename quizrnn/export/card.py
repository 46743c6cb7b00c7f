"""One card that no format has touched yet: texts keep their markup."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

CardKind: TypeAlias = Literal["basic", "choice", "typed", "cloze"]


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One choice, item or half of a pair as it is listed on a card.

    Attributes:
        label: The letter or number that it goes by, '' where it needs none.
        text: What it says, with markup.
        partner: What it belongs with, in the solution of a match.
        right: Whether it belongs to the answer; None where that is not a property of one piece.
        why: What to say of it once the answer is shown.
    """

    text: str
    label: str = ""
    partner: str = ""
    right: bool | None = None
    why: str = ""


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """Another answer that learners give, wrong or right, and what to say about it.

    Attributes:
        answer: What they give, with markup.
        says: What it shows, with markup; may be ''.
    """

    answer: str
    says: str = ""


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """The article's claim that a question puts right.

    Attributes:
        claim: The claim's number, such as ``C37``.
        says: What the article says, with markup.
        repair: What is right, with markup, or ''.
    """

    claim: str
    says: str
    repair: str = ""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One card in one language.

    Attributes:
        id: The question's id, or ``drill:`` and the drill's; what every format's own ids derive from.
        instance: Which of several draws of its parameters it shows, from 1.
        bank: Slug of the bank, which names the deck.
        kind: How it is best asked: revealed, by tapping a choice, by typing, by filling gaps.
        type: The question's type, or ``drill``.
        section: Slug of the section, or ''.
        heading: Title of the section, or ''.
        tags: The question's own tags.
        revision: The question's revision.
        changed: When the content last changed, seconds since 1970, UTC.
        stem: The question, with markup; gaps of a cloze stand as ``[[1]]``.
        pieces: What is listed under it.
        partners: The right-hand pieces of a match.
        code: Code shown with it, or ''.
        faults: Numbers of the lines at fault in it; lines are numbered where there are any.
        figure: Figure shown with it, or ''.
        ask: What to enter, with markup, where that does not follow from the question.
        hints: Hints, in order.
        answer: The answer, with markup.
        answer_code: Code that is the answer or belongs to it, or ''.
        solution: The pieces in their right order or pairs.
        rubric: Points of a good free answer, with markup.
        blanks: What fills each gap, as plain text.
        accepts: All that fills each gap, as plain text, the first of ``blanks`` among them.
        cased: Whether upper and lower case are told apart in them.
        typed: What to type where equal characters mean an equal answer, as plain text, or ''.
        value: The number that is the answer, None where it is not one.
        tolerance: How far from it an answer may be.
        also: Further answers that are right.
        slips: Wrong answers that are often given.
        explanation: Why the answer is right, with markup.
        corrects: The claim of the article that it puts right.
        sources: Citations, with markup.
    """

    id: str
    bank: str
    kind: CardKind
    type: str
    section: str
    heading: str = ""
    tags: tuple[str, ...]
    revision: int
    changed: int
    stem: str
    pieces: tuple[Piece, ...] = ()
    partners: tuple[Piece, ...] = ()
    code: str = ""
    faults: tuple[int, ...] = ()
    figure: str = ""
    ask: str = ""
    hints: tuple[str, ...] = ()
    answer: str = ""
    answer_code: str = ""
    solution: tuple[Piece, ...] = ()
    rubric: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    accepts: tuple[tuple[str, ...], ...] = ()
    cased: bool = False
    typed: str = ""
    value: float | None = None
    tolerance: float = 0.0
    also: tuple[Slip, ...] = ()
    slips: tuple[Slip, ...] = ()
    explanation: str = ""
    corrects: Correction | None = None
    sources: tuple[str, ...] = ()
    instance: int = 1
