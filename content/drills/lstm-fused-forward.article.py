import numpy as np


def lstm_forward(x, h0, c0, params):
    N, T, D = x.shape
    H = h0.shape[1]
    order = ["f", "i", "o", "c"]  # the three sigmoids side by side
    W = np.concatenate([params["W_" + k] for k in order])  # (4H, H+D)
    b = np.concatenate([params["b_" + k] for k in order])  # (4H,)
    half = np.repeat([0.5, 1.0], [3 * H, H])  # (4H,) since σ(a) = (1 + tanh(a/2)) / 2
    W_h = W[:, :H].T * half  # (H, 4H)
    a = (x.reshape(N * T, D) @ W[:, H:].T + b) * half  # (NT, 4H): the input's share of every step at once
    a = np.ascontiguousarray(a.reshape(N, T, 4 * H).swapaxes(0, 1))  # (T, N, 4H)
    f, i, o, g = np.split(a, 4, axis=2)  # (T, N, H) each: views, filled step by step
    hs, cs = np.empty((T, N, H)), np.empty((T, N, H))
    h, c = h0, c0
    for t in range(T):
        step = a[t]  # (N, 4H)
        step += h @ W_h  # one product a step
        np.tanh(step, out=step)  # all four activations in one call
        s = step[:, : 3 * H]  # (N, 3H)
        s *= 0.5
        s += 0.5
        c = f[t] * c + i[t] * g[t]  # (N, H)
        h = o[t] * np.tanh(c)  # (N, H)
        hs[t], cs[t] = h, c
    cache = (x, h0, c0, hs, cs, a, params)
    return np.ascontiguousarray(hs.swapaxes(0, 1)), c, cache
