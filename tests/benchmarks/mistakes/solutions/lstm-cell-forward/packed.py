import numpy as np


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    H = h_prev.shape[1]
    W = np.vstack((params["W_i"], params["W_f"], params["W_o"], params["W_c"]))
    b = np.hstack((params["b_i"], params["b_f"], params["b_o"], params["b_c"]))
    Wh, Wx = W[:, :H], W[:, H:]
    a = x_t.dot(Wx.T) + h_prev.dot(Wh.T) + b
    ai = a[:, :H]
    af = a[:, H : 2 * H]
    ao = a[:, 2 * H : 3 * H]
    ag = a[:, 3 * H : 4 * H]
    i, f, o, g = sigmoid(ai), sigmoid(af), sigmoid(ao), np.tanh(ag)
    next_c = f * c_prev + i * g
    next_h = o * np.tanh(next_c)
    cache = (x_t, h_prev, c_prev, W, b, i, f, o, g, next_c)
    return next_h, next_c, cache
