import numpy as np

GATES = ["i", "f", "o", "c"]


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    N, H = h_prev.shape
    W = np.concatenate([params["W_" + k] for k in GATES], axis=0)  # (4H, H+D)
    b = np.concatenate([params["b_" + k] for k in GATES])
    X = np.concatenate((h_prev, x_t), axis=1)
    a = X.dot(W.T) + b
    s = 1 / (1 + np.exp(-a[:, : 3 * H]))
    i = s[:, :H]
    f = s[:, H : 2 * H]
    o = s[:, 2 * H : 3 * H]
    g = np.tanh(a[:, 3 * H :])
    next_c = f * c_prev + i * g
    next_h = o * np.tanh(next_c)
    return next_h, next_c, (X, W, c_prev, next_c, i, f, o, g)


def lstm_cell_backward(dh_t, dc_t, cache):
    X, W, prev_c, next_c, i, f, o, g = cache
    N, H = prev_c.shape
    tanh_c = np.tanh(next_c)
    dc = dc_t + dh_t * o * (1 - tanh_c**2)
    da = np.zeros((N, 4 * H))
    da[:, 0 * H : 1 * H] = dc * g * i * (1 - i)
    da[:, 1 * H : 2 * H] = dc * prev_c * f * (1 - f)
    da[:, 2 * H : 3 * H] = dh_t * tanh_c * o * (1 - o)
    da[:, 3 * H : 4 * H] = dc * i * (1 - g**2)
    dX = da.dot(W)
    dW = da.T.dot(X)
    db = da.sum(axis=0)
    out = {"dh_prev": dX[:, :H], "dx_t": dX[:, H:], "dc_prev": dc * f}
    for k, name in enumerate(GATES):
        out["dW_" + name] = dW[k * H : (k + 1) * H]
        out["db_" + name] = db[k * H : (k + 1) * H]
    return out
