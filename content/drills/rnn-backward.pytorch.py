import numpy as np


def rnn_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    a = x_t @ weight_ih.T + bias_ih + h_prev @ weight_hh.T + bias_hh  # (N, H)
    h_t = np.tanh(a)
    return h_t, (x_t, h_prev, weight_ih, weight_hh, h_t)


def rnn_cell_backward(dh_t, cache):
    x_t, h_prev, weight_ih, weight_hh, h_t = cache
    da = dh_t * (1 - h_t**2)  # (N, H) through tanh, by its value
    db = da.sum(axis=0)  # (H,) both biases are added, so both have this gradient
    return da @ weight_ih, da @ weight_hh, da.T @ x_t, da.T @ h_prev, db, db.copy()


def rnn_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, _ = x.shape
    hs = np.empty((N, T, h0.shape[1]))
    h, caches = h0, []
    for t in range(T):
        h, cache = rnn_cell_forward(x[:, t], h, weight_ih, weight_hh, bias_ih, bias_hh)
        hs[:, t] = h
        caches.append(cache)
    return hs, caches


def rnn_backward(dhs, cache):
    x_t, h_prev, weight_ih, weight_hh, _ = cache[0]
    N, T, H = dhs.shape
    dx = np.empty((N, T, x_t.shape[1]))
    dh = np.zeros((N, H))  # what comes back from step t+1
    dweight_ih, dweight_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    db = np.zeros(H)
    for t in reversed(range(T)):
        dx[:, t], dh, dW_ih, dW_hh, db_t, _ = rnn_cell_backward(dhs[:, t] + dh, cache[t])
        dweight_ih += dW_ih  # the weights are shared, so every step adds
        dweight_hh += dW_hh
        db += db_t
    return dx, dh, dweight_ih, dweight_hh, db, db.copy()
