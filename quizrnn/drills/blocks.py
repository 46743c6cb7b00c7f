"""What can be said of packed gradients gate by gate: blocks in another order, or wrong in one gate alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from quizrnn.drills.compare import close
from quizrnn.drills.relations import Relation
from quizrnn.drills.report import Diagnosis
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Block, Form
    from quizrnn.drills.evidence import Array, Evidence

_SHOWN = {"c": "g"}
"""Letters of gates as formulas write them, where the reference's parameters have others."""


def packed(form: Form) -> dict[str, Block]:
    """Return the blocks of every gradient in which a convention packs several gates, by the output's name."""
    if form.origin is None:
        return {}
    return {f"d{name}": block for name, block in form.origin.layout.items() if len(block.gates) > 1}


def partners(form: Form) -> dict[str, str]:
    """Return, by each weight gradient's name, the bias gradient that the same pre-activation makes."""
    if form.origin is None:
        found = {f"d{name}": f"db{name[1:]}" for name in form.params if name.startswith("W")}
        return found | ({"dU": "db"} if "U" in form.params else {})
    layout = form.origin.layout
    biases = {block.part: f"d{name}" for name, block in layout.items() if "bias" in block.part}
    return {
        f"d{name}": biases.get(f"{block.part} bias") or biases["bias"]  # type: ignore[call-overload]
        for name, block in layout.items()
        if "bias" not in block.part
    }


def order_relation(evidence: Evidence, form: Form, name: str) -> Relation | None:
    """Return that the gates of a packed gradient stand in another order, if that is all that is wrong."""
    block = packed(form).get(name)
    if block is None:
        return None
    cells = [_split(evidence, case, name, block) for case in evidence.cases_of(name)]
    for order in permutations(range(len(block.gates))):
        if order == tuple(range(len(block.gates))):
            continue
        if all(
            pair is not None and all(close(pair[0][place], pair[1][k]) for k, place in enumerate(order))
            for pair in cells
        ):
            have = _listed([block.gates[place] for place in order])
            want = _listed(block.gates)
            says = (
                both(
                    "Each gate's part is right, but the parts stand in another order.",
                    "各个门的部分都对，但排列次序不同。",
                ),
                both(
                    "Compare the order in which you put the gates together with that of the weights.",
                    "把你拼接各个门的次序与权重中的次序对照一下。",
                ),
                both(f"Yours is {have}; here it is {want}.", f"你的次序是 {have}，这里应为 {want}。"),
            )
            return Relation("gates-permuted", says, 0.96)
    return None


def gate_hints(evidence: Evidence, form: Form, names: Sequence[str]) -> Iterator[Diagnosis]:
    """Say which gates alone are wrong in packed gradients, where others are right."""
    found = {
        name: _wrong_gates(evidence, name, block) for name, block in packed(form).items() if name in names
    }
    off = {gate for gates in found.values() for gate in gates}
    every = {gate for name, block in packed(form).items() if name in found for gate in block.gates}
    if not off or off == every:
        return
    gates, right = (
        _listed([g for g in _order(form) if g in off]),
        _listed([g for g in _order(form) if g not in off]),
    )
    listed = ", ".join(f"`{name}`" for name, wrong in found.items() if wrong)
    yield Diagnosis(
        id="some-gates",
        says=(
            both(
                f"In {listed} the part of {gates} is wrong, and the part of {right} is right in every case. "
                f"Follow the gradient of {gates} alone.",
                f"{listed} 中 {gates} 的部分不对，而 {right} 的部分在所有用例中都对。"
                f"只需顺着 {gates} 的梯度检查。",
            ),
        ),
        outputs=tuple(name for name, wrong in found.items() if wrong),
        certainty=0.6,
    )


def _order(form: Form) -> tuple[str, ...]:
    return next(tuple(block.gates) for block in packed(form).values())


def _wrong_gates(evidence: Evidence, name: str, block: Block) -> set[str]:
    """Return the gates that are wrong in any case; all of them where the parts cannot be told apart."""
    wrong: set[str] = set()
    for case in evidence.cases_of(name):
        pair = _split(evidence, case, name, block)
        if pair is None:
            return set(block.gates)
        wrong |= {gate for gate, e, g in zip(block.gates, *pair, strict=True) if not close(e, g)}
    return wrong


def _split(
    evidence: Evidence, case: str, name: str, block: Block
) -> tuple[Sequence[Array], Sequence[Array]] | None:
    expected, got = evidence.expected[case][name], evidence.got[case][name]
    axis = expected.ndim - 1 if block.transposed else 0
    if expected.shape != got.shape:
        return None
    count = len(block.gates)
    return np.split(expected, count, axis=axis), np.split(got, count, axis=axis)


def _listed(gates: Sequence[str], names: Mapping[str, str] = _SHOWN) -> str:
    return ", ".join(names.get(gate, gate) for gate in gates)
