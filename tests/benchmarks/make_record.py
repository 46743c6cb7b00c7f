"""Make a learner's folder as large as it gets: ``python tests/benchmarks/make_record.py FOLDER``.

By default 100,000 questions in twenty banks and 1,000,000 reviews over three years, by a learner who forgets
as FSRS says, with a memory of their own; everything repeats with ``--seed``. The cards are those that the
scheduler made of the reviews, as in a real record.
"""

from __future__ import annotations

import argparse
import heapq
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from quizrnn.clock import SystemClock
from quizrnn.paths import Paths
from quizrnn.study.memory import in_step, retrievability
from quizrnn.study.records import Card, Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store
from quizrnn.study.store_rows import CARD_COLUMNS, REVIEW_COLUMNS, REVIEW_FIELDS, card_row, review_row

SECTIONS = ("rnn.core-idea", "rnn.drawbacks", "lstm.forget-gate", "lstm.output-gate", "gru.motivation")
KINDS = ("choice", "boolean", "numeric", "cloze")
DAYS = 3 * 365


def question(bank: str, number: int) -> str:
    """Return a question of a bank as YAML."""
    kind = KINDS[number % len(KINDS)]
    section = f"{bank}.part-{number % 12}" if number % 3 else SECTIONS[number % len(SECTIONS)]
    head = (
        f"  - id: {bank}-{number}\n    type: {kind}\n    section: {section}\n"
        f"    difficulty: {1 + number % 5}\n    tags: [{('gates', 'shapes', 'bulk')[number % 3]}]\n"
        f"    stem: {{en: 'Question {number}: what is $f_t$?', zh: '第 {number} 题：$f_t$ 是什么？'}}\n"
        f"    explanation: {{en: 'Because of {number}.', zh: '因为 {number}。'}}\n"
    )
    if kind == "choice":
        rest = "".join(
            f"      - {{text: {{en: 'option {k}', zh: '选项 {k}'}}{', correct: true' if not k else ''}}}\n"
            for k in range(4)
        )
        return f"{head}    choices:\n{rest}"
    if kind == "boolean":
        return f"{head}    answer: true\n"
    if kind == "numeric":
        return f"{head}    answer: {number}\n"
    blank = f"Blank [[1]] of {number}"
    return head.replace(f"Question {number}", blank).replace(f"第 {number} 题", blank) + (
        "    blanks: [{accept: [gate, 门]}]\n"
    )


def make_banks(folder: Path, questions: int, banks: int = 20) -> list[tuple[str, str]]:
    """Write the banks; return id and type of every question."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for place in range(banks):
        bank = f"bulk{place:02d}"
        numbers = range(questions // banks)
        text = "".join(question(bank, number) for number in numbers)
        title = f"{{en: Bulk {place}, zh: 大题库 {place}}}"
        (folder / f"{bank}.yaml").write_text(
            f"bank: {bank}\ntitle: {title}\nreleased: 2026-01-01\nquestions:\n{text}", encoding="utf-8"
        )
        made += [(f"{bank}-{number}", KINDS[number % len(KINDS)]) for number in numbers]
    return made


class Learner:
    """Answers day by day what is due and then what is new, and forgets as their own memory does."""

    def __init__(self, questions: list[tuple[str, str]], reviews: int, today: date, rng: Random) -> None:
        self._new = questions[::-1]
        rng.shuffle(self._new)
        self._kinds = dict(questions)
        self._left = reviews
        self._today = today
        self._rng = rng
        self._scheduler = Scheduler(Settings())
        self.cards: dict[str, Card] = {}

    def log(self) -> Iterator[Review]:
        """Yield the reviews in their order."""
        due: list[tuple[date, str]] = []
        a_day = self._left // DAYS + 1
        fresh_a_day = len(self._new) // DAYS + 1
        for back in range(DAYS, 0, -1):
            day = self._today - timedelta(days=back)
            keys = [self._new.pop() for _ in range(min(fresh_a_day, len(self._new)))]
            wanted = [key for key, _ in keys]
            while due and len(wanted) < a_day and due[0][0] <= day:
                wanted.append(heapq.heappop(due)[1])
            for number, key in enumerate(wanted):
                card = None
                # What was forgotten is asked again in the same sitting.
                while card is None or in_step(card):
                    if not self._left:
                        return
                    yield (review := self._review(key, day, number))
                    self._left -= 1
                    card = self._scheduler.after(self.cards.get(key) or Card(key=key), review)
                    self.cards[key] = card
                assert card.due_day is not None
                heapq.heappush(due, (max(card.due_day, day + timedelta(days=1)), key))

    def _review(self, key: str, day: date, number: int) -> Review:
        rng = self._rng
        card = self.cards.get(key)
        # This learner's memory fades faster than the standard weights say, and questions differ.
        ease = 0.5 + Random(key).random()
        chance = 0.7 if card is None else retrievability(card, day, 0.5) ** (1 / ease)
        good = rng.random() < chance
        rating = (Rating.HARD if rng.random() < 0.1 else Rating.GOOD) if good else Rating.AGAIN
        at = datetime.combine(day, time(9), UTC) + timedelta(seconds=number)
        return Review(
            question=key,
            revision=1,
            seed=rng.getrandbits(31),
            at=at,
            zone="+00:00",
            day=day,
            mode="due",
            session=f"{day:%Y%m%d}",
            answer="a",
            automatic=rating,
            rating=rating,
            score=float(good),
            milliseconds=rng.randint(800, 60_000),
            confidence=rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]) if rng.random() < 0.05 else None,
            kind=self._kinds[key],
        )


def make_record(folder: Path, *, questions: int, reviews: int, seed: int) -> None:
    """Write banks and record into a folder that is to be ``QUIZRNN_HOME``."""
    paths = Paths.from_environment({"QUIZRNN_HOME": str(folder)})
    learner = Learner(make_banks(paths.banks, questions), reviews, datetime.now(UTC).date(), Random(seed))
    store = Store.open(paths.database, SystemClock())
    slots = ", ".join("?" * len(REVIEW_FIELDS))
    with store.database.write() as connection:
        connection.executemany(
            f"INSERT INTO reviews ({REVIEW_COLUMNS}) VALUES ({slots})", map(review_row, learner.log())
        )
        slots = ", ".join("?" * len(Card.__struct_fields__))
        connection.executemany(
            f"INSERT INTO cards ({CARD_COLUMNS}) VALUES ({slots})", map(card_row, learner.cards.values())
        )
        fingerprint = Scheduler(Settings()).fingerprint
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('schedule', ?)", (fingerprint,))
    store.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--reviews", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    make_record(given.folder, questions=given.questions, reviews=given.reviews, seed=given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
