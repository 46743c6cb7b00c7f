import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, p, reverse=False):
    N, T, _ = x.shape
    H = len(p["b_o"])
    h = np.zeros((N, H))
    c = np.zeros((N, H))
    hs = np.zeros((N, T, H))
    order = range(T - 1, -1, -1) if reverse else range(T)
    for t in order:
        hx = np.concatenate([h, x[:, t]], axis=1)
        f = sigmoid(hx @ p["W_f"].T + p["b_f"])
        i = sigmoid(hx @ p["W_i"].T + p["b_i"])
        o = sigmoid(hx @ p["W_o"].T + p["b_o"])
        c = f * c + i * np.tanh(hx @ p["W_c"].T + p["b_c"])
        h = o * np.tanh(c)
        hs[:, t] = h
    return hs


def stacked_bilstm_forward(x, layers):
    if not layers:
        return x
    (fw, bw), *rest = layers
    both = np.concatenate([lstm(x, fw), lstm(x, bw, reverse=True)], axis=2)
    return stacked_bilstm_forward(both, rest)
