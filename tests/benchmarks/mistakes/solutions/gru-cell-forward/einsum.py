import numpy as np


def gru_cell_forward(x_t, h_prev, params):
    W = np.stack([params["W_z"], params["W_r"]])
    b = np.stack([params["b_z"], params["b_r"]])
    hx = np.c_[h_prev, x_t]
    a = np.einsum("nk,ghk->gnh", hx, W) + b[:, None, :]
    z, r = (np.tanh(a / 2) + 1) / 2
    a_n = np.einsum("nk,hk->nh", np.c_[r * h_prev, x_t], params["W_h"]) + params["b_h"]
    n = np.tanh(a_n)
    h = np.multiply(1 - z, h_prev) + np.multiply(z, n)
    return h, [hx, z, r, n]
