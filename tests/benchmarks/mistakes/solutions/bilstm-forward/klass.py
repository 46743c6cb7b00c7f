import numpy as np


class Direction:
    def __init__(self, params, reverse):
        self.params, self.reverse = params, reverse

    def gate(self, k, v):
        a = np.matmul(v, self.params["W_" + k].T) + self.params["b_" + k]
        return np.tanh(a) if k == "c" else 1 / (1 + np.exp(-a))

    def __call__(self, x):
        steps = range(x.shape[1])
        if self.reverse:
            steps = reversed(steps)
        H = self.params["b_f"].size
        hs = np.zeros((x.shape[0], x.shape[1], H))
        h = c = np.zeros((x.shape[0], H))
        for t in steps:
            v = np.concatenate((h, x[:, t]), axis=1)
            c = self.gate("f", v) * c + self.gate("i", v) * self.gate("c", v)
            h = self.gate("o", v) * np.tanh(c)
            hs[:, t] = h
        return hs


def bilstm_forward(x, params_fw, params_bw):
    forward = Direction(params_fw, reverse=False)
    backward = Direction(params_bw, reverse=True)
    hs = np.concatenate([forward(x), backward(x)], axis=2)
    return hs, (forward, backward)
