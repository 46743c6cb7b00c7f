import numpy as np


def logistic(a):
    return 1.0 / (1.0 + np.exp(-a))


class MaskedLSTM:
    def __init__(self, params):
        order = ["f", "i", "o", "c"]
        self.W = np.concatenate([params["W_" + k] for k in order], axis=0)
        self.b = np.concatenate([params["b_" + k] for k in order], axis=0)

    def advance(self, x, h, c):
        a = np.concatenate((h, x), axis=1) @ self.W.T + self.b
        f, i, o, g = np.split(a, 4, axis=1)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        return logistic(o) * np.tanh(c), c


def lstm_forward_masked(x, h0, c0, mask, params):
    net = MaskedLSTM(params)
    h, c = h0.copy(), c0.copy()
    hs = np.empty((x.shape[0], x.shape[1], h.shape[1]))
    for t in range(x.shape[1]):
        rows = np.flatnonzero(mask[:, t])
        h[rows], c[rows] = net.advance(x[rows, t], h[rows], c[rows])
        hs[:, t] = h
    return hs, c, None
