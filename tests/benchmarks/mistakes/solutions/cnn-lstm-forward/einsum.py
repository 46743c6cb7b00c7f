import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def convolve(x, filters, bias):
    F, W, D = filters.shape
    T_out = x.shape[1] - W + 1
    u = np.zeros((x.shape[0], T_out, F)) + bias
    for w in range(W):
        u += np.einsum("ntd,fd->ntf", x[:, w:w + T_out], filters[:, w])
    return np.maximum(0, u)


def cnn_lstm_forward(x, filters, bias, params):
    u = convolve(x, filters, bias)
    H = params["b_f"].shape[0]
    h = np.zeros((x.shape[0], H))
    c = np.zeros((x.shape[0], H))
    for t in range(u.shape[1]):
        z = np.concatenate([h, u[:, t]], axis=1)
        f = sigmoid(np.dot(z, params["W_f"].T) + params["b_f"])
        i = sigmoid(np.dot(z, params["W_i"].T) + params["b_i"])
        g = np.tanh(np.dot(z, params["W_c"].T) + params["b_c"])
        o = sigmoid(np.dot(z, params["W_o"].T) + params["b_o"])
        c = f * c + i * g
        h = o * np.tanh(c)
    return h
