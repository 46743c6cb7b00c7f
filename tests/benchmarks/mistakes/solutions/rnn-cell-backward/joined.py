import numpy as np


def rnn_cell_forward(x_t, h_prev, params):
    M = np.hstack([params["U"], params["W"]])
    v = np.hstack([x_t, h_prev])
    a = np.matmul(v, M.T) + params["b"]
    return np.tanh(a), (v, a, M, x_t.shape[1])


def rnn_cell_backward(dh_t, cache):
    v, a, M, D = cache
    delta = dh_t * (1 - np.tanh(a) ** 2)
    dv = np.matmul(delta, M)
    dM = np.matmul(delta.T, v)
    grads = {}
    grads["dx_t"] = dv[:, :D]
    grads["dh_prev"] = dv[:, D:]
    grads["dU"] = dM[:, :D]
    grads["dW"] = dM[:, D:]
    grads["db"] = delta.sum(0)
    return grads
