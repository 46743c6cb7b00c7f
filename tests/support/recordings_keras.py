"""What Keras makes of the questions on it (see ``recordings.py``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import keras
import numpy as np
from keras import Input, Sequential
from keras.layers import GRU, LSTM, Bidirectional, Dense, Dropout, Embedding, SimpleRNN
from recordings import Code, Outcome, Recording, by_parameters

RECORDINGS: Final[dict[str, Recording]] = {}

NAMES: Final[dict[str, Any]] = {
    "keras": keras, "Sequential": Sequential, "Input": Input, "SimpleRNN": SimpleRNN, "LSTM": LSTM,
    "GRU": GRU, "Dense": Dense, "Embedding": Embedding, "Bidirectional": Bidirectional, "Dropout": Dropout,
    "SparseCategoricalCrossentropy": keras.losses.SparseCategoricalCrossentropy, "T": 20, "D": 8,
}  # fmt: skip


def of(name: str) -> Callable[[Recording], Recording]:
    """Register the recording of one question."""

    def register(record: Recording) -> Recording:
        RECORDINGS[name] = record
        return record

    return register


def shape(value: Any) -> str:
    return str(tuple(value.shape))


def zeros(*sizes: int) -> np.ndarray:
    return np.zeros(sizes, dtype="float32")


# ---- counts

RECORDINGS["keras-simplernn-parameters"] = by_parameters(
    lambda T, D, H, K: Sequential([Input((T, D)), SimpleRNN(H), Dense(K, "softmax")]).count_params()
)
RECORDINGS["keras-stacked-parameters"] = by_parameters(
    lambda D, H, G: Sequential(
        [Input((5, D)), SimpleRNN(H, return_sequences=True), SimpleRNN(G)]
    ).count_params()
)
RECORDINGS["bilstm-keras-parameters"] = by_parameters(
    lambda D, H, K: Sequential([Input((5, D)), Bidirectional(LSTM(H)), Dense(K)]).count_params()
)
RECORDINGS["beyond-classifier-parameters"] = by_parameters(
    lambda V, E, H, K: Sequential([Input((5,)), Embedding(V, E), LSTM(H), Dense(K)]).count_params()
)


@of("keras-dense-per-step")
def _dense(_code: Code) -> Outcome:
    counts = set()
    for steps in (3, 50):
        dense = Dense(5)
        Sequential([Input((steps, 8)), SimpleRNN(32, return_sequences=True), dense])
        counts.add(dense.count_params())
    return counts == {32 * 5 + 5}


# ---- shapes, values and defaults


@of("keras-simplernn-defaults")
def _defaults(_code: Code) -> Outcome:
    layer = SimpleRNN(3)
    start = type(layer.cell.recurrent_initializer).__name__.removesuffix("Initializer").lower()
    return [layer.activation.__name__, start, str(len(layer(zeros(2, 5, 4)).shape))]


@of("keras-return-state")
def _return_state(_code: Code) -> Outcome:
    values = LSTM(64, return_sequences=True, return_state=True)(zeros(32, 20, 8))
    return f"{['no', 'one', 'two', 'three'][len(values)]} arrays, {', '.join(map(shape, values))}"


@of("keras-lstm-shapes-match")
def _calls(_code: Code) -> Outcome:
    B, T, D, H = 2, 6, 3, 5
    layers = [LSTM(H), LSTM(H, return_sequences=True), LSTM(H, return_state=True),
              GRU(H, return_state=True), Bidirectional(LSTM(H))]  # fmt: skip
    names = {(B, H): "(B, H)", (B, T, H): "(B, T, H)", (B, 2 * H): "(B, 2H)"}
    said = []
    for layer in layers:
        values = layer(zeros(B, T, D))
        values = list(values) if isinstance(values, list | tuple) else [values]
        (form,) = {tuple(value.shape) for value in values}
        count = ["no", "one", "two", "three"][len(values)]
        said.append(f"{count} tensor{'s' * (len(values) > 1)} {names[form]}")
    return said


@of("keras-lstm-weight-shapes")
def _weights(_code: Code) -> Outcome:
    layer = LSTM(5)
    layer.build((None, None, 3))
    kernel, recurrent, *biases = layer.get_weights()
    return [str(kernel.shape[0]), str(kernel.shape[1]), str(recurrent.shape[0]), str(len(biases))]


@of("birnn-keras-shapes")
def _bidirectional(_code: Code) -> Outcome:
    last = Bidirectional(SimpleRNN(32))(zeros(8, 10, 4))
    every = Bidirectional(SimpleRNN(32, return_sequences=True))(zeros(8, 10, 4))
    return [str(last.shape[1]), str(every.shape[1]), str(every.shape[2])]


@of("bilstm-merge-match")
def _merged(_code: Code) -> Outcome:
    said = []
    for mode in ("concat", "sum", None):
        values = Bidirectional(LSTM(64, return_sequences=True), merge_mode=mode)(zeros(32, 20, 8))
        values = list(values) if isinstance(values, list | tuple) else [values]
        said.append(f"{['no', 'one', 'two'][len(values)]} array{'s' * (len(values) > 1)} {shape(values[0])}")
    return said


@of("beyond-keras-masked-output")
def _masked(_code: Code) -> Outcome:
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(1, 6, 3)).astype("float32")
    mask = np.array([[True] * 4 + [False] * 2])
    out = keras.ops.convert_to_numpy(LSTM(8, return_sequences=True)(x, mask=mask))
    if np.array_equal(out[:, 4], out[:, 3]) and np.array_equal(out[:, 5], out[:, 3]):
        return "The output of the last valid step again"
    return "Zeros" if not out[:, 4:].any() else "What the cell computes from the padding"


@of("keras-stateful")
def _stateful(_code: Code) -> Outcome:
    """Row by row, by the order of batches, by an epoch of ``fit``: what becomes of the state."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
    layer = SimpleRNN(5, stateful=True)
    parts = [keras.ops.convert_to_numpy(layer(x[:2, :3])), keras.ops.convert_to_numpy(layer(x[:2, 3:]))]
    plain = SimpleRNN(5)
    plain.build(x.shape)
    plain.set_weights(layer.get_weights())
    whole = keras.ops.convert_to_numpy(plain(x[:2]))
    goes_on = bool(np.allclose(parts[1], whole, atol=1e-6))
    layer.reset_states()
    layer(x[:2, 3:])
    other = keras.ops.convert_to_numpy(layer(x[:2, :3]))
    order_matters = not np.allclose(other, parts[1], atol=1e-6)
    model = Sequential([Input(batch_shape=(2, 3, 3)), SimpleRNN(5, stateful=True), Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x[:2, :3], zeros(2, 1), batch_size=2, epochs=1, verbose=0, shuffle=False)
    after = keras.ops.convert_to_numpy(model.layers[0].states[0])
    # gradients end at the border of a batch: the state is a variable that is assigned to, not part of a graph
    return [goes_on, False, order_matters, not after.any()]


# ---- code with a mistake


@of("keras-return-sequences")
def _return_sequences(code: Code) -> Outcome:
    return code.both(lambda names: str(names["model"].output_shape), **NAMES)


@of("keras-softmax-logits-bug")
def _second_softmax(code: Code) -> Outcome:
    """The loss of a perfect prediction, by the loss as it is set up."""

    def sees(names: dict[str, Any]) -> str:
        loss = names["loss"](np.array([0]), np.eye(10, dtype="float32")[:1])
        return f"the least loss is {float(loss):.2f}"

    return code.both(sees, **NAMES)


@of("keras-mask-zero-bug")
def _mask_zero(code: Code) -> Outcome:
    """Two reviews of 60 tokens, padded: does the score still tell them apart?"""

    def sees(names: dict[str, Any]) -> str:
        tokens = np.zeros((1, 400), dtype="int32")
        tokens[0, :60] = np.arange(1, 61)
        model = names["model"]
        short = Sequential(model.layers[:2])
        end = keras.ops.convert_to_numpy(short(tokens[:, :60]))
        padded = keras.ops.convert_to_numpy(short(tokens))
        same = np.allclose(end, padded, atol=1e-6)
        return f"the state after the padding {'is' if same else 'is not'} that of the last word"

    keras.utils.set_random_seed(0)
    return code.both(sees, **NAMES)
