import numpy as np


def rnn_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, D = x.shape
    hs = np.zeros((N, T + 1, h0.shape[1]))
    hs[:, 0] = h0
    for t in range(T):
        hs[:, t + 1] = np.tanh(x[:, t].dot(weight_ih.T) + bias_ih + hs[:, t].dot(weight_hh.T) + bias_hh)
    return hs[:, 1:], (x, hs, weight_ih, weight_hh)


def rnn_backward(dhs, cache):
    x, hs, weight_ih, weight_hh = cache
    N, T, H = dhs.shape
    dx = np.zeros_like(x)
    dw_ih, dw_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    db = np.zeros(H)
    dh = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        dh += dhs[:, t]
        da = dh * (1 - hs[:, t + 1] ** 2)
        dw_ih += da.T.dot(x[:, t])
        dw_hh += da.T.dot(hs[:, t])
        db += da.sum(axis=0)
        dx[:, t] = da.dot(weight_ih)
        dh = da.dot(weight_hh)
    return dx, dh, dw_ih, dw_hh, db, db
