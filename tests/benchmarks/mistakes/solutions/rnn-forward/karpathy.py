import numpy as np


def rnn_forward(x, h0, params):
    Wxh, Whh, bh = params['U'], params['W'], params['b']
    xs, hs = {}, {}
    hs[-1] = np.copy(h0)
    T = x.shape[1]
    for t in range(T):
        xs[t] = x[:, t]
        hs[t] = np.tanh(np.dot(xs[t], Wxh.T) + np.dot(hs[t - 1], Whh.T) + bh)
    return np.stack([hs[t] for t in range(T)], axis=1), (xs, hs)
