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


def lstm_cell_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, weight_ih, weight_hh, i, f, g, o, tau = cache
    dc = dc_t + dh_t * o * (1 - tau**2)  # (N, H) both roads into the cell state
    da_i = dc * g * i * (1 - i)
    da_f = dc * c_prev * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh_t * tau * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (N, 4H) in the order of the weights
    db = da.sum(axis=0)  # (4H,) both biases are added, so both have this gradient
    return da @ weight_ih, da @ weight_hh, dc * f, da.T @ x_t, da.T @ h_prev, db, db.copy()


def lstm_forward(x, h0, c0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, _ = x.shape
    hs = np.empty((N, T, h0.shape[1]))
    h, c, caches = h0, c0, []
    for t in range(T):
        h, c, cache = lstm_cell_forward(x[:, t], h, c, weight_ih, weight_hh, bias_ih, bias_hh)
        hs[:, t] = h
        caches.append(cache)
    return hs, c, caches


def lstm_backward(dhs, dc_T, cache):
    x_t, _, _, weight_ih, weight_hh, *_ = cache[0]
    N, T, H = dhs.shape
    dx = np.empty((N, T, x_t.shape[1]))
    dh, dc = np.zeros((N, H)), dc_T  # what comes back from step t+1
    dweight_ih, dweight_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    db = np.zeros(4 * H)
    for t in reversed(range(T)):
        step = lstm_cell_backward(dhs[:, t] + dh, dc, cache[t])
        dx[:, t], dh, dc, dW_ih, dW_hh, db_t, _ = step
        dweight_ih += dW_ih  # the weights are shared, so every step adds
        dweight_hh += dW_hh
        db += db_t
    return dx, dh, dc, dweight_ih, dweight_hh, db, db.copy()
