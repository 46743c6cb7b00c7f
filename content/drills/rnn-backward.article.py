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


def rnn_backward(dhs, cache):
    x, h0, hs, U, W = cache
    N, T, H = hs.shape
    dx = np.empty(x.shape)  # (N, T, D)
    dU, dW, db = np.zeros(U.shape), np.zeros(W.shape), np.zeros(H)
    dh_next = np.zeros(h0.shape)  # (N, H), what reaches h_t through step t+1
    for t in reversed(range(T)):
        h_prev = hs[:, t - 1] if t > 0 else h0  # (N, H)
        dh = dhs[:, t] + dh_next  # (N, H), both roads add up
        da = dh * (1 - hs[:, t] ** 2)  # (N, H)
        dx[:, t] = da @ U
        dU += da.T @ x[:, t]
        dW += da.T @ h_prev
        db += da.sum(axis=0)
        dh_next = da @ W  # (N, H)
    return {"dx": dx, "dh0": dh_next, "dU": dU, "dW": dW, "db": db}
