import numpy as np


class Gate:
    """W x + b und die Aktivierung."""

    def __init__(self, W, b, activation):
        self.W, self.b, self.activation = W, b, activation

    def __call__(self, h, x):
        n = h.shape[1]
        self.pre = h @ self.W[:, :n].T + x @ self.W[:, n:].T + self.b
        return self.activation(self.pre)


class LSTMCell:
    def __init__(self, params):
        self.forget = Gate(params["W_f"], params["b_f"], self.logistic)
        self.input = Gate(params["W_i"], params["b_i"], self.logistic)
        self.update = Gate(params["W_c"], params["b_c"], np.tanh)
        self.output = Gate(params["W_o"], params["b_o"], self.logistic)

    @staticmethod
    def logistic(a):
        return 1 / (1 + np.exp(-a))

    def step(self, x, h, c):
        c_new = self.forget(h, x) * c
        c_new += self.input(h, x) * self.update(h, x)
        h_new = self.output(h, x) * np.tanh(c_new)
        return h_new, c_new


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    cell = LSTMCell(params)
    h_t, c_t = cell.step(x_t, h_prev, c_prev)
    return h_t, c_t, cell
