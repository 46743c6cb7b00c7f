"""The bidirectional LSTM: two LSTMs over the same input, one of them from its end to its beginning.

Source: Schuster & Paliwal 1997; with LSTM cells, Graves & Schmidhuber 2005.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from quizrnn.reference.arrays import Array, Params
from quizrnn.reference.lstm import LSTMCache, lstm_backward, lstm_forward

Gradients: TypeAlias = dict[str, Array | dict[str, Array]]
"""``dx``, and the gradients of each direction's parameters under ``fw`` and ``bw``."""


class BiLSTMCache(NamedTuple):
    """The caches of both directions; that of ``bw`` runs in reversed time."""

    fw: LSTMCache
    bw: LSTMCache


def bilstm_forward(x: Array, params_fw: Params, params_bw: Params) -> tuple[Array, BiLSTMCache]:
    """A sequence in both directions, from zero states (Schuster & Paliwal 1997).

    Args:
        x: (N, T, D).
        params_fw: Of the LSTM that reads from t = 1 to T.
        params_bw: Of the LSTM that reads from t = T to 1.

    Returns:
        hs (N, T, 2H): at each t the state of the forward direction, then that of the backward one, which has
        read the steps from T down to t; and the cache.
    """
    zero = np.zeros((len(x), len(params_fw["b_f"])))  # (N, H)
    fw, _, cache_fw = lstm_forward(x, zero, zero, params_fw)  # (N, T, H)
    bw, _, cache_bw = lstm_forward(x[:, ::-1], zero, zero, params_bw)  # (N, T, H), in reversed time
    return np.concatenate([fw, bw[:, ::-1]], axis=2), BiLSTMCache(cache_fw, cache_bw)


def bilstm_backward(dhs: Array, cache: BiLSTMCache) -> Gradients:
    """Backpropagation through time in both directions, of which each ends where its forward began.

    Args:
        dhs: (N, T, 2H).

    Returns:
        dx (N, T, D), and ``fw`` and ``bw``: each a dict with dW_f … dW_o (H, H+D) and db_f … db_o (H,).
    """
    N, _, H2 = dhs.shape
    H = H2 // 2
    zero = np.zeros((N, H))  # (N, H)
    fw = lstm_backward(dhs[:, :, :H], zero, cache.fw)
    bw = lstm_backward(dhs[:, ::-1, H:], zero, cache.bw)
    dx = fw["dx"] + bw["dx"][:, ::-1]  # (N, T, D): both directions read x
    return {"dx": dx, "fw": _of_parameters(fw), "bw": _of_parameters(bw)}


def stacked_bilstm_forward(x: Array, layers: Sequence[tuple[Params, Params]]) -> Array:
    """Bidirectional LSTMs on top of one another; each reads the concatenated states below it.

    Args:
        x: (N, T, D).
        layers: (fw, bw) of each layer; D of all but the first is 2H of the one below.

    Returns:
        hs (N, T, 2H) of the top layer.
    """
    for fw, bw in layers:
        x, _ = bilstm_forward(x, fw, bw)  # (N, T, 2H)
    return x


def _of_parameters(gradients: dict[str, Array]) -> dict[str, Array]:
    return {name: value for name, value in gradients.items() if name[:3] in ("dW_", "db_")}
