"""Parameters and gradients from the article's layout to that of frameworks and courses, and back.

The article keeps one matrix a gate, (out, in), acting on [h, x]. Frameworks keep what acts on x and what acts
on h apart and stack the gates, each in its own order. A gradient has the layout of its parameter, so the same
functions convert both, under the parameters' names. PyTorch's two biases are the exception: as a parameter
the article's b is their sum; as a gradient db is that of either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from quizrnn.errors import QuizrnnError
from quizrnn.reference.arrays import Array, Params, gate_gradients, stack_gates
from quizrnn.text import both

PYTORCH_LSTM: Final = ("i", "f", "c", "o")
"""PyTorch's order of gates; its g is the article's c. Keras has the same."""

CS231N_LSTM: Final = ("i", "f", "o", "c")

KERAS_GRU: Final = ("z", "r", "h")


class PyTorchLayer(NamedTuple):
    """The parameters of one direction of one layer, G gates stacked."""

    weight_ih: Array
    """(GH, D)."""
    weight_hh: Array
    """(GH, H)."""
    bias_ih: Array
    """(GH,)."""
    bias_hh: Array
    """(GH,)."""


class PackedLayer(NamedTuple):
    """Transposed and stacked along the columns, with one bias: CS231n's and Keras's layout."""

    Wx: Array
    """(D, GH); Keras calls it ``kernel``."""
    Wh: Array
    """(H, GH); Keras calls it ``recurrent_kernel``."""
    b: Array
    """(GH,)."""


def rnn_to_pytorch(params: Params) -> PyTorchLayer:
    """Return U, W and b as ``torch.nn.RNN`` holds them; its second bias is zero, for only the sum matters."""
    return PyTorchLayer(params["U"], params["W"], params["b"], np.zeros_like(params["b"]))


def rnn_from_pytorch(layer: PyTorchLayer) -> dict[str, Array]:
    """Return the article's U, W and b; both biases are added."""
    return {"U": layer.weight_ih, "W": layer.weight_hh, "b": layer.bias_ih + layer.bias_hh}


def lstm_to_pytorch(params: Params) -> PyTorchLayer:
    """Return an LSTM's parameters as ``torch.nn.LSTM`` holds them, gates in the order i, f, g, o."""
    W, b = stack_gates(params, PYTORCH_LSTM)  # (4H, H+D), (4H,)
    H = len(b) // 4
    return PyTorchLayer(W[:, H:], W[:, :H], b, np.zeros_like(b))


def lstm_from_pytorch(layer: PyTorchLayer) -> dict[str, Array]:
    """Return the article's W_k and b_k; both biases are added."""
    W = np.concatenate([layer.weight_hh, layer.weight_ih], axis=1)  # (4H, H+D)
    return _unstacked(W, layer.bias_ih + layer.bias_hh, PYTORCH_LSTM)


def lstm_to_cs231n(params: Params) -> PackedLayer:
    """Return an LSTM's parameters as CS231n's assignment holds them, gates in the order i, f, o, g."""
    return _packed(params, CS231N_LSTM)


def lstm_from_cs231n(layer: PackedLayer) -> dict[str, Array]:
    """Return the article's W_k and b_k."""
    return _unstacked(np.concatenate([layer.Wh, layer.Wx]).T, layer.b, CS231N_LSTM)


def gru_to_keras(params: Params) -> PackedLayer:
    """Return a GRU's parameters as Keras holds them with ``reset_after=False``.

    There z keeps the old state, and 1 - σ(a) = σ(-a): so W_z and b_z change their sign, which is exact. With
    the reset after the product, as in PyTorch, no parameters give the same function in general.
    """
    return _packed({**params, "W_z": -params["W_z"], "b_z": -params["b_z"]}, KERAS_GRU)


def gru_from_keras(layer: PackedLayer) -> dict[str, Array]:
    """Return the article's W_k and b_k of a Keras GRU with ``reset_after=False``.

    Raises:
        QuizrnnError: The bias has two rows, as ``reset_after=True`` has it.
    """
    if layer.b.ndim != 1:
        raise QuizrnnError(
            both(
                "a bias with two rows belongs to reset_after=True, which the article's GRU cannot express",
                "两行的偏置属于 reset_after=True，文章中的 GRU 无法表示这种形式",
            )
        )
    params = _unstacked(np.concatenate([layer.Wh, layer.Wx]).T, layer.b, KERAS_GRU)
    return {**params, "W_z": -params["W_z"], "b_z": -params["b_z"]}


def _packed(params: Params, gates: Sequence[str]) -> PackedLayer:
    W, b = stack_gates(params, gates)  # (GH, H+D), (GH,)
    H = len(b) // len(gates)
    return PackedLayer(np.ascontiguousarray(W[:, H:].T), np.ascontiguousarray(W[:, :H].T), b)


def _unstacked(W: Array, b: Array, gates: Sequence[str]) -> dict[str, Array]:
    """Cut W (GH, H+D) and b (GH,) into the article's arrays."""
    cut = gate_gradients(W, b, gates)
    return {name.removeprefix("d"): np.ascontiguousarray(value) for name, value in cut.items()}


Part: TypeAlias = Literal["input", "state", "bias", "input bias", "state bias"]


class Block(NamedTuple):
    """What one packed array of a layout holds."""

    part: Part
    """Of each gate: its weights on the input or on the state, its bias, or one of two whose sum that is."""
    gates: Sequence[str]
    """In order; the vanilla RNN's only one is ``h``."""
    transposed: bool = False
    """Whether weights are (in, out) with gates side by side, rather than (out, in), one below the other."""

    @property
    def axis(self) -> int:
        """The axis along which gates follow one another."""
        return -1 if self.transposed or "bias" in self.part else 0


Layout: TypeAlias = Mapping[str, Block]
"""The packed arrays of a convention by name."""


def packed(unit: str, arrays: Params, layout: Layout, share: Params | None = None) -> dict[str, Array]:
    """Return the parameters of a unit, or their gradients, in another layout.

    Args:
        unit: ``rnn``, ``lstm``, ``gru`` or ``gru_reset_after``: whose names ``arrays`` has.
        arrays: Parameters by name, or gradients by their parameters' names.
        layout: What is asked for.
        share: By a bias's name, how much of it stands in the first of two biases. Without it both have all of
            it, which is right for gradients, and for parameters only where there is one bias.

    Returns:
        The packed arrays by the layout's names; scalars are added up, as their stacking is no array.
    """

    def part_of(block: Block, gate: str) -> Array:
        value = _part(unit, arrays, block.part, gate)
        name = _bias(unit, gate)
        if share is not None and name in share and block.part in ("input bias", "state bias"):
            first = share[name] * value
            value = first if block.part == "input bias" else value - first
        return value.T if block.transposed and value.ndim == 2 else value

    found = {}
    for name, block in layout.items():
        parts = [part_of(block, gate) for gate in block.gates]
        scalars = all(np.ndim(part) == 0 for part in parts)
        found[name] = np.sum(parts) if scalars else np.concatenate(parts, axis=block.axis)
    return {name: np.asarray(value) for name, value in found.items()}


def unpacked(unit: str, arrays: Params, layout: Layout) -> dict[str, Array]:
    """Return the parameters of a unit from another layout; two biases are added where the unit has one."""
    pieces: dict[tuple[str, str], Array] = {}
    for name, block in layout.items():
        for gate, piece in zip(
            block.gates, np.split(arrays[name], len(block.gates), axis=block.axis), strict=True
        ):
            pieces[block.part, gate] = piece.T if block.transposed and piece.ndim == 2 else piece
    params: dict[str, Array] = {}
    for gate in dict.fromkeys(gate for _, gate in pieces):
        biases = [pieces[part, gate] for part in _BIASES if (part, gate) in pieces]
        inner, state = pieces["input", gate], pieces["state", gate]
        if unit == "rnn":
            params |= {"U": inner, "W": state, "b": sum(biases[1:], biases[0])}
        elif unit == "gru_reset_after" and gate == "n":
            params |= {"W_in": inner, "W_hn": state, "b_in": biases[0], "b_hn": biases[1]}
        else:
            params[f"W_{gate}"] = np.concatenate([state, inner], axis=1)
            params[f"b_{gate}"] = sum(biases[1:], biases[0])
    return params


_BIASES: Final = ("bias", "input bias", "state bias")


def _bias(unit: str, gate: str) -> str:
    """Return the name of a gate's only bias; the candidate of the reset-after GRU has none such."""
    return "b" if unit == "rnn" else f"b_{gate}"


def _part(unit: str, arrays: Params, part: str, gate: str) -> Array:
    if unit == "rnn":
        return arrays[{"input": "U", "state": "W"}.get(part, "b")]
    if unit == "gru_reset_after" and gate == "n":
        return arrays[{"input": "W_in", "state": "W_hn", "input bias": "b_in", "state bias": "b_hn"}[part]]
    if "bias" in part:
        return arrays[f"b_{gate}"]
    W = arrays[f"W_{gate}"]  # (H, H+D)
    return W[:, : len(W)] if part == "state" else W[:, len(W) :]
