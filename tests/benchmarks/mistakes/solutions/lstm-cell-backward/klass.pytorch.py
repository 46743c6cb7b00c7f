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

    def backward(self, dh, dc):
        t = np.tanh(self.c_new)
        dc = dc + dh * self.o * (1 - t ** 2)
        d_i = dc * self.g * self._slope(self.i)
        d_f = dc * self.c * self._slope(self.f)
        d_g = dc * self.i * (1 - self.g ** 2)
        d_o = dh * t * self._slope(self.o)
        da = np.hstack((d_i, d_f, d_g, d_o))
        db = np.sum(da, axis=0)
        return (np.dot(da, self.w_ih), np.dot(da, self.w_hh), dc * self.f,
                np.dot(da.T, self.x), np.dot(da.T, self.h), db, db)

    @staticmethod
    def _sigmoid(z):
        return 1 / (1 + np.exp(-z))

    @staticmethod
    def _slope(s):
        return s * (1 - s)


def lstm_cell_forward(x_t, h_prev, c_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    cell = LSTMCell(weight_ih, weight_hh, bias_ih, bias_hh)
    h_t, c_t = cell.forward(x_t, h_prev, c_prev)
    return h_t, c_t, cell


def lstm_cell_backward(dh_t, dc_t, cache):
    return cache.backward(dh_t, dc_t)
