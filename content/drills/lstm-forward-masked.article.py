import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    f = sigmoid(hx @ params["W_f"].T + params["b_f"])  # (N, H) forget gate
    i = sigmoid(hx @ params["W_i"].T + params["b_i"])  # (N, H) input gate
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])  # (N, H) candidate
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])  # (N, H) output gate
    c = f * c_prev + i * g  # (N, H) cell state
    tau = np.tanh(c)  # (N, H)
    h = o * tau  # (N, H) hidden state
    cache = (hx, c_prev, f, i, g, o, tau, params)
    return h, c, cache


def lstm_forward_masked(x, h0, c0, mask, params):
    N, T, _ = x.shape
    hs = np.zeros((N, T, h0.shape[1]))
    h, c = h0, c0  # (N, H) each
    steps = []
    for t in range(T):
        h_new, c_new, step = lstm_cell_forward(x[:, t], h, c, params)
        m = mask[:, t, None] != 0  # (N, 1) whether the step counts
        h = np.where(m, h_new, h)
        c = np.where(m, c_new, c)
        hs[:, t] = h
        steps.append((step, m))
    cache = (steps, x.shape, params)
    return hs, c, cache
