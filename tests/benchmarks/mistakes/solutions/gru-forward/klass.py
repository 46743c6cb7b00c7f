import numpy as np


class GRU:
    def __init__(self, params, h0):
        self.p = params
        self.h = h0
        self.history = []

    def affine(self, k, v):
        return np.dot(v, self.p["W_" + k].T) + self.p["b_" + k]

    def feed(self, x_t):
        both = np.concatenate([self.h, x_t], axis=1)
        z = 1 / (1 + np.exp(-self.affine("z", both)))
        r = 1 / (1 + np.exp(-self.affine("r", both)))
        n = np.tanh(self.affine("h", np.concatenate([r * self.h, x_t], axis=1)))
        self.h = z * n + (1 - z) * self.h
        self.history.append(self.h)


def gru_forward(x, h0, params):
    gru = GRU(params, h0)
    for t in range(x.shape[1]):
        gru.feed(x[:, t])
    return np.stack(gru.history, axis=1), gru
