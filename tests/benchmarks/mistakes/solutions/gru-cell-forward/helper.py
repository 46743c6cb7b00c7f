import numpy as np


def gate(name, h, x, params):
    v = np.concatenate([h, x], axis=1)
    return np.matmul(v, params["W_" + name].T) + params["b_" + name]


def squash(a):
    return np.exp(-np.logaddexp(0, -a))


def gru_cell_forward(x_t, h_prev, params):
    update = squash(gate("z", h_prev, x_t, params))
    reset = squash(gate("r", h_prev, x_t, params))
    new = np.tanh(gate("h", reset * h_prev, x_t, params))
    h_t = h_prev + update * (new - h_prev)
    return h_t, {"update": update, "reset": reset, "new": new}
