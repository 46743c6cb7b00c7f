import numpy as np


def lstm_forward(x, h0, c0, params):
    N, T, D = x.shape
    H = h0.shape[1]
    order = ("W_i", "W_f", "W_o", "W_c")
    W_h = np.concatenate([params[k][:, :H] for k in order], axis=0)
    W_x = np.concatenate([params[k][:, H:] for k in order], axis=0)
    bias = np.concatenate([params[k.replace("W", "b")] for k in order])
    # the input's share for all steps in one product
    xw = (x.reshape(N * T, D) @ W_x.T).reshape(N, T, 4 * H) + bias
    hs = np.zeros((N, T, H))
    h, c = h0.copy(), c0.copy()
    for t in range(T):
        a = xw[:, t] + h @ W_h.T
        i, f, o, g = np.split(a, 4, axis=1)
        i = 1 / (1 + np.exp(-i))
        f = 1 / (1 + np.exp(-f))
        o = 1 / (1 + np.exp(-o))
        g = np.tanh(g)
        c = f * c + i * g
        h = o * np.tanh(c)
        hs[:, t] = h
    return hs, c, (x, hs)
