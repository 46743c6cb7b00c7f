"""Fitting FSRS to the learner's own log, and keeping the result only if it predicts better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import log as ln
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from quizrnn.errors import QuizrnnError
from quizrnn.study.memory import decay_of, retrievability
from quizrnn.study.records import DRILL_PREFIX, Card, Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import FSRS
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

NEEDED: Final = 400
"""Reviews a day or more after the one before that a fit needs: fewer leave the weights where they are."""

HELD_OUT: Final = 0.2
"""Share of the latest reviews that the fit does not see."""

JUDGED: Final = 20_000
"""Reviews of the held-out part, at most, by which two sets of parameters are compared."""

Step: TypeAlias = tuple[int, int]
"""Rating (1 to 4) and the study days since the review before."""

Trainer: TypeAlias = Callable[[Sequence[Sequence[Step]]], list[float]]
"""Fits weights to histories, each of which ends with a review a day or more after the one before."""


class Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """What a fit came to.

    Attributes:
        trained: Reviews that were fitted to.
        held_out: Reviews that judged the result.
        before: Their mean log-loss under the present parameters; lower is better.
        after: The same under the new ones.
        parameters: The new ones, or None where there was too little to fit to.
    """

    trained: int
    held_out: int
    before: float = 0.0
    after: float = 0.0
    parameters: list[float] | None = None

    @property
    def better(self) -> bool:
        """Whether the new parameters predict the held-out part better."""
        return self.parameters is not None and self.after < self.before

    @property
    def message(self) -> Text:
        """What the learner is told."""
        if self.parameters is None:
            found = self.trained + self.held_out
            return both(
                f"Nothing was changed: a fit needs {NEEDED} reviews a day or more after the one before, and "
                f"there are {found}.",
                f"未作改动：拟合需要至少 {NEEDED} 次隔天及以上的复习，目前有 {found} 次。",
            )
        facts = both(
            f"Fitted to {self.trained:,} reviews, judged by the latest {self.held_out:,}. Log-loss there "
            f"(lower is better): {self.before:.4f} with the present parameters, {self.after:.4f} with the "
            "new ones.",
            f"用 {self.trained:,} 次复习拟合，用最近的 {self.held_out:,} 次检验。"
            f"对数损失（越低越好）：现有参数 {self.before:.4f}，新参数 {self.after:.4f}。",
        )
        end = (
            both(
                " Kept: every due date is computed anew.",
                "新参数已保留，所有到期时间已重新计算。",
            )
            if self.better
            else both(
                " Not kept: the present parameters predict you as well or better.",
                "新参数未保留：现有参数的预测不比它差。",
            )
        )
        assert isinstance(facts, dict)
        assert isinstance(end, dict)
        return {lang: facts[lang] + end[lang] for lang in facts}


def fit(store: Store, settings: Settings, trainer: Trainer | None = None) -> Fitted:
    """Fit FSRS to the log, and judge the result by the latest part of it, which the fit has not seen.

    The judge is the scheduler itself, with either set of parameters. Drills do not count: they have no
    learning steps, and are few.

    Args:
        store: The learner's record.
        settings: The present parameters.
        trainer: What fits; fsrs-rs by default.

    Raises:
        QuizrnnError: If the extra ``tune`` is not installed.
        RecordError: If the record cannot be read.
    """
    trainer = trainer or _fsrs_rs()
    logs = _logs(store, Scheduler(settings))
    tests = sorted(review.number for log in logs for review in _tests(log))
    if len(tests) < NEEDED:
        return Fitted(trained=len(tests), held_out=0)
    first_held_out = tests[round(len(tests) * (1 - HELD_OUT))]
    histories = [
        _steps(log[: place + 1])
        for log in logs
        for place, review in enumerate(log)
        if review.number < first_held_out and place and review.day > log[place - 1].day
    ]
    parameters = _within_bounds(trainer(histories))
    changed = msgspec.structs.replace(settings, parameters=parameters, algorithm=FSRS)
    judged, before = _log_loss(logs, settings, first_held_out)
    _, after = _log_loss(logs, changed, first_held_out)
    return Fitted(trained=len(histories), held_out=judged, before=before, after=after, parameters=parameters)


def adopt(store: Store, settings: Settings, parameters: list[float] | None, path: Path) -> Settings:
    """Save parameters (None: the standard ones) with the version of the algorithm, and replay the cards.

    Raises:
        InputError: If the settings cannot be saved.
        RecordError: If the cards cannot be replayed now; the next session does it.
    """
    algorithm = None if parameters is None else FSRS
    changed = msgspec.structs.replace(settings, parameters=parameters, algorithm=algorithm)
    changed.save(path)
    store.reschedule(Scheduler(changed))
    return changed


def _logs(store: Store, scheduler: Scheduler) -> list[list[Review]]:
    """Return the reviews of each question that moved its card, in the order of the log."""
    by_card: dict[str, list[Review]] = {}
    for review in store.reviews():
        if not review.question.startswith(DRILL_PREFIX):
            by_card.setdefault(review.question, []).append(review)
    logs = (_counted(key, log, scheduler) for key, log in by_card.items())
    return [log for log in logs if log]


def _counted(key: str, log: list[Review], scheduler: Scheduler) -> list[Review]:
    """Leave out the reviews of cram and interview, but for those that were a due card forgotten."""
    if all(review.mode not in ("cram", "interview") for review in log):
        return log
    card, out = Card(key=key), []
    for review in log:
        after = scheduler.after(card, review)
        if after.reviews > card.reviews:
            out.append(review)
        card = after
    return out


def _tests(log: Sequence[Review]) -> Iterable[Review]:
    """Return the reviews a day or more after the one before: those that tell something of forgetting."""
    return (review for before, review in pairwise(log) if review.day > before.day)


def _steps(log: Sequence[Review]) -> list[Step]:
    days = [0] + [max(0, (b.day - a.day).days) for a, b in pairwise(log)]
    return [(int(review.rating), elapsed) for review, elapsed in zip(log, days, strict=True)]


def _log_loss(logs: Sequence[Sequence[Review]], settings: Settings, first: int) -> tuple[int, float]:
    """Return how many reviews from number ``first`` on were judged, and their mean log-loss."""
    scheduler, decay = Scheduler(settings), decay_of(settings.weights)
    count, loss = 0, 0.0
    for log in logs:
        if log[-1].number < first:
            continue
        card = Card(key=log[0].question)
        for review in log:
            if review.number >= first and card.last_day is not None and review.day > card.last_day:
                share = min(max(retrievability(card, review.day, decay), 1e-6), 1 - 1e-6)
                loss -= ln(share if review.rating is not Rating.AGAIN else 1 - share)
                count += 1
            card = scheduler.after(card, review)
        if count >= JUDGED:
            break
    return count, loss / count if count else 0.0


def _within_bounds(parameters: Sequence[float]) -> list[float]:
    """Return weights that the scheduler takes: the optimiser's bounds are not quite the same."""
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    return [
        float(min(max(value, low), high))
        for value, low, high in zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    ]


def _fsrs_rs() -> Trainer:
    """Return the trainer of fsrs-rs.

    Raises:
        QuizrnnError: If it is not installed.
    """
    try:
        import fsrs_rs_python as rs
    except ImportError:
        raise QuizrnnError(
            both(
                "tuning needs the extra “tune”: python -m pip install 'quizrnn[tune]'",
                "拟合需要附加组件“tune”：python -m pip install 'quizrnn[tune]'",
            )
        ) from None

    def train(histories: Sequence[Sequence[Step]]) -> list[float]:
        items: list[Any] = [
            rs.FSRSItem([rs.FSRSReview(rating, days) for rating, days in steps]) for steps in histories
        ]
        return list(rs.FSRS(rs.DEFAULT_PARAMETERS).compute_parameters(items))

    return train
