import numpy as np
from numpy import tanh


def sigmoid(a):
    return (tanh(a / 2) + 1) / 2


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    tmp = np.c_[h_prev, x_t]
    gates = []
    for name, fn in zip("fico", [sigmoid, sigmoid, tanh, sigmoid]):
        a1 = np.matmul(tmp, np.transpose(params["W_" + name]))
        a1 = a1 + params["b_" + name][None, :]
        gates.append(fn(a1))
    keep = gates[0] * c_prev
    new = gates[1] * gates[2]
    c_t = keep + new
    h_t = gates[3] * tanh(c_t)
    return h_t, c_t, (tmp, gates, c_prev, c_t)
