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
