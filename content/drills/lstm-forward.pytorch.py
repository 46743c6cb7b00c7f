import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def lstm_cell_forward(x_t, h_prev, c_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    a = x_t @ weight_ih.T + bias_ih + h_prev @ weight_hh.T + bias_hh  # (N, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (N, H) each
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_t = f * c_prev + i * g  # (N, H)
    tau = np.tanh(c_t)  # (N, H)
    h_t = o * tau  # (N, H)
    return h_t, c_t, (x_t, h_prev, c_prev, weight_ih, weight_hh, i, f, g, o, tau)


def lstm_forward(x, h0, c0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, _ = x.shape
    hs = np.empty((N, T, h0.shape[1]))
    h, c, caches = h0, c0, []
    for t in range(T):
        h, c, cache = lstm_cell_forward(x[:, t], h, c, weight_ih, weight_hh, bias_ih, bias_hh)
        hs[:, t] = h
        caches.append(cache)
    return hs, c, caches
