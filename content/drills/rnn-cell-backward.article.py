import numpy as np


def rnn_cell_forward(x_t, h_prev, params):
    U, W, b = params["U"], params["W"], params["b"]  # (H, D), (H, H), (H,)
    a = x_t @ U.T + h_prev @ W.T + b  # (N, H)
    h = np.tanh(a)  # (N, H)
    cache = (x_t, h_prev, h, U, W)
    return h, cache


def rnn_cell_backward(dh_t, cache):
    x_t, h_prev, h, U, W = cache
    da = dh_t * (1 - h**2)  # (N, H), through the tanh by its value
    # a = x_t Uᵀ + h_prev Wᵀ + b
    return {
        "dx_t": da @ U,  # (N, D)
        "dh_prev": da @ W,  # (N, H)
        "dU": da.T @ x_t,  # (H, D)
        "dW": da.T @ h_prev,  # (H, H)
        "db": da.sum(axis=0),  # (H,)
    }
