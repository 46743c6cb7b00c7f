"""Errata of banks: a key that turned out wrong re-grades the log, and the learner is told once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

import msgspec

from quizrnn.errors import QuizrnnError
from quizrnn.study.rating import automatic_rating
from quizrnn.study.records import Rating, Review
from quizrnn.study.store import replay_card, replay_if_changed
from quizrnn.study.store_rows import REVIEW_COLUMNS, review_of
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.bank.library import Library
    from quizrnn.bank.model import Erratum, Question
    from quizrnn.study.schedule import Scheduler
    from quizrnn.study.store import Store


class Righted(msgspec.Struct, frozen=True, kw_only=True):
    """Answers to one question that were marked wrong and were right, of which the learner does not know yet.

    Attributes:
        question: The question's id.
        answers: How many answers.
        was: The key as it was.
        now: The key as it is.
        why: What was wrong with it.
    """

    question: str
    answers: int
    was: str = ""
    now: str = ""
    why: Text = ""

    @property
    def message(self) -> Text:
        """What the learner is told; ``was``, ``now`` and ``why`` are the bank's and may have markup."""
        times = "" if self.answers == 1 else f" ({self.answers} times)"
        often = "" if self.answers == 1 else f"（{self.answers} 次）"
        head = both(
            f"You were marked wrong; you were right{times}: {self.question}.",
            f"你的回答曾被判错，其实是对的{often}：{self.question}。",
        )
        key = both(
            f" The key was {self.was}; it is {self.now}.", f"原答案为 {self.was}，现更正为 {self.now}。"
        )
        parts = [head, key if self.was and self.now else "", self.why]
        return {
            "en": pick(parts[0], "en")
            + pick(parts[1], "en")
            + (" " if self.why else "")
            + pick(self.why, "en"),
            "zh": "".join(pick(part, "zh") for part in parts),
        }


def apply_errata(library: Library, store: Store, scheduler: Scheduler) -> int:
    """Count as right what the banks' errata say was right; return how many answers that were.

    Every answer marked wrong at the erratum's revision is checked once more, by the question as it now stands
    and the seed on record. The rows of the log stay; what they count is data beside them, and the cards are
    replayed. Nobody loses: an answer that the wrong key took for right stays right.

    Raises:
        RecordError: If the record cannot be read or written; nothing has changed then.
    """
    outstanding = [erratum for erratum in library.errata() if _unchecked(store, erratum)]
    if not outstanding:
        return 0
    righted = 0
    with store.database.write() as connection:
        replay_if_changed(connection, scheduler)
        for erratum in outstanding:
            found = _regrade(connection, library, store, erratum)
            righted += found
            if found:
                replay_card(connection, erratum.id, scheduler)
    return righted


def untold(library: Library, store: Store) -> tuple[Righted, ...]:
    """Return what the learner has to be told, oldest first.

    Raises:
        RecordError: If the record cannot be read.
    """
    rows = store.database.rows(
        "SELECT question, revision, count(*) FROM corrections WHERE told IS NULL "
        "GROUP BY question, revision ORDER BY min(review)"
    )
    if not rows:
        return ()
    known = {(erratum.id, erratum.revision): erratum for erratum in library.errata()}
    out = []
    for question, revision, answers in rows:
        erratum = known.get((question, revision))
        found = Righted(question=question, answers=answers)
        if erratum is not None:
            found = msgspec.structs.replace(found, was=erratum.was, now=erratum.now, why=erratum.why)
        out.append(found)
    return tuple(out)


def corrections(store: Store) -> dict[int, tuple[float, Rating]]:
    """Return score and rating that count in place of those in the log, by the number of its row.

    Raises:
        RecordError: If the record cannot be read.
    """
    rows = store.database.rows("SELECT review, score, rating FROM corrections")
    return {number: (score, Rating(rating)) for number, score, rating in rows}


def told(store: Store, righted: Sequence[Righted]) -> None:
    """Note that the learner has been told.

    Raises:
        RecordError: If that cannot be saved: they will be told again.
    """
    if not righted:
        return
    now = store.clock.now().astimezone(UTC).isoformat()
    with store.database.write() as connection:
        for found in righted:
            connection.execute(
                "UPDATE corrections SET told = ? WHERE told IS NULL AND question = ?", (now, found.question)
            )


_WRONG = "FROM reviews WHERE question = ? AND revision = ? AND score < 1 AND answer != '' AND number > ?"
_CHECKED = "SELECT checked FROM errata WHERE question = ? AND revision = ? AND digest = ?"


def _unchecked(store: Store, erratum: Erratum) -> bool:
    """Tell whether the log has answers that were marked wrong since the erratum was last applied."""
    rows = store.database.rows(_CHECKED, _key(erratum))
    checked = rows[0][0] if rows else 0
    return bool(store.database.rows(f"SELECT 1 {_WRONG} LIMIT 1", (erratum.id, erratum.revision, checked)))


def _regrade(connection: sqlite3.Connection, library: Library, store: Store, erratum: Erratum) -> int:
    """Check the answers that an erratum is about, inside the caller's transaction."""
    row = connection.execute(_CHECKED, _key(erratum)).fetchone()
    wrong = connection.execute(
        f"SELECT number, {REVIEW_COLUMNS} {_WRONG} AND number NOT IN (SELECT review FROM corrections) "
        "ORDER BY number",
        (erratum.id, erratum.revision, row[0] if row else 0),
    ).fetchall()
    try:
        question = library.get(erratum.id)
    except QuizrnnError:
        return 0
    reviews = [review_of(found) for found in wrong]
    righted = [review for review in reviews if _is_right(question, review)]
    at = store.clock.now().astimezone(UTC).isoformat()
    connection.executemany(
        "INSERT INTO corrections (review, question, revision, kind, rating, score, at) "
        "VALUES (?, ?, ?, ?, ?, 1.0, ?)",
        [
            (found.number, found.question, found.revision, found.kind, int(_rating(question, found)), at)
            for found in righted
        ],
    )
    last = max((review.number for review in reviews), default=row[0] if row else 0)
    connection.execute("INSERT OR REPLACE INTO errata VALUES (?, ?, ?, ?)", (*_key(erratum), last))
    return len(righted)


def _is_right(question: Question, review: Review) -> bool:
    """Check a recorded answer by the question as it now stands; one that cannot be read stays as it is."""
    from quizrnn.answers.check import check
    from quizrnn.answers.instance import draw
    from quizrnn.bank.model import question_type

    if question_type(question) != review.kind:
        return False
    try:
        return check(draw(question, review.seed, shuffle_choices=True), review.answer).correct
    except QuizrnnError:
        return False


def _rating(question: Question, review: Review) -> Rating:
    """Return the rating that the answer would have had; one that the learner chose stays."""
    if review.rating != review.automatic:
        return review.rating
    return automatic_rating(1.0, hints=review.hints, hints_total=len(question.hints), tries=review.tries)


def _key(erratum: Erratum) -> tuple[str, int, str]:
    import hashlib

    said = msgspec.json.encode([erratum.was, erratum.now])
    return erratum.id, erratum.revision, hashlib.sha256(said).hexdigest()[:16]
