import numpy as np


def rnn_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, D = x.shape
    hs = np.zeros((N, T + 1, h0.shape[1]))
    hs[:, 0] = h0
    for t in range(T):
        hs[:, t + 1] = np.tanh(x[:, t].dot(weight_ih.T) + bias_ih + hs[:, t].dot(weight_hh.T) + bias_hh)
    return hs[:, 1:], (x, hs, weight_ih, weight_hh)
