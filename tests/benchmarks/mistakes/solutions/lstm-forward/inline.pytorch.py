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
