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


def rnn_backward_truncated(dhs, cache, window):
    x, h0, hs, U, W = cache
    N, T, H = hs.shape
    dx, dh0 = np.zeros(x.shape), np.zeros(h0.shape)  # (N, T, D), (N, H)
    dU, dW, db = np.zeros(U.shape), np.zeros(W.shape), np.zeros(H)
    for t in range(T):  # one loss after another
        dh = dhs[:, t]  # (N, H)
        for k in range(t, max(t - window, -1), -1):
            h_prev = hs[:, k - 1] if k > 0 else h0  # (N, H)
            da = dh * (1 - hs[:, k] ** 2)  # (N, H)
            dx[:, k] += da @ U
            dU += da.T @ x[:, k]
            dW += da.T @ h_prev
            db += da.sum(axis=0)
            dh = da @ W  # (N, H), on to step k-1
            if k == 0:
                dh0 += dh
    return {"dx": dx, "dh0": dh0, "dU": dU, "dW": dW, "db": db}
