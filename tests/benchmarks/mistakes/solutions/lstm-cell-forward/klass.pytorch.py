import numpy as np


class LSTMCell:
    def __init__(self, w_ih, w_hh, b_ih, b_hh):
        self.w_ih, self.w_hh, self.b_ih, self.b_hh = w_ih, w_hh, b_ih, b_hh

    def forward(self, x, h, c):
        n = h.shape[1]
        a = np.dot(x, self.w_ih.T) + np.dot(h, self.w_hh.T) + self.b_ih + self.b_hh
        self.i = self._sigmoid(a[:, 0:n])
        self.f = self._sigmoid(a[:, n:2 * n])
        self.g = np.tanh(a[:, 2 * n:3 * n])
        self.o = self._sigmoid(a[:, 3 * n:4 * n])
        self.x, self.h, self.c = x, h, c
        self.c_new = self.f * c + self.i * self.g
        return self.o * np.tanh(self.c_new), self.c_new


    @staticmethod
    def _sigmoid(z):
        return 1 / (1 + np.exp(-z))


def lstm_cell_forward(x_t, h_prev, c_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    cell = LSTMCell(weight_ih, weight_hh, bias_ih, bias_hh)
    h_t, c_t = cell.forward(x_t, h_prev, c_prev)
    return h_t, c_t, cell
