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


def lstm_forward(x, params):
    N, T, _ = x.shape
    H = params["b_f"].shape[0]
    hs = np.zeros((N, T, H))
    h, c = np.zeros((N, H)), np.zeros((N, H))
    steps = []
    for t in range(T):
        h, c, step = lstm_cell_forward(x[:, t], h, c, params)
        hs[:, t] = h
        steps.append(step)
    cache = (steps, x.shape, params)
    return hs, cache


def bilstm_forward(x, params_fw, params_bw):
    hs_fw, cache_fw = lstm_forward(x, params_fw)  # (N, T, H)
    hs_bw, cache_bw = lstm_forward(x[:, ::-1], params_bw)  # (N, T, H), in reversed time
    hs = np.concatenate([hs_fw, hs_bw[:, ::-1]], axis=2)  # (N, T, 2H), both in the time of x
    cache = (cache_fw, cache_bw)
    return hs, cache
