import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def gru_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    x_r, x_z, x_n = np.split(x_t @ weight_ih.T + bias_ih, 3, axis=1)  # (N, H) each
    h_r, h_z, h_n = np.split(h_prev @ weight_hh.T + bias_hh, 3, axis=1)  # (N, H) each
    r = sigmoid(x_r + h_r)  # (N, H) reset gate
    z = sigmoid(x_z + h_z)  # (N, H) update gate
    n = np.tanh(x_n + r * h_n)  # (N, H) candidate
    h_t = (1 - z) * n + z * h_prev  # (N, H) hidden state
    return h_t, (x_t, h_prev, weight_ih, weight_hh, r, z, n, h_n)


def gru_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, _ = x.shape
    hs = np.empty((N, T, h0.shape[1]))
    h, caches = h0, []
    for t in range(T):
        h, cache = gru_cell_forward(x[:, t], h, weight_ih, weight_hh, bias_ih, bias_hh)
        hs[:, t] = h
        caches.append(cache)
    return hs, caches
