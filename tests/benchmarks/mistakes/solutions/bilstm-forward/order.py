import numpy as np


def sigmoid(a):
    return 0.5 * (np.tanh(0.5 * a) + 1)


def step(x_t, h, c, p):
    H = h.shape[1]
    W = np.concatenate((p["W_i"], p["W_f"], p["W_o"], p["W_c"]))
    b = np.concatenate((p["b_i"], p["b_f"], p["b_o"], p["b_c"]))
    a = h.dot(W[:, :H].T) + x_t.dot(W[:, H:].T) + b
    i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H:2*H]), sigmoid(a[:, 2*H:3*H])
    g = np.tanh(a[:, 3*H:])
    c = f*c + i*g
    return o*np.tanh(c), c


def bilstm_forward(x, params_fw, params_bw):
    N, T, _ = x.shape
    H = len(params_fw["b_f"])
    hs = np.zeros((N, T, 2*H))
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T):
        h, c = step(x[:, t], h, c, params_fw)
        hs[:, t, :H] = h
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        h, c = step(x[:, t], h, c, params_bw)
        hs[:, t, H:] = h
    return hs, hs
