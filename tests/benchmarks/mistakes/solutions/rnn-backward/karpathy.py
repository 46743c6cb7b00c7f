import numpy as np


def rnn_forward(x, h0, params):
    Wxh, Whh, bh = params['U'], params['W'], params['b']
    xs, hs = {}, {-1: np.copy(h0)}
    out = np.zeros((x.shape[0], x.shape[1], bh.shape[0]))
    for t in range(x.shape[1]):
        xs[t] = x[:, t]
        hs[t] = np.tanh(np.dot(xs[t], Wxh.T) + np.dot(hs[t-1], Whh.T) + bh)
        out[:, t] = hs[t]
    return out, (xs, hs, Wxh, Whh, bh)


def rnn_backward(dhs, cache):
    xs, hs, Wxh, Whh, bh = cache
    dWxh, dWhh, dbh = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(bh)
    dxs = [None] * len(xs)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(xs))):
        dh = dhs[:, t] + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += np.sum(dhraw, axis=0)
        dWxh += np.dot(dhraw.T, xs[t])
        dWhh += np.dot(dhraw.T, hs[t-1])
        dxs[t] = np.dot(dhraw, Wxh)
        dhnext = np.dot(dhraw, Whh)
    return {'dx': np.stack(dxs, axis=1), 'dh0': dhnext, 'dU': dWxh, 'dW': dWhh, 'db': dbh}
