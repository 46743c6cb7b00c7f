import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_forward(x, h0, c0, params):
    N, T, D = x.shape
    hs, cs, zs = {}, {}, {}
    hs[-1], cs[-1] = np.copy(h0), np.copy(c0)
    for t in range(T):
        zs[t] = np.hstack((hs[t - 1], x[:, t]))
        f = sigmoid(np.dot(zs[t], params['W_f'].T) + params['b_f'])
        i = sigmoid(np.dot(zs[t], params['W_i'].T) + params['b_i'])
        g = np.tanh(np.dot(zs[t], params['W_c'].T) + params['b_c'])
        o = sigmoid(np.dot(zs[t], params['W_o'].T) + params['b_o'])
        cs[t] = f * cs[t - 1] + i * g
        hs[t] = o * np.tanh(cs[t])
    out = np.stack([hs[t] for t in range(T)], axis=1)
    return out, cs[T - 1], (hs, cs, zs)
