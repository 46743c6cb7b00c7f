"""Judges the update of a training drill: each array goes down the slope of the loss that is returned.

An update is some optimiser's function of the gradient, and the optimiser is the learner's business. So only
this is used of it: for targets mirrored at the predictions the gradient is the negative, and half the
difference of the two updates has, entry by entry, the sign of the negative slope. It is so for plain descent,
momentum and Nesterov's, Adagrad, RMSprop, Adam and what derives from it, sign descent, clipping by value or
norm, and whatever rate an array has; weight decay and momentum are the same in both and cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec
import numpy as np

from quizrnn.drills.descent import STEPS
from quizrnn.drills.report import OutputReport
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Case, Training
    from quizrnn.drills.cases import DrawnCase

    Array: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]
    Rows: TypeAlias = NDArray[np.int64]

REACH: Final = 0.1
"""Residual of the updates: near enough for whoever clips within the backward pass, and to be of no norm."""
EXAMPLES: Final = 2
DRAWS: Final = 8
HIDDEN: Final = 4
LENGTH: Final = 6
FOLLOWING: Final = 2
"""Updates made between the states at which is measured."""

SURE: Final = 10.0
"""How many times its own error a slope must be for its sign to count."""
SMALL: Final = 1e-5
"""Relative to the steepest entry of its array: a slope that proves nothing."""
DECAYED: Final = 0.2
"""How large a step must be beside what both updates have in common, weight decay, for its sign to count."""
OTHERS: Final[dict[str, Callable[[Array], Array]]] = {
    "absolute": np.sign,
    "cubed": lambda residuals: residuals**3,
    "averaged": lambda residuals: residuals.mean(axis=-1, keepdims=True) + 0 * residuals,
}
"""What the backward pass may begin with, for the residuals."""
REVERSED: Final = 0.9
"""Share of wrong signs from which an update goes up the slope rather than somewhere else."""
PARTS: Final = 2
"""Weight of the check in the score, in outputs of a task."""

Kind: TypeAlias = Literal["right", "wrong", "still", "unknown"]
SEVERITY: Final[dict[Kind, int]] = {"unknown": 0, "right": 1, "still": 2, "wrong": 3}


class _Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    name: str
    shape: list[int]
    size: int
    number: bool
    state: int
    places: list[int]


class ArrayVerdict(msgspec.Struct, frozen=True):
    """What is known of one array of ``params``.

    Attributes:
        name: How it is reached, such as ``weights.W``.
        kind: ``right`` if every entry that counts goes down; ``wrong`` if one goes up, or does not heed the
            error; ``still`` if one does not move; ``unknown`` where nothing counts.
        index: The worst entry.
        slope: Of the loss there.
        step: Of the update there.
        share: Of the signs that count, how many are wrong.
        brief: Whether it goes down where sequences have one step, or None if that was not found out.
        others: Which of ``OTHERS`` the update goes down instead.
    """

    name: str
    kind: Kind
    index: tuple[int, ...] = ()
    slope: float = 0.0
    step: float = 0.0
    share: float = 0.0
    brief: bool | None = None
    others: frozenset[str] = frozenset()


def draw_update(training: Training, case: Case, rng: np.random.Generator, x: Array, y: Array) -> DrawnCase:
    """Draw the inputs of the check on the update.

    Args:
        training: What the drill trains on.
        case: The case.
        rng: Draws the rest.
        x: ``examples(training)`` sequences of ``LENGTH`` steps.
        y: Their targets.
    """
    from quizrnn.drills.cases import DrawnCase

    angles = rng.uniform(0, 2 * np.pi, DRAWS)
    x_first = np.stack([rng.random((EXAMPLES, 1)), np.ones((EXAMPLES, 1))], axis=2)
    shape = (FOLLOWING, training.batch)
    return DrawnCase(
        name=case.name,
        title=case.title,
        weight=case.weight,
        sizes={"N": EXAMPLES, "T": LENGTH, "H": HIDDEN},
        inputs={
            "x": x[:EXAMPLES],
            "x_first": x_first,
            "residuals": REACH * np.stack([np.cos(angles), np.sin(angles)], axis=1),
            "x_next": x[EXAMPLES:].reshape(*shape, LENGTH, 2),
            "y_next": y[EXAMPLES:].reshape(shape),
            "shifts": rng.random(2),
        },
        params={},
        scalars={"seed": int(rng.integers(2**31)), "hidden": HIDDEN, "reach": REACH},
    )


def examples(training: Training) -> int:
    """Return how many sequences the check takes."""
    return EXAMPLES + FOLLOWING * training.batch


def is_update(case: DrawnCase) -> bool:
    """Whether a case of a training drill is the check on the update."""
    return "residuals" in case.inputs


def verdicts(case: DrawnCase, found: Mapping[str, Array]) -> tuple[ArrayVerdict, ...] | None:
    """Judge each array; None where the loss is no mean of squares, so that nothing can be said.

    Not there are arrays on which the loss does not depend, such as an optimiser's, and numbers that stay.
    """
    try:
        entries = msgspec.json.decode(found["arrays"].tobytes(), type=list[_Entry])
        measured = _Measured(case, entries, found)
    except (msgspec.DecodeError, KeyError, ValueError):
        return None
    return tuple(measured.verdicts()) if measured.sound else None


class _Measured:
    """The numbers that came back, by entry E, draw K and example N."""

    def __init__(self, case: DrawnCase, entries: list[_Entry], found: Mapping[str, Array]) -> None:
        self._entries = entries
        given = case.inputs["residuals"]
        K, N = given.shape
        E = sum(len(entry.places) for entry in entries)
        draws = {"losses": (E, N, 4), "residuals": (E, K + 2, N), "new": (E, K + 2, 2)}
        shapes = {"old": (E,), "again": (E,), "brief_losses": (E, N, 2)} | draws
        shapes |= {f"brief_{name}": draws[name] for name in ("residuals", "new")}
        self._arrays = {
            name: np.asarray(found[name], dtype=np.float64).reshape(shape) for name, shape in shapes.items()
        }
        told = np.asarray(found["told"], dtype=np.float64).reshape(-1, K, 2)
        squares = (given**2).mean(axis=1)[:, None]
        factors = told.mean(axis=(1, 2)) / squares.mean()
        off = np.abs(told - factors[:, None, None] * squares).max(axis=(1, 2))
        if any(not 0 <= entry.state < len(told) or entry.size not in STEPS for entry in entries):
            raise ValueError("not what was asked for")
        self._quadratic = np.isfinite(off) & (factors > 0) & (off <= 1e-5 * factors * REACH**2)

    @property
    def sound(self) -> bool:
        """Whether the loss was a mean of squares at the first params; later ones may have run away."""
        return bool(self._quadratic[:1].all())

    def verdicts(self) -> Iterator[ArrayVerdict]:
        """Yield the verdict on each array: that of its worst entry, each at the last params looked at."""
        found: dict[str, ArrayVerdict] = {}
        placed = list(self._placed())
        with np.errstate(all="ignore"):
            for entry, rows in placed:
                same = [(other, at) for other, at in placed if other.state == entry.state]
                verdict = self._verdict(entry, rows, self._noise(same))
                if SEVERITY[verdict.kind] > (
                    SEVERITY[found[verdict.name].kind] if verdict.name in found else 0
                ):
                    found[verdict.name] = verdict
        yield from found.values()

    def _placed(self) -> Iterator[tuple[_Entry, Rows]]:
        """Yield what was measured where the loss was of its form, without what was measured again later."""
        starts = np.cumsum([0, *(len(entry.places) for entry in self._entries)])
        later: dict[str, set[int]] = {}
        kept = []
        for entry, start in reversed(list(zip(self._entries, starts[:-1], strict=True))):
            if self._quadratic[entry.state]:
                over = later.setdefault(entry.name, set())
                rows = np.array([k for k, place in enumerate(entry.places) if place not in over], dtype=int)
                over |= set(entry.places)
                if len(rows):
                    places = [entry.places[k] for k in rows]
                    kept.append((msgspec.structs.replace(entry, places=places), start + rows))
        yield from reversed(kept)

    def _slopes(self, rows: Rows, entry: _Entry) -> tuple[Array, Array]:
        """Return slopes (E, N) at a residual of each example, and how far two central differences differ."""
        h = STEPS[entry.size]
        losses = self._arrays["losses"][rows]
        wide, narrow = (losses[..., 0] - losses[..., 1]) / (2 * h), (losses[..., 2] - losses[..., 3]) / h
        return narrow, np.abs(wide - narrow)

    def _mixed(self, residuals: str, rows: Rows, slopes: Array, errors: Array) -> tuple[Array, Array]:
        """Return slopes (E, K) at residuals of all examples, and their errors: both are linear in them."""
        mix = self._arrays[residuals][rows] / REACH
        return np.einsum("en,ekn->ek", slopes, mix), np.einsum("en,ekn->ek", errors, np.abs(mix))

    def _noise(self, placed: list[tuple[_Entry, Rows]]) -> float:
        """Return the error that a slope has in general: the middle one, and what is left of the steepest."""
        found = [self._slopes(rows, entry) for entry, rows in placed]
        steepest = max(float(np.abs(slopes).max(initial=0)) for slopes, _ in found)
        return float(np.median(np.concatenate([error.ravel() for _, error in found]))) + 1e-8 * steepest

    def _verdict(self, entry: _Entry, rows: Rows, middle: float) -> ArrayVerdict:
        name = "params" + (entry.name if entry.name[:1] in ("[", "") else f".{entry.name}")
        old, new = self._arrays["old"][rows], self._arrays["new"][rows]
        slopes, errors = self._slopes(rows, entry)
        slope, sure = self._mixed("residuals", rows, slopes, errors + middle)
        steep = np.abs(slope).max(axis=1)
        counts = np.abs(slope) > SURE * sure + SMALL * steep.max()
        if not counts.any() or not np.isfinite(new).all():
            return ArrayVerdict(name, "unknown")
        step, even = (new[..., 0] - new[..., 1]) / 2, (new[..., 0] + new[..., 1]) / 2 - old[:, None]
        fine = 4 * np.finfo(f"f{entry.size}").eps * np.abs(old)
        unsteady = np.abs(self._arrays["again"][rows] - new[:, 0, 0]).max()
        heeds = np.abs(step) > fine[:, None] + SURE * unsteady
        signs = counts & heeds & (np.abs(step) > DECAYED * np.abs(even))
        up = signs & (step * slope > 0)
        stuck = counts.any(axis=1) & (new == old[:, None, None]).all(axis=(1, 2))
        partly = stuck & (10 * _flattest(slope, step, 100 * fine[:, None, None]).min(axis=1) < steep)
        brief, others = self._brief(entry, rows, middle), self._others(rows, slopes, errors + middle, step)
        kind: Kind
        if (stuck == counts.any(axis=1)).all():
            kind, worst = "still", np.abs(slope)
            if entry.number:  # a constant, such as a bias that forget gates begin with
                return ArrayVerdict(name, "unknown")
        elif up.any():
            kind, worst = "wrong", np.where(up, np.abs(slope), -1)
        elif partly.any():
            kind, worst = "still", np.where(partly[:, None], np.abs(slope), -1)
        elif (idle := _idle(slope, step, counts, fine)).any():
            kind, worst = "wrong", np.where(idle, np.abs(slope), -1)
        elif not heeds[counts].any() and entry.state == 0:  # later, momentum may outweigh the error
            kind, worst = "wrong", np.abs(slope)
        else:
            return ArrayVerdict(name, "right", brief=brief, others=others)
        e, k = np.unravel_index(np.argmax(worst), worst.shape)
        index = np.unravel_index(entry.places[e], entry.shape) if entry.shape else ()
        return ArrayVerdict(
            name,
            kind,
            tuple(int(i) for i in index),
            float(slope[e, k]),
            float(step[e, k]),
            float(up.sum() / max(1, signs.sum())),
            brief,
            others,
        )

    def _others(self, rows: Rows, slopes: Array, errors: Array, step: Array) -> frozenset[str]:
        """Return which other losses' slopes all steps go down: those begin with another gradient."""
        mix, found = self._arrays["residuals"][rows] / REACH, set()
        for name, first in OTHERS.items():
            slope = np.einsum("en,ekn->ek", slopes, first(mix))
            sure = np.einsum("en,ekn->ek", errors, np.abs(first(mix)))
            counts = np.abs(slope) > SURE * sure + 1e-3 * np.abs(slope).max()
            if counts.any() and (step * slope < 0)[counts].all():
                found.add(name)
        return frozenset(found)

    def _brief(self, entry: _Entry, rows: Rows, middle: float) -> bool | None:
        """Tell whether an array goes down where there is one step; None where nothing counts there."""
        losses, new = self._arrays["brief_losses"][rows], self._arrays["brief_new"][rows]
        slopes = (losses[..., 0] - losses[..., 1]) / (2 * STEPS[entry.size])
        slope, sure = self._mixed("brief_residuals", rows, slopes, np.full_like(slopes, 10 * middle))
        counts = np.abs(slope) > SURE * sure + SMALL * np.abs(slope).max()
        step = (new[..., 0] - new[..., 1]) / 2
        if not counts.any() or not np.isfinite(new).all():
            return None
        return not bool((step * slope > 0)[counts].any())


def _flattest(slope: Array, step: Array, least: Array) -> Array:
    """Return the smallest slope (…, E) at which an entry's step is larger than ``least`` (…, 1)."""
    moves = np.abs(step) > least
    found: Array = np.where(moves, np.abs(slope), np.inf).min(axis=-1)
    return found


def _idle(slope: Array, step: Array, counts: Mask, fine: Array) -> Mask:
    """Return where (E, K) an entry does not heed the error, though it does where its slope is smaller."""
    smallest = _flattest(np.where(counts, slope, np.inf), step, 100 * fine[:, None])
    found: Mask = counts & (np.abs(step) <= fine[:, None]) & (np.abs(slope) > 2 * smallest[:, None])
    return found


def judged(case: DrawnCase, found: Mapping[str, Array]) -> tuple[OutputReport, ...]:
    """Return the verdict on each array, as the outputs of a case."""
    known = verdicts(case, found)
    if not known:
        says = (
            both(
                "it cannot be judged, for the loss is no mean of squared errors of the predictions before it",
                "无法判断：损失不是更新之前的预测的平方误差的平均",
            )
            if known is None
            else both(
                "the loss depends on no array in params, so that nothing can be learnt",
                "损失不依赖于 params 中的任何数组，因此学不到任何东西",
            )
        )
        return (OutputReport(name="update", status="value", message=says, weight=PARTS * case.weight),)
    return tuple(
        OutputReport(
            name=verdict.name,
            status="ok" if verdict.kind == "right" else "value",
            message=_says(verdict),
            worst_index=verdict.index if verdict.kind != "right" else None,
            weight=PARTS * case.weight / len(known),
        )
        for verdict in known
    )


def _says(verdict: ArrayVerdict) -> Text:
    at = f" at {list(verdict.index)}" if verdict.index else ""
    place = f"在 {list(verdict.index)} 处" if verdict.index else ""
    if verdict.kind == "still":
        return both(
            f"it is not updated{at}, where the slope of the loss is {verdict.slope:+.2g}",
            f"{place}没有更新，而那里损失的斜率为 {verdict.slope:+.2g}",
        )
    if verdict.kind == "right":
        return ""
    if verdict.share == 0:
        return both(
            f"its update does not depend on which way the predictions are off:{at} the slope is "
            f"{verdict.slope:+.2g} and half the difference of two mirrored updates {verdict.step:+.2g}",
            f"更新不随预测偏差的方向而变：{place}斜率为 {verdict.slope:+.2g}，而一对对称更新之差的一半为 "
            f"{verdict.step:+.2g}",
        )
    wrong = f"{max(1, round(100 * verdict.share))}%"
    return both(
        f"its update does not go down the slope of the loss that step returns:{at} the slope is "
        f"{verdict.slope:+.2g} and the step {verdict.step:+.2g} ({wrong} of the signs looked at are wrong)",
        f"更新没有沿 step 所返回的损失的斜坡下降：{place}斜率为 {verdict.slope:+.2g}，"
        f"更新量为 {verdict.step:+.2g}（所检查的符号中有 {wrong} 是错的）",
    )


def signs(known: tuple[ArrayVerdict, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what went wrong, as ids of misconceptions, with the arrays that it concerns.

    Whether it is wrong where there is one step tells the way within a step from that through time.
    """
    wrong = [verdict for verdict in known if verdict.kind == "wrong"]
    still = [verdict for verdict in known if verdict.kind == "still"]
    names = tuple(verdict.name for verdict in wrong)
    if known and len(still) == len(known):
        yield "parameters-not-updated", tuple(verdict.name for verdict in still)
        return
    if still:
        yield "array-not-trained", tuple(verdict.name for verdict in still)
    if not wrong:
        return
    if len(wrong) == len(known) and all(verdict.share > REVERSED for verdict in wrong):
        yield "loss-grows", names
    elif frozenset.intersection(*(verdict.others for verdict in known)):
        yield "gradient-of-another-loss", names
    elif any(verdict.brief is False for verdict in wrong):
        yield "gradient-wrong-within-a-step", names
    else:
        yield "gradient-wrong-through-time", names
