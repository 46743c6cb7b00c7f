"""A convolution over time whose outputs an LSTM reads.

Source: the usual stack of a one-dimensional convolution and a recurrent layer, as in Donahue et al. 2015.
"""

from __future__ import annotations

import numpy as np

from quizrnn.reference.arrays import Array, Params
from quizrnn.reference.lstm import lstm_forward


def cnn_lstm_forward(x: Array, filters: Array, bias: Array, params: Params) -> Array:
    """Correlate over time, apply a ReLU, and read the result by an LSTM from zero states.

    The filters are not flipped and only meet steps that are there: of T steps T-W+1 positions are left.

    Args:
        x: (N, T, D).
        filters: (F, W, D), with W ≤ T.
        bias: (F,).
        params: Of an LSTM with F inputs: W_f … W_o (H, H+F), b_f … b_o (H,).

    Returns:
        h_T (N, H), the state after the last position.
    """
    W = filters.shape[1]
    windows = np.lib.stride_tricks.sliding_window_view(x, W, axis=1)  # (N, T-W+1, D, W)
    features = np.maximum(np.tensordot(windows, filters, axes=([3, 2], [1, 2])) + bias, 0)  # (N, T-W+1, F)
    zero = np.zeros((len(x), len(params["b_f"])))  # (N, H)
    hs, _, _ = lstm_forward(features, zero, zero, params)
    h_T: Array = hs[:, -1]
    return h_T
