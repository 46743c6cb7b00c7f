import numpy as np


def rnn_cell_forward(x_t, h_prev, params):
    U, W, b = params["U"], params["W"], params["b"]  # (H, D), (H, H), (H,)
    a = x_t @ U.T + h_prev @ W.T + b  # (N, H)
    h = np.tanh(a)  # (N, H)
    cache = (x_t, h_prev, h, U, W)
    return h, cache
