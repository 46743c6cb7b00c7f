import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, D = x.shape
    H = h0.shape[1]
    hs, ctx = np.zeros((N, T, H)), []
    h = h0
    for t in range(T):
        gi = x[:, t] @ weight_ih.T + bias_ih
        gh = h @ weight_hh.T + bias_hh
        r = sigmoid(gi[:, :H] + gh[:, :H])
        z = sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])
        hn = gh[:, 2 * H:]
        n = np.tanh(gi[:, 2 * H:] + r * hn)
        ctx.append((h, r, z, n, hn))
        h = (1 - z) * n + z * h
        hs[:, t] = h
    return hs, (x, ctx, weight_ih, weight_hh)
