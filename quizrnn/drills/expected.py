"""Expected outputs, from the reference implementation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import numpy as np

from quizrnn.bank.drills import Call, Drill, Form
from quizrnn.drills.cases import Array, DrawnCase
from quizrnn.drills.convention import converted_outputs
from quizrnn.errors import NoForm, QuizrnnError, UnknownName
from quizrnn.text import both

REFERENCE: Final[Mapping[str, Mapping[str, str]]] = {
    "article": {
        "sigmoid": "activations",
        "softmax_cross_entropy": "losses",
        "clip_by_value": "clipping",
        "clip_by_global_norm": "clipping",
        "numerical_gradient": "gradcheck",
        "gradient_norms": "rnn",
        "rnn_cell_forward": "rnn",
        "rnn_cell_backward": "rnn",
        "rnn_forward": "rnn",
        "rnn_backward": "rnn",
        "rnn_backward_truncated": "rnn",
        "lstm_cell_forward": "lstm",
        "lstm_cell_backward": "lstm",
        "lstm_forward": "lstm",
        "lstm_backward": "lstm",
        "lstm_forward_masked": "lstm",
        "gru_cell_forward": "gru",
        "gru_cell_backward": "gru",
        "gru_forward": "gru",
        "gru_backward": "gru",
        "bilstm_forward": "bidirectional",
        "bilstm_backward": "bidirectional",
        "stacked_bilstm_forward": "bidirectional",
        "lstm_to_pytorch": "conventions",
        "gru_to_keras": "conventions",
        "cnn_lstm_forward": "cnn_lstm",
    },
}
"""By convention: the module of ``quizrnn.reference`` that holds each function of a drill."""

OTHER_MODULE: Final[Mapping[str, str]] = {"gru-cell-reset-after": "gru_reset_after"}
"""Drills whose functions have the names of another module's."""


def expected_outputs(drill: Drill, convention: str, case: DrawnCase) -> dict[str, Array]:
    """Return the right value of every output by name, in the order in which they are returned.

    Raises:
        UnknownName: The drill has no form of this convention, or the reference none of its functions.
        QuizrnnError: It is a pack's drill, whose solution alone says what is right.
    """
    form = form_of(drill, convention)
    if not drill.shipped:
        raise QuizrnnError(
            both(
                f"the reference says nothing of the pack's drill {drill.drill}",
                f"参考实现不涉及题包中的练习 {drill.drill}",
            )
        )
    if form.origin is None or case.origin is None:
        return run_calls(form.calls, case, lambda name: _reference(convention, drill.drill, name))
    module = form.origin.module
    found = run_calls(
        form.origin.calls, case.origin, lambda name: _reference("article", drill.drill, name, module)
    )
    return converted_outputs(form, found)


def form_of(drill: Drill, convention: str) -> Form:
    """Return the drill's form in a convention.

    Raises:
        NoForm: It has none.
    """
    if convention not in drill.forms:
        raise NoForm(drill.drill, convention, sorted(drill.forms))
    return drill.forms[convention]


def run_calls(
    calls: list[Call], case: DrawnCase, find: Callable[[str], Callable[..., Any]]
) -> dict[str, Array]:
    """Call functions in order, each cache handed on to the next, and collect what is compared.

    Args:
        find: From a function's name to the function.
    """
    outputs: dict[str, Array] = {}
    kept: Any = None
    with np.errstate(all="ignore"):
        for call in calls:
            arguments = [kept if name == "cache" else case.argument(name) for name in call.arguments]
            returned = find(call.function)(*arguments)
            values = returned_values(call, returned)
            kept = values.pop("cache", kept)
            outputs |= {name: np.asarray(value) for name, value in values.items()}
    return outputs


def returned_values(call: Call, returned: Any) -> dict[str, Any]:
    """Split what a call returned into its named parts."""
    match call.form:
        case "single":
            found = {call.values[0]: returned}
        case "dict":
            found = returned
        case _:
            if not isinstance(returned, tuple):
                raise TypeError(f"{call.function} returned no tuple")
            found = dict(zip(call.values, returned, strict=True))
    return {name: _at(found, name) for name in call.returns}


def _at(nested: Any, path: str) -> Any:
    """Return the entry of nested dicts at a path such as ``fw.dW_f``."""
    for key in path.split("."):
        nested = nested[key]
    return nested


def _reference(convention: str, drill: str, function: str, module: str = "") -> Callable[..., Any]:
    table = REFERENCE.get(convention, {})
    if function not in table:
        raise UnknownName(both("reference function", "参考函数"), function, list(table))
    name = module or OTHER_MODULE.get(drill, table[function])
    found: Callable[..., Any] = getattr(import_module(f"quizrnn.reference.{name}"), function)
    return found
