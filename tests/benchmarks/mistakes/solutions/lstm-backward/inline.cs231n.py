import numpy as np


def act(a, H):
    s = 0.5 * (1 + np.tanh(0.5 * a[:, :3 * H]))
    return s[:, :H], s[:, H:2 * H], s[:, 2 * H:], np.tanh(a[:, 3 * H:])


def lstm_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    H = h0.shape[1]
    h, c = h0, np.zeros((N, H))
    out, saved = np.zeros((N, T, H)), []
    for t in range(T):
        i, f, o, g = act(np.dot(x[:, t], Wx) + np.dot(h, Wh) + b, H)
        c_new = f * c + i * g
        saved.append((h, c, i, f, o, g, np.tanh(c_new)))
        c = c_new
        h = o * saved[-1][-1]
        out[:, t] = h
    return out, (x, saved, Wx, Wh)


def lstm_backward(dh, cache):
    x, saved, Wx, Wh = cache
    N, T, H = dh.shape
    das, hs = [], []
    dh_carry = np.zeros((N, H))
    dc = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        h_prev, c_prev, i, f, o, g, th = saved[t]
        dht = dh[:, t] + dh_carry
        dc = dc + dht * o * (1 - th ** 2)
        da = np.zeros((N, 4 * H))
        da[:, :H] = dc * g * i * (1 - i)
        da[:, H:2 * H] = dc * c_prev * f * (1 - f)
        da[:, 2 * H:3 * H] = dht * th * o * (1 - o)
        da[:, 3 * H:] = dc * i * (1 - g ** 2)
        das.append(da)
        hs.append(h_prev)
        dh_carry = np.dot(da, Wh.T)
        dc = dc * f
    A = np.stack(das[::-1], axis=1)
    P = np.stack(hs[::-1], axis=1)
    dx = np.dot(A, Wx.T)
    dWx = np.einsum('ntd,ntk->dk', x, A)
    dWh = np.einsum('nth,ntk->hk', P, A)
    db = A.sum(axis=(0, 1))
    return dx, dh_carry, dWx, dWh, db
