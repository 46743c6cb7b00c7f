import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def gru_cell_forward(x_t, h_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (N, H) update gate
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])  # (N, H) reset gate
    rhx = np.concatenate([r * h_prev, x_t], axis=1)  # (N, H+D)
    n = np.tanh(rhx @ params["W_h"].T + params["b_h"])  # (N, H) candidate
    h = (1 - z) * h_prev + z * n  # (N, H) hidden state
    cache = (h_prev, hx, rhx, z, r, n, params)
    return h, cache


def gru_forward(x, h0, params):
    N, T, _ = x.shape
    hs = np.zeros((N, T, h0.shape[1]))
    h = h0  # (N, H)
    steps = []
    for t in range(T):
        h, step = gru_cell_forward(x[:, t], h, params)
        hs[:, t] = h
        steps.append(step)
    cache = (steps, x.shape, params)
    return hs, cache
