import numpy as np


class State:
    def __init__(self, h, c):
        self.h = h
        self.c = c


class Cell:
    def __init__(self, params):
        self.p = params

    def gate(self, k, z, squash):
        return squash(z.dot(self.p["W_" + k].T) + self.p["b_" + k])

    def step(self, x_t, s):
        z = np.concatenate([s.h, x_t], axis=1)
        s.c = self.gate("f", z, logistic) * s.c + self.gate("i", z, logistic) * self.gate("c", z, np.tanh)
        s.h = self.gate("o", z, logistic) * np.tanh(s.c)
        return s


def logistic(a):
    return 1 / (1 + np.exp(-a))


def lstm_forward(x, h0, c0, params):
    cell, state = Cell(params), State(h0, c0)
    hs = np.zeros(x.shape[:2] + (h0.shape[1],))
    for t in range(x.shape[1]):
        state = cell.step(x[:, t], state)
        hs[:, t] = state.h
    return hs, state.c, cell
