"""Draws the data of a training drill and judges what was learnt from it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from quizrnn.drills import descended
from quizrnn.drills.cases import DrawnCase
from quizrnn.drills.report import Diagnosis, OutputReport
from quizrnn.errors import UnknownName
from quizrnn.text import both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Case, Form, Training

    Array = NDArray[np.float64]

FAR: Final = 4.0
"""A made-up target, far from every prediction, so that its weight in the loss is well conditioned."""

OUTPUTS: Final = ("loss", "mse", "steps")
TASKS: Final = ("adding", "scaled", "update")
MARKED: Final = 4
"""Pairs of sequences for each step, by which it is seen whether the network reads that step."""


class Learnt(NamedTuple):
    """What the losses of the probes say.

    Attributes:
        factor: Of the loss over the mean squared error; 0 where the targets have no effect.
        quadratic: Whether the loss is a mean of squares at all.
        predictions: On the fresh inputs, (M,).
    """

    factor: float
    quadratic: bool
    predictions: Array


def draw_training(training: Training, case: Case, seed: int) -> DrawnCase:
    """Draw the batches of one task: of ``adding``, the sums; of ``scaled``, an affine function of them.

    The second task is drawn anew for each run, so that only who learns from the data can know it. ``update``
    is not learnt: there the update itself is looked at.

    Raises:
        UnknownName: Another kind of task.
    """
    if case.kind not in TASKS:
        raise UnknownName(both("task", "任务"), case.kind, list(TASKS))
    rng = np.random.default_rng([seed, zlib.crc32(case.name.encode())])
    if case.kind == "update":
        x = _sequences(rng, descended.examples(training), descended.LENGTH)
        return descended.draw_update(training, case, rng, x, x.prod(axis=2).sum(axis=1))
    scale, shift = 1.0, 0.0
    if case.kind == "scaled":
        scale, shift = -rng.uniform(0.6, 1.0), rng.uniform(0.2, 1.0)
    fresh = training.fresh
    count = training.steps * training.batch + fresh
    x = _sequences(rng, count, training.length)
    y = scale * x.prod(axis=2).sum(axis=1) + shift
    probes = np.concatenate([np.zeros((1, fresh)), FAR * np.eye(fresh), 2 * FAR * np.eye(fresh)[:1]])
    probes = np.concatenate([probes, rng.normal(0, 2, (2, fresh))])
    batched = (training.steps, training.batch)
    return DrawnCase(
        name=case.name,
        title=case.title,
        weight=case.weight,
        sizes={"N": training.batch, "T": training.length, "H": training.hidden},
        inputs={
            "x": x[fresh:].reshape(*batched, training.length, 2),
            "y": y[fresh:].reshape(batched),
            "x_fresh": x[:fresh],
            "probes": probes,
            "x_marked": _marked(rng, training.length),
            "y_fresh": y[:fresh],
        },
        params={},
        scalars={"seed": int(rng.integers(2**31)), "hidden": training.hidden},
    )


def _sequences(rng: np.random.Generator, count: int, length: int) -> Array:
    """Draw inputs (count, length, 2) of the adding problem: numbers, and two marks, one in either half."""
    x = np.zeros((count, length, 2))
    x[..., 0] = rng.random((count, length))
    middle, rows = length // 2, np.arange(count)
    x[rows, rng.integers(0, middle, count), 1] = 1
    x[rows, rng.integers(middle, length, count), 1] = 1
    return x


def _marked(rng: np.random.Generator, length: int) -> Array:
    """Draw sequences (length, 2, MARKED, length, 2): for each step, a small and a large number marked."""
    x = np.stack([_sequences(rng, MARKED, length) for _ in range(length)])
    for t in range(length):
        half = slice(0, length // 2) if t < length // 2 else slice(length // 2, length)
        x[t, :, half, 1] = 0
        x[t, :, t, 1] = 1
    x = np.stack([x, x], axis=1)
    for t in range(length):
        x[t, :, :, t, 0] = np.array([0.2, 0.8])[:, None]
    return x


def mode(case: DrawnCase) -> str:
    """Return what is done with a case, as ``Run.trains`` says it."""
    return "update" if descended.is_update(case) else "learning"


def given(case: DrawnCase) -> dict[str, Any]:
    """Return what a submission may see of a case: all but the targets of the fresh inputs."""
    return {name: value for name, value in (case.inputs | case.scalars).items() if name != "y_fresh"}


def learnt(case: DrawnCase, losses: Array) -> Learnt:
    """Compute the predictions from the losses of the probes.

    With L(y) = κ/M Σ (p_k - y_k)², L(a e_k) - L(0) = κ/M (a² - 2 a p_k); a second magnitude gives κ.
    """
    probes, M = case.inputs["probes"], len(case.inputs["x_fresh"])
    zero, ones, double = losses[0], losses[1 : M + 1], losses[M + 1]
    factor = float((double - 2 * ones[0] + zero) * M / (2 * FAR**2))
    if not np.isfinite(losses).all() or abs(factor) < 1e-6:
        return Learnt(0.0, False, np.zeros(M))
    predictions = (FAR**2 - (ones - zero) * M / factor) / (2 * FAR)
    expected = factor * ((predictions - probes) ** 2).mean(axis=1)
    sound = np.abs(expected - losses).max() <= 1e-6 * max(1.0, np.abs(losses).max())
    return Learnt(factor, bool(sound), predictions)


def judged(form: Form, case: DrawnCase, found: Mapping[str, Array]) -> tuple[OutputReport, ...]:
    """Return the verdict on one task: whether the loss is the mean squared error, and whether it is small."""
    training = form.training
    assert training is not None
    if descended.is_update(case):
        return descended.judged(case, found)
    result = learnt(case, found["probed"])
    right = result.quadratic and abs(result.factor - 1) < 1e-6
    error = _error(case, result)
    good = result.quadratic and error <= training.below
    unread = _unread(found["read"])
    listed, listed_zh = ", ".join(map(str, unread)), "、".join(map(str, unread))
    steps_say = both(
        f"the predictions do not depend on the number marked at step {listed} (counted from 0) at all",
        f"预测完全不依赖于第 {listed_zh} 步（从 0 数起）被标记的数",
    )
    loss_says = both(
        "it is not the mean squared error over the batch, of the predictions before the update",
        "它不是更新之前的预测在整个批次上的均方误差",
    )
    mse_says = both(
        f"the mean squared error on fresh data is {error:.3g} after {training.steps} steps; at most "
        f"{training.below:g} is asked for",
        f"{training.steps} 步之后，在新数据上的均方误差是 {error:.3g}，要求不超过 {training.below:g}",
    )
    return (
        OutputReport(
            name="loss",
            status="ok" if right else "value",
            message="" if right else loss_says,
            weight=case.weight,
        ),
        OutputReport(
            name="mse",
            status="ok" if good else "value",
            message="" if good else mse_says,
            expected=training.below,
            actual=error,
            weight=case.weight,
        ),
        OutputReport(
            name="steps",
            status="value" if unread else "ok",
            message=steps_say if unread else "",
            weight=case.weight,
        ),
    )


def weight(case: DrawnCase) -> float:
    """Return the weight of all that is judged of a case."""
    return case.weight * (descended.PARTS if descended.is_update(case) else len(OUTPUTS))


def _unread(losses: Array) -> list[int]:
    """Return the steps of which the marked number has no effect on the loss."""
    low, high = losses.T
    return np.flatnonzero(~(np.abs(high - low) > 1e-12 * np.abs(losses).max(axis=1))).tolist()


def _error(case: DrawnCase, result: Learnt) -> float:
    return float(np.mean((result.predictions - case.inputs["y_fresh"]) ** 2))


def signs(
    form: Form, drill: str, cases: Sequence[DrawnCase], found: Mapping[str, Mapping[str, Array]]
) -> tuple[Diagnosis, ...]:
    """Name what went wrong by how the losses went; the ladder is that of the misconception of the same id.

    Args:
        form: The drill's form.
        drill: Its id.
        cases: The tasks, the adding problem first.
        found: The losses by task.
    """
    says = {misconception.id: tuple(misconception.says) for misconception in form.misconceptions}
    return tuple(
        Diagnosis(id=f"{drill}-{name}", says=says[name], outputs=outputs, certainty=0.8)
        for name, outputs in _signs(form, cases, found)
        if name in says
    )


Sign: TypeAlias = tuple[str, tuple[str, ...]]
"""The id of a misconception and the outputs that it concerns."""


def _signs(
    form: Form, cases: Sequence[DrawnCase], found: Mapping[str, Mapping[str, Array]]
) -> Iterator[Sign]:
    wanted = {"before", "losses", "probed", "read"}
    arrived = [case for case in cases if found.get(case.name, {}).keys() >= wanted]
    if arrived and form.training is not None:
        before = learnt(arrived[0], found[arrived[0].name]["before"])
        if not before.quadratic:
            yield "loss-of-another-form", ("loss",)
            return
        if abs(before.factor - 0.5) < 1e-6:
            yield "loss-halved", ("loss",)
        elif abs(before.factor - len(before.predictions)) < 1e-4:
            yield "loss-summed", ("loss",)
    uphill: list[Sign] = []
    for case in cases:
        if descended.is_update(case) and case.name in found:
            uphill += descended.signs(descended.verdicts(case, found[case.name]) or ())
    yield from uphill
    if uphill or not arrived or form.training is None:
        return  # a wrong gradient is why it does not learn
    if any(_unread(found[case.name]["read"]) for case in arrived) and not _constant(arrived, found):
        yield "step-not-read", ("steps",)
    else:
        yield from _fate(form.training, arrived, found, before)


def _constant(cases: Sequence[DrawnCase], found: Mapping[str, Mapping[str, Array]]) -> bool:
    """Tell whether no step has an effect."""
    return all(len(_unread(found[case.name]["read"])) == len(found[case.name]["read"]) for case in cases)


def _fate(
    training: Training,
    cases: Sequence[DrawnCase],
    found: Mapping[str, Mapping[str, Array]],
    before: Learnt,
) -> Iterator[Sign]:
    """Yield what became of the training, where the error is too large."""
    first = found[cases[0].name]
    after = learnt(cases[0], first["probed"])
    errors = [_error(case, learnt(case, found[case.name]["probed"])) for case in cases]
    targets = cases[0].inputs["y_fresh"]
    losses, tenth = first["losses"], max(1, len(first["losses"]) // 10)
    outputs = ("mse",)
    if errors[0] <= training.below:
        if max(errors) > training.below and len(errors) > 1:
            yield "knows-the-answer", outputs
    elif not np.isfinite(losses).all() or losses[-tenth:].mean() > 2 * losses[:tenth].mean():
        yield "loss-grows", outputs
    elif np.abs(after.predictions - before.predictions).max() < 1e-9:
        yield "parameters-not-updated", outputs
    elif (
        np.std(after.predictions) < 0.2 * np.std(targets)
        and abs(after.predictions.mean() - targets.mean()) < 0.2
    ):
        yield "always-the-mean", outputs
    else:
        yield "learns-too-slowly", outputs
