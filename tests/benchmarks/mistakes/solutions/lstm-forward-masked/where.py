import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_forward_masked(x, h0, c0, mask, params):
    N, T, D = x.shape
    H = h0.shape[1]
    hs = np.zeros((N, T, H))
    h, c = h0, c0
    for t in range(T):
        z = np.concatenate([h, x[:, t]], axis=1)
        f = sigmoid(z @ params["W_f"].T + params["b_f"])
        i = sigmoid(z @ params["W_i"].T + params["b_i"])
        g = np.tanh(z @ params["W_c"].T + params["b_c"])
        o = sigmoid(z @ params["W_o"].T + params["b_o"])
        c_next = f * c + i * g
        h_next = o * np.tanh(c_next)
        keep = mask[:, t].astype(bool).reshape(N, 1)
        c = np.where(keep, c_next, c)
        h = np.where(keep, h_next, h)
        hs[:, t] = h
    return hs, c, (x, mask, params)
