import numpy as np


def sigmoid(a):
    return .5 * (1 + np.tanh(.5 * a))


def pack(p):
    return np.vstack([p["W_i"], p["W_f"], p["W_o"], p["W_c"]]), np.hstack([p["b_i"], p["b_f"], p["b_o"], p["b_c"]])


def lstm_forward(x, params):
    W, b = pack(params)
    N, T, D = x.shape
    H = W.shape[0] // 4
    h, c, cache, out = np.zeros((N, H)), np.zeros((N, H)), [], np.zeros((N, T, H))
    for t in range(T):
        X = np.hstack([h, x[:, t]])
        a = np.dot(X, W.T) + b
        i, f, o = (sigmoid(a[:, k * H:(k + 1) * H]) for k in range(3))
        g = np.tanh(a[:, 3 * H:])
        prev_c = c
        c = f * prev_c + i * g
        h = o * np.tanh(c)
        out[:, t] = h
        cache.append((X, prev_c, c, i, f, o, g))
    return out, (cache, W, D)


def lstm_backward(dhs, cache):
    cache, W, D = cache
    N, T, H = dhs.shape
    dW, db, dx = np.zeros_like(W), np.zeros(4 * H), np.zeros((N, T, D))
    dprev_h, dprev_c = np.zeros((N, H)), np.zeros((N, H))
    for t in reversed(range(T)):
        X, prev_c, c, i, f, o, g = cache[t]
        dh = dhs[:, t] + dprev_h
        tc = np.tanh(c)
        dc = dprev_c + dh * o * (1 - tc ** 2)
        da = np.hstack([dc * g * i * (1 - i), dc * prev_c * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g ** 2)])
        dW += np.dot(da.T, X)
        db += np.sum(da, axis=0)
        dX = np.dot(da, W)
        dprev_h = dX[:, :H]
        dx[:, t] = dX[:, H:]
        dprev_c = dc * f
    di, df, do, dg = np.vsplit(dW, 4)
    bi, bf, bo, bg = np.split(db, 4)
    return dx, dict(dW_i=di, dW_f=df, dW_o=do, dW_c=dg, db_i=bi, db_f=bf, db_o=bo, db_c=bg)


def bilstm_forward(x, params_fw, params_bw):
    a, cache_a = lstm_forward(x, params_fw)
    b, cache_b = lstm_forward(x[:, ::-1, :], params_bw)
    return np.concatenate([a, b[:, ::-1, :]], axis=2), (cache_a, cache_b)


def bilstm_backward(dhs, cache):
    cache_a, cache_b = cache
    da, db = np.split(dhs, 2, axis=2)
    dx, fw = lstm_backward(da, cache_a)
    dx_rev, bw = lstm_backward(db[:, ::-1, :], cache_b)
    dx += dx_rev[:, ::-1, :]
    return dict(dx=dx, fw=fw, bw=bw)
