import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_forward(x, h0, c0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, D = x.shape
    h, c = h0, c0
    outs, ctx = [], []
    for t in range(T):
        a = x[:, t] @ weight_ih.T + h @ weight_hh.T + bias_ih + bias_hh
        i, f, g, o = np.split(a, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c_next = f * c + i * g
        h_next = o * np.tanh(c_next)
        ctx.append((x[:, t], h, c, i, f, g, o, c_next))
        h, c = h_next, c_next
        outs.append(h)
    return np.stack(outs, axis=1), c, (ctx, weight_ih, weight_hh)


def lstm_backward(dhs, dc_T, cache):
    ctx, weight_ih, weight_hh = cache
    grads_ih, grads_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    grads_b = np.zeros(weight_ih.shape[0])
    dxs = [None] * len(ctx)
    dh_next, dc_next = np.zeros_like(dc_T), dc_T
    for t in reversed(range(len(ctx))):
        x_t, h_prev, c_prev, i, f, g, o, c = ctx[t]
        dh = dhs[:, t] + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        di = dc * g * i * (1 - i)
        df = dc * c_prev * f * (1 - f)
        dg = dc * i * (1 - g ** 2)
        do = dh * np.tanh(c) * o * (1 - o)
        da = np.concatenate([di, df, dg, do], axis=1)
        grads_ih += da.T @ x_t
        grads_hh += da.T @ h_prev
        grads_b += da.sum(axis=0)
        dxs[t] = da @ weight_ih
        dh_next = da @ weight_hh
        dc_next = dc * f
    return np.stack(dxs, axis=1), dh_next, dc_next, grads_ih, grads_hh, grads_b, grads_b.copy()
