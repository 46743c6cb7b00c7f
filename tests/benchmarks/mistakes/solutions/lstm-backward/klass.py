import numpy as np


class LSTM:
    NAMES = ("f", "i", "c", "o")

    def __init__(self, params):
        self.params = params
        self.tape = []

    @staticmethod
    def _act(name, a):
        if name == "c":
            return np.tanh(a)
        return 1 / (1 + np.exp(-a))

    def _slope(self, name, y):
        return 1 - y**2 if name == "c" else y * (1 - y)

    def run(self, x, h, c):
        self.shape = x.shape
        hs = np.empty(x.shape[:2] + h.shape[1:])
        for t in range(x.shape[1]):
            inp = np.concatenate([h, x[:, t]], axis=1)
            gate = {
                k: self._act(k, inp @ self.params["W_" + k].T + self.params["b_" + k]) for k in self.NAMES
            }
            old_c = c
            c = gate["f"] * old_c + gate["i"] * gate["c"]
            h = gate["o"] * np.tanh(c)
            hs[:, t] = h
            self.tape.append((inp, gate, old_c, c))
        return hs, c

    def reverse(self, dhs, dc):
        self.grads = {"d" + k: np.zeros_like(v) for k, v in self.params.items()}
        dx = np.zeros(self.shape)
        dh = np.zeros(dhs[:, -1].shape)
        H = dh.shape[1]
        t = len(self.tape) - 1
        while t >= 0:
            inp, gate, old_c, c = self.tape[t]
            dh = dh + dhs[:, t]
            squashed = np.tanh(c)
            dc = dc + dh * gate["o"] * (1 - squashed**2)
            d_gate = {"f": dc * old_c, "i": dc * gate["c"], "c": dc * gate["i"], "o": dh * squashed}
            d_inp = np.zeros_like(inp)
            for k in self.NAMES:
                da = d_gate[k] * self._slope(k, gate[k])
                self.grads["dW_" + k] += da.T @ inp
                self.grads["db_" + k] += da.sum(axis=0)
                d_inp += da @ self.params["W_" + k]
            dh = d_inp[:, :H]
            dx[:, t] = d_inp[:, H:]
            dc = dc * gate["f"]
            t -= 1
        self.grads["dx"] = dx
        self.grads["dh0"] = dh
        self.grads["dc0"] = dc
        return self.grads


def lstm_forward(x, h0, c0, params):
    net = LSTM(params)
    hs, c_T = net.run(x, h0, c0)
    return hs, c_T, net


def lstm_backward(dhs, dc_T, cache):
    return cache.reverse(dhs, dc_T)
