"""Between the article's form of a drill and a convention's: inputs, outputs, and layouts taken for others.

Cases are drawn and answered in the article's form, so that a convention needs no cases, reference or
misconceptions of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np

from quizrnn.reference import conventions

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Form, Mislaid, Origin
    from quizrnn.drills.cases import DrawnCase

    Array: TypeAlias = NDArray[Any]


def packed_inputs(form: Form, case: DrawnCase, rng: Generator) -> dict[str, Array]:
    """Return the inputs of a convention's form from a case of its origin.

    Args:
        form: The derived form.
        case: The case as the origin has it.
        rng: Draws how a bias is divided among two.
    """
    origin = _origin(form)
    share = {
        name: rng.uniform(0.2, 0.8, value.shape)
        for name, value in case.params.items()
        if name.startswith("b")
    }
    arrays = conventions.packed(origin.unit, case.params, _layout(origin), share)
    return {
        name: arrays[name] if name in arrays else case.inputs[origin.names.get(name, name)]
        for name in form.arrays
    }


def converted_outputs(form: Form, found: Mapping[str, Array]) -> dict[str, Array]:
    """Return the outputs of a convention's form from what its origin's calls returned.

    What cannot be packed, because mistaken code gave it another shape, is left out; where every weight's
    gradient is transposed, so is the packed one.
    """
    origin = _origin(form)
    gradients = {name[1:]: value for name, value in found.items() if name[1:] in origin.params}
    outputs: dict[str, Array] = {}
    for name in (name for call in form.calls for name in call.outputs):
        if name[1:] in origin.layout and name.startswith("d"):
            value = _packed_gradient(origin, gradients, name[1:])
        else:
            value = found.get(origin.names.get(name, name))
        if value is not None:
            outputs[name] = value
    return outputs


def _packed_gradient(origin: Origin, gradients: Mapping[str, Array], name: str) -> Array | None:
    layout = {name: _layout(origin)[name]}
    wide = [value for value in gradients.values() if value.ndim == 2 and origin.unit != "rnn"]
    try:
        if (
            wide
            and all(value.shape[0] > value.shape[1] for value in wide)
            and "bias" not in layout[name].part
        ):
            turned = {key: value.T for key, value in gradients.items()}
            return conventions.packed(origin.unit, turned, layout)[name].T
        return conventions.packed(origin.unit, gradients, layout)[name]
    except (KeyError, ValueError, IndexError):
        return None


def misread(form: Form, case: DrawnCase, mislaid: Mislaid) -> DrawnCase:
    """Return the case on which right code does what code with a mistaken layout does on this one."""
    origin = _origin(form)
    inputs = dict(case.inputs)
    for name, block in _layout(origin).items():
        if name not in inputs:
            continue
        if name in mislaid.ignored:
            inputs[name] = np.zeros_like(inputs[name])
        elif mislaid.gates:
            inputs[name] = _reordered(inputs[name], block.axis, mislaid.gates, block.gates)
    params = conventions.unpacked(origin.unit, inputs, _layout(origin))
    base = case.origin
    assert base is not None
    return msgspec.structs.replace(case, inputs=inputs, origin=msgspec.structs.replace(base, params=params))


def misplaced(form: Form, outputs: Mapping[str, Array], mislaid: Mislaid) -> dict[str, Array]:
    """Return right outputs as code with a mistaken layout arranges them."""
    layout = _layout(_origin(form))
    found = dict(outputs)
    for name, value in outputs.items():
        block = layout.get(name[1:]) if name.startswith("d") else None
        if block is not None and mislaid.gates:
            found[name] = _reordered(value, block.axis, block.gates, mislaid.gates)
    return found


def _reordered(array: Array, axis: int, have: Any, want: Any) -> Array:
    """Arrange the gates of an array, which stand as in ``have``, as in ``want``."""
    if array.ndim == 0 or array.shape[axis] % len(have):
        return array
    parts = dict(zip(have, np.split(array, len(have), axis=axis), strict=True))
    return np.concatenate([parts[gate] for gate in want], axis=axis)


def _layout(origin: Origin) -> dict[str, conventions.Block]:
    return {
        name: conventions.Block(block.part, block.gates, block.transposed)
        for name, block in origin.layout.items()
    }


def _origin(form: Form) -> Origin:
    assert form.origin is not None
    return form.origin
