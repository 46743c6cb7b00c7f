import numpy as np


def rnn_forward(x, h0, Wx, Wh, b):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(np.tanh(x[:, t] @ Wx + hs[-1] @ Wh + b))
    return np.stack(hs[1:], axis=1), (x, hs, Wx, Wh)


def rnn_backward(dh, cache):
    x, hs, Wx, Wh = cache
    dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
    db = np.zeros(Wh.shape[0])
    back = np.zeros_like(hs[0])
    t = x.shape[1]
    while t > 0:
        t -= 1
        back = back + dh[:, t]
        delta = back * (1 - hs[t + 1] * hs[t + 1])
        dx[:, t] = delta @ Wx.T
        dWx += x[:, t].T @ delta
        dWh += hs[t].T @ delta
        db += delta.sum(axis=0)
        back = delta @ Wh.T
    return dx, back, dWx, dWh, db
