import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def run(x, params):
    N, T, D = x.shape
    H = params['b_f'].shape[0]
    h = np.zeros((N, H))
    c = np.zeros((N, H))
    out = []
    for t in range(T):
        z = np.hstack([h, x[:, t]])
        f = sigmoid(np.dot(z, params['W_f'].T) + params['b_f'])
        i = sigmoid(np.dot(z, params['W_i'].T) + params['b_i'])
        g = np.tanh(np.dot(z, params['W_c'].T) + params['b_c'])
        o = sigmoid(np.dot(z, params['W_o'].T) + params['b_o'])
        c = f * c + i * g
        h = o * np.tanh(c)
        out.append(h)
    return np.stack(out, axis=1)


def bilstm_forward(x, params_fw, params_bw):
    left = run(x, params_fw)
    right = run(np.flip(x, axis=1), params_bw)
    right = np.flip(right, axis=1)
    return np.concatenate([left, right], axis=-1), None
