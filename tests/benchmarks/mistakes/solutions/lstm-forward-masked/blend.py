import numpy as np


def sigmoid(x):
    return .5 * (1 + np.tanh(.5 * x))


def cell(x, h, c, p):
    hx = np.hstack((h, x))
    pre = {k: hx.dot(p['W_' + k].T) + p['b_' + k] for k in 'fico'}
    c = sigmoid(pre['f']) * c + sigmoid(pre['i']) * np.tanh(pre['c'])
    return sigmoid(pre['o']) * np.tanh(c), c


def lstm_forward_masked(x, h0, c0, mask, params):
    h, c = h0, c0
    out = []
    for t in range(x.shape[1]):
        h_new, c_new = cell(x[:, t], h, c, params)
        m = mask[:, t:t + 1]
        # 被屏蔽的样本保持原状态
        h = m * h_new + (1 - m) * h
        c = m * c_new + (1 - m) * c
        out.append(h)
    return np.stack(out, axis=1), c, out
