import math

import numpy as np


def sigmoid(v):
    if v < 0:
        return math.exp(v) / (1 + math.exp(v))
    return 1 / (1 + math.exp(-v))


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    N, H = h_prev.shape
    h = np.zeros((N, H))
    c = np.zeros((N, H))
    for n in range(N):
        z = np.concatenate((h_prev[n], x_t[n]))
        a_f = params["W_f"].dot(z) + params["b_f"]
        a_i = params["W_i"].dot(z) + params["b_i"]
        a_c = params["W_c"].dot(z) + params["b_c"]
        a_o = params["W_o"].dot(z) + params["b_o"]
        for j in range(H):
            f = sigmoid(a_f[j])
            i = sigmoid(a_i[j])
            o = sigmoid(a_o[j])
            candidate = math.tanh(a_c[j])
            c[n, j] = f * c_prev[n, j] + i * candidate
            h[n, j] = o * math.tanh(c[n, j])
    return h, c, None
