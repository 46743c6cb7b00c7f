import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def cnn_lstm_forward(x, filters, bias, params):
    N, T, _ = x.shape
    F, W, _ = filters.shape
    H = len(params["b_f"])
    features = np.zeros((N, T - W + 1, F))
    for t in range(T - W + 1):
        window = x[:, t : t + W]  # (N, W, D)
        for k in range(F):
            features[:, t, k] = (window * filters[k]).sum(axis=(1, 2)) + bias[k]
    features = np.maximum(features, 0)  # ReLU
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T - W + 1):
        hx = np.concatenate([h, features[:, t]], axis=1)  # (N, H+F)
        f = sigmoid(hx @ params["W_f"].T + params["b_f"])
        i = sigmoid(hx @ params["W_i"].T + params["b_i"])
        g = np.tanh(hx @ params["W_c"].T + params["b_c"])
        o = sigmoid(hx @ params["W_o"].T + params["b_o"])
        c = f * c + i * g  # (N, H)
        h = o * np.tanh(c)  # (N, H)
    return h
