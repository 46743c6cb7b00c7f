import numpy as np


def sigmoid(x):
    pos = x >= 0
    z = np.exp(np.where(pos, -x, x))
    return np.where(pos, 1 / (1 + z), z / (1 + z))


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H : 2 * H])
    o = sigmoid(a[:, 2 * H : 3 * H])
    g = np.tanh(a[:, 3 * H :])
    next_c = f * prev_c + i * g
    next_h = o * np.tanh(next_c)
    cache = (x, prev_h, prev_c, i, f, o, g, next_c, Wx, Wh)
    return next_h, next_c, cache


def lstm_step_backward(dnext_h, dnext_c, cache):
    x, prev_h, prev_c, i, f, o, g, next_c, Wx, Wh = cache
    tc = np.tanh(next_c)
    dnext_c = dnext_c + dnext_h * o * (1 - tc**2)
    di = dnext_c * g
    df = dnext_c * prev_c
    do = dnext_h * tc
    dg = dnext_c * i
    da = np.hstack((di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)))
    dx = da.dot(Wx.T)
    dprev_h = da.dot(Wh.T)
    dprev_c = dnext_c * f
    dWx = x.T.dot(da)
    dWh = prev_h.T.dot(da)
    db = np.sum(da, axis=0)
    return dx, dprev_h, dprev_c, dWx, dWh, db


def lstm_forward(x, h0, c0, params):
    H = h0.shape[1]
    W = np.concatenate([params["W_i"], params["W_f"], params["W_o"], params["W_c"]])
    b = np.concatenate([params["b_i"], params["b_f"], params["b_o"], params["b_c"]])
    Wh, Wx = W[:, :H].T, W[:, H:].T
    N, T, D = x.shape
    h = np.zeros((N, T, H))
    cache = []
    prev_h, prev_c = h0, c0
    for t in range(T):
        next_h, next_c, cache_t = lstm_step_forward(x[:, t, :], prev_h, prev_c, Wx, Wh, b)
        h[:, t, :] = next_h
        cache.append(cache_t)
        prev_h, prev_c = next_h, next_c
    return h, prev_c, cache


def lstm_backward(dhs, dc_T, cache):
    N, T, H = dhs.shape
    D = cache[0][0].shape[1]
    dx = np.zeros((N, T, D))
    dWx = np.zeros((D, 4 * H))
    dWh = np.zeros((H, 4 * H))
    db = np.zeros(4 * H)
    dprev_h = np.zeros((N, H))
    dprev_c = dc_T
    for t in range(T - 1, -1, -1):
        dnext_h = dprev_h + dhs[:, t, :]
        dx[:, t, :], dprev_h, dprev_c, dWx_t, dWh_t, db_t = lstm_step_backward(dnext_h, dprev_c, cache[t])
        dWx += dWx_t
        dWh += dWh_t
        db += db_t
    dW = np.vstack((dWh, dWx)).T
    return {
        "dx": dx,
        "dh0": dprev_h,
        "dc0": dprev_c,
        "dW_i": dW[:H],
        "dW_f": dW[H : 2 * H],
        "dW_o": dW[2 * H : 3 * H],
        "dW_c": dW[3 * H :],
        "db_i": db[:H],
        "db_f": db[H : 2 * H],
        "db_o": db[2 * H : 3 * H],
        "db_c": db[3 * H :],
    }
