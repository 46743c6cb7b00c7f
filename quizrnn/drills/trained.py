"""Draws the data of a training drill and judges what was learnt from it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

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

OUTPUTS: Final = ("loss", "mse")


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

    The second task is drawn anew for each run, so that only who learns from the data can know it.

    Raises:
        UnknownName: Another kind of task.
    """
    if case.kind not in ("adding", "scaled"):
        raise UnknownName(both("task", "任务"), case.kind, ["adding", "scaled"])
    rng = np.random.default_rng([seed, zlib.crc32(case.name.encode())])
    scale, shift = 1.0, 0.0
    if case.kind == "scaled":
        scale, shift = -rng.uniform(0.6, 1.0), rng.uniform(0.2, 1.0)
    fresh = training.fresh
    count = training.steps * training.batch + fresh
    x = np.zeros((count, training.length, 2))
    x[..., 0] = rng.random((count, training.length))
    middle, rows = training.length // 2, np.arange(count)
    x[rows, rng.integers(0, middle, count), 1] = 1
    x[rows, rng.integers(middle, training.length, count), 1] = 1
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
            "y_fresh": y[:fresh],
        },
        params={},
        scalars={"seed": int(rng.integers(2**31)), "hidden": training.hidden},
    )


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
    result = learnt(case, found["probed"])
    right = result.quadratic and abs(result.factor - 1) < 1e-6
    error = _error(case, result)
    good = result.quadratic and error <= training.below
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
    )


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
    names = [name for name in _signs(form, cases, found) if name in says]
    outputs = {"loss-halved": ("loss",), "loss-summed": ("loss",), "loss-of-another-form": ("loss",)}
    return tuple(
        Diagnosis(id=f"{drill}-{name}", says=says[name], outputs=outputs.get(name, ("mse",)), certainty=0.8)
        for name in names
    )


def _signs(form: Form, cases: Sequence[DrawnCase], found: Mapping[str, Mapping[str, Array]]) -> Iterator[str]:
    arrived = [case for case in cases if found.get(case.name, {}).keys() >= {"before", "losses", "probed"}]
    if not arrived or form.training is None:
        return
    first = found[arrived[0].name]
    before, after = learnt(arrived[0], first["before"]), learnt(arrived[0], first["probed"])
    errors = [_error(case, learnt(case, found[case.name]["probed"])) for case in arrived]
    if not before.quadratic:
        yield "loss-of-another-form"
        return
    if abs(before.factor - 0.5) < 1e-6:
        yield "loss-halved"
    elif abs(before.factor - len(before.predictions)) < 1e-4:
        yield "loss-summed"
    targets = arrived[0].inputs["y_fresh"]
    losses, tenth = first["losses"], max(1, len(first["losses"]) // 10)
    if errors[0] <= form.training.below:
        if max(errors) > form.training.below and len(errors) > 1:
            yield "knows-the-answer"
    elif not np.isfinite(losses).all() or losses[-tenth:].mean() > 2 * losses[:tenth].mean():
        yield "loss-grows"
    elif np.abs(after.predictions - before.predictions).max() < 1e-9:
        yield "parameters-not-updated"
    elif (
        np.std(after.predictions) < 0.2 * np.std(targets)
        and abs(after.predictions.mean() - targets.mean()) < 0.2
    ):
        yield "always-the-mean"
    else:
        yield "learns-too-slowly"
