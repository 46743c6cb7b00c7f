import numpy as np


def rnn_cell_forward(x_t, h_prev, params):
    U, W, b = params["U"], params["W"], params["b"]
    h = np.zeros_like(h_prev)
    for n in range(len(x_t)):
        h[n] = np.tanh(U @ x_t[n] + W @ h_prev[n] + b)
    return h, (x_t, h_prev, h, params)


def rnn_cell_backward(dh_t, cache):
    x_t, h_prev, h, params = cache
    U, W, b = params["U"], params["W"], params["b"]
    dx, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dU, dW, db = np.zeros_like(U), np.zeros_like(W), np.zeros_like(b)
    for n in range(len(x_t)):
        da = dh_t[n] * (1 - h[n] ** 2)
        dx[n] = U.T @ da
        dh_prev[n] = W.T @ da
        dU += np.outer(da, x_t[n])
        dW += np.outer(da, h_prev[n])
        db += da
    return dict(dx_t=dx, dh_prev=dh_prev, dU=dU, dW=dW, db=db)
