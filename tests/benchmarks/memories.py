"""Learners whose memory is known: what they would recall, and what an answer does to it.

Each memory is of one question and one learner; ``recall(now)`` is the truth that a scheduler cannot see.
Times are days. Three families, none of which is the scheduler's own model with its own weights:

- ``FsrsForm``: FSRS-6's equations, but each learner has weights of their own and each question a difficulty.
- ``Activation``: the spacing model of Pavlik and Anderson, "Practice and forgetting effects on vocabulary
  memory: an activation-based model of the spacing effect", Cognitive Science 29 (2005), with its parameters
  but for a mean bias of 1, since matter that one understands is kept longer than their word pairs.
- ``HalfLife``: exponential forgetting, as Ebbinghaus's curve is mostly drawn and half-life regression has it;
  a recall that was in doubt lengthens the half-life more, and a failure shortens it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from random import Random
from typing import Final, Protocol

from fsrs.scheduler import DEFAULT_PARAMETERS

AGAIN, GOOD = 1, 3


class Memory(Protocol):
    """What one learner knows of one question."""

    def recall(self, now: float) -> float:
        """Return the probability of recall, from 0 to 1."""

    def study(self, now: float, *, right: bool) -> None:
        """Take in whether it was recalled, and the correction; a guess is no recall and a slip is one."""


def forget(elapsed: float, stability: float, decay: float) -> float:
    """Return FSRS-6's ``R(t, S)``, which is 0.9 at ``t = S``."""
    share: float = (1 + (0.9 ** (-1 / decay) - 1) * max(0.0, elapsed) / stability) ** -decay
    return share


class FsrsForm:
    """FSRS-6 with weights of one's own.

    Args:
        weights: The learner's 21 weights.
        ease: What the question's stabilities are multiplied by.
        known: Probability of knowing the answer before it was ever asked.
    """

    def __init__(self, weights: list[float], ease: float, known: float) -> None:
        self._w = weights
        self._ease = ease
        self._known = known
        self._stability = self._difficulty = self._last = 0.0

    def recall(self, now: float) -> float:
        if not self._stability:
            return self._known
        return forget(now - self._last, self._stability, self._w[20])

    def study(self, now: float, *, right: bool) -> None:
        w, grade = self._w, GOOD if right else AGAIN
        first = not self._stability
        if first:
            self._stability = w[grade - 1] * self._ease
            self._difficulty = _within(self._first_difficulty(grade), 1.0, 10.0)
        elif now - self._last < 0.5:
            growth = exp(w[17] * (grade - 3 + w[18])) * self._stability ** -w[19]
            self._stability *= max(growth, 1.0) if right else growth
        else:
            recalled = self.recall(now)
            self._stability = self._after(recalled) if right else self._lapsed(recalled)
        if not first:
            self._harden(grade)
        self._stability = _within(self._stability, 0.01, 36500.0)
        self._last = now

    def _first_difficulty(self, grade: int) -> float:
        return self._w[4] - exp(self._w[5] * (grade - 1)) + 1

    def _harden(self, grade: int) -> None:
        damped = self._difficulty - self._w[6] * (grade - 3) * (10 - self._difficulty) / 9
        self._difficulty = _within(
            self._w[7] * self._first_difficulty(4) + (1 - self._w[7]) * damped, 1.0, 10.0
        )

    def _after(self, recalled: float) -> float:
        w, s = self._w, self._stability
        growth = exp(w[8]) * (11 - self._difficulty) * s ** -w[9] * (exp(w[10] * (1 - recalled)) - 1)
        return s * (1 + growth * self._ease**0.5)

    def _lapsed(self, recalled: float) -> float:
        w, s = self._w, self._stability
        left = w[11] * self._difficulty ** -w[12] * ((s + 1) ** w[13] - 1) * exp(w[14] * (1 - recalled))
        return min(left * self._ease, s / exp(w[17] * w[18]))


class Activation:
    """Activation that decays by a power law, the faster the fresher the memory was when it was refreshed.

    ``m = bias + ln sum_j t_j ** -d_j`` with ``d_j = spacing * exp(m_j) + least``, and
    ``P = 1 / (1 + exp((threshold - m) / noise))``; ``t`` in seconds, of which those between two sessions
    count ``AWAY`` each, since less happens to a memory then.
    """

    AWAY: Final = 0.025
    """Psychological seconds of one second away from the task."""

    THRESHOLD: Final = -0.704
    NOISE: Final = 0.255
    LEAST: Final = 0.177

    def __init__(self, bias: float, spacing: float, known: float) -> None:
        self._bias = bias
        self._spacing = spacing
        self._known = known
        self._traces: list[tuple[float, float]] = []

    def recall(self, now: float) -> float:
        if not self._traces:
            return self._known
        away = (self.THRESHOLD - self._activation(now)) / self.NOISE
        return 1 / (1 + exp(away)) if away < 500 else 0.0

    def study(self, now: float, *, right: bool) -> None:  # noqa: ARG002
        # Recall and correction leave a trace alike, which fades the faster the fresher the memory was.
        fresh = exp(self._activation(now)) if self._traces else 0.0
        self._traces.append((now, self._spacing * fresh + self.LEAST))

    def _activation(self, now: float) -> float:
        scale = 86400 * self.AWAY
        total = sum([max((now - then) * scale, 1.0) ** -decay for then, decay in self._traces])
        return self._bias + log(total)


class HalfLife:
    """``P = 2 ** (-t / h)``; a success makes it ``h * (1 + gain * (1 - P))``, a failure ``h * left``."""

    def __init__(self, first: float, gain: float, left: float, known: float) -> None:
        self._first = first
        self._gain = gain
        self._left = left
        self._known = known
        self._half = self._last = 0.0

    def recall(self, now: float) -> float:
        if not self._half:
            return self._known
        share: float = 2.0 ** (-max(0.0, now - self._last) / self._half)
        return share

    def study(self, now: float, *, right: bool) -> None:
        if not self._half:
            self._half = self._first * (2.0 if right else 1.0)
        elif right:
            self._half *= 1 + self._gain * (1 - self.recall(now))
        else:
            self._half = max(self._first, self._half * self._left)
        self._last = now


def fsrs_form(learner: Random) -> Callable[[Random], Memory]:
    """Return what makes a learner's memories by FSRS's equations; of a memory's own random generator."""
    weights = [weight * exp(learner.gauss(0.0, 0.25)) for weight in DEFAULT_PARAMETERS]
    weights[4] = _within(weights[4], 2.0, 9.0)
    weights[20] = _within(DEFAULT_PARAMETERS[20] * exp(learner.gauss(0.3, 0.5)), 0.1, 0.8)

    def make(question: Random) -> Memory:
        return FsrsForm(weights, exp(question.gauss(0.0, 0.6)), _known(question))

    return make


def activation(learner: Random) -> Callable[[Random], Memory]:
    """Return what makes a learner's memories by activation."""
    bias, spacing = learner.gauss(1.0, 0.2), 0.217 * exp(learner.gauss(0.0, 0.2))

    def make(question: Random) -> Memory:
        return Activation(bias + question.gauss(0.0, 0.4), spacing, _known(question))

    return make


def half_life(learner: Random) -> Callable[[Random], Memory]:
    """Return what makes a learner's memories with a half-life."""
    first, gain = 2.0 * exp(learner.gauss(0.0, 0.4)), 6.0 * exp(learner.gauss(0.0, 0.25))
    left = learner.uniform(0.15, 0.5)

    def make(question: Random) -> Memory:
        ease = question.gauss(0.0, 0.6)
        return HalfLife(first * exp(ease), gain * exp(ease / 2), left, _known(question))

    return make


FAMILIES: Final[dict[str, Callable[[Random], Callable[[Random], Memory]]]] = {
    "FSRS's form": fsrs_form,
    "activation": activation,
    "half-life": half_life,
}


def _known(question: Random) -> float:
    """Return how likely an answer is known before it was ever asked: seldom, as of new matter."""
    return question.betavariate(1.0, 3.0)


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
