import numpy as np


def rnn_forward(x, h0, params):
    U, W, b = params["U"], params["W"], params["b"]  # (H, D), (H, H), (H,)
    N, T, D = x.shape
    hs = np.empty((N, T, len(b)))
    h = h0  # (N, H)
    for t in range(T):
        h = np.tanh(x[:, t] @ U.T + h @ W.T + b)  # (N, H)
        hs[:, t] = h
    cache = (x, h0, hs, U, W)
    return hs, cache
