import numpy as np


def lstm_forward(x, h0, c0, params):
    N, T, D = x.shape
    H = h0.shape[1]
    order = ["f", "i", "o", "c"]  # the three sigmoids one below the other
    W = np.concatenate([params["W_" + k] for k in order])  # (4H, H+D)
    b = np.concatenate([params["b_" + k] for k in order])  # (4H,)
    half = np.repeat([0.5, 1.0], [3 * H, H])  # (4H,) since σ(a) = (1 + tanh(a/2)) / 2
    W_h = W[:, :H] * half[:, None]  # (4H, H)
    a = (x.reshape(N * T, D) @ W[:, H:].T + b) * half  # (NT, 4H): the input's share of every step at once
    # examples in columns, so that each step, and each gate in it, is one block of memory
    a = np.ascontiguousarray(a.reshape(N, T, 4 * H).transpose(1, 2, 0))  # (T, 4H, N)
    hs, cs = np.empty((T, H, N)), np.empty((T, H, N))
    share, fresh = np.empty((4 * H, N)), np.empty((H, N))  # room that every step uses again
    h, c = h0.T, c0.T  # (H, N)
    for t in range(T):
        step = a[t]  # (4H, N)
        step += np.matmul(W_h, h, out=share)  # one product a step
        np.tanh(step, out=step)  # all four activations in one call
        s = step[: 3 * H]  # (3H, N)
        s *= 0.5
        s += 0.5
        f, i, o, g = step.reshape(4, H, N)
        c = np.multiply(f, c, out=cs[t])  # (H, N)
        c += np.multiply(i, g, out=fresh)
        h = np.tanh(c, out=hs[t])  # (H, N)
        h *= o
    cache = (x, h0, c0, hs, cs, a, params)
    return np.ascontiguousarray(hs.transpose(2, 0, 1)), c.T.copy(), cache
