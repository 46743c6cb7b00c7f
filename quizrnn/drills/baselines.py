"""What a submission is raced against, by name. Standalone: NumPy's functions are bound before that loads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np


def _per_gate_loop() -> Callable[..., Any]:
    concatenate, zeros, exp, tanh, where = np.concatenate, np.zeros, np.exp, np.tanh, np.where

    def sigmoid(a: Any) -> Any:
        e = exp(-abs(a))
        return where(a >= 0, 1, e) / (1 + e)

    def lstm_forward(x: Any, h0: Any, c0: Any, params: dict[str, Any]) -> Any:
        """Return hs (N, T, H) of an LSTM, its formulas written down gate by gate and step by step."""

        def gate(k: str) -> Any:
            return concatenate([h, x[:, t]], axis=1) @ params[f"W_{k}"].T + params[f"b_{k}"]

        N, T, _ = x.shape
        H = h0.shape[1]
        hs, cs = zeros((N, T, H)), zeros((N, T, H))
        h, c, steps = h0, c0, []
        for t in range(T):
            f = sigmoid(gate("f"))  # (N, H)
            i = sigmoid(gate("i"))
            g = tanh(gate("c"))
            o = sigmoid(gate("o"))
            steps.append((h, c, f, i, g, o))
            c = f * c + i * g
            h = o * tanh(c)
            hs[:, t], cs[:, t] = h, c
        return hs

    return lstm_forward


BASELINES: Final[dict[str, Callable[..., Any]]] = {"lstm_per_gate_loop": _per_gate_loop()}
