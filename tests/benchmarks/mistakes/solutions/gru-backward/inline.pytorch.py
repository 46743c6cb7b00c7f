import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, D = x.shape
    H = h0.shape[1]
    hs, ctx = np.zeros((N, T, H)), []
    h = h0
    for t in range(T):
        gi = x[:, t] @ weight_ih.T + bias_ih
        gh = h @ weight_hh.T + bias_hh
        r = sigmoid(gi[:, :H] + gh[:, :H])
        z = sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])
        hn = gh[:, 2 * H:]
        n = np.tanh(gi[:, 2 * H:] + r * hn)
        ctx.append((h, r, z, n, hn))
        h = (1 - z) * n + z * h
        hs[:, t] = h
    return hs, (x, ctx, weight_ih, weight_hh)


def gru_backward(dhs, cache):
    x, ctx, weight_ih, weight_hh = cache
    N, T, H = dhs.shape
    dx = np.zeros_like(x)
    dw_ih, dw_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    db_ih, db_hh = np.zeros(3 * H), np.zeros(3 * H)
    dh_next = np.zeros((N, H))
    for t in reversed(range(T)):
        h_prev, r, z, n, hn = ctx[t]
        dh = dhs[:, t] + dh_next
        dz = dh * (h_prev - n) * z * (1 - z)
        dn = dh * (1 - z) * (1 - n ** 2)
        dr = dn * hn * r * (1 - r)
        di = np.hstack([dr, dz, dn])
        dg = np.hstack([dr, dz, dn * r])
        dw_ih += di.T @ x[:, t]
        dw_hh += dg.T @ h_prev
        db_ih += di.sum(axis=0)
        db_hh += dg.sum(axis=0)
        dx[:, t] = di @ weight_ih
        dh_next = dh * z + dg @ weight_hh
    return dx, dh_next, dw_ih, dw_hh, db_ih, db_hh
