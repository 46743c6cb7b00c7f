import numpy as np


def rnn_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    a = x_t @ weight_ih.T + bias_ih + h_prev @ weight_hh.T + bias_hh  # (N, H)
    h_t = np.tanh(a)
    return h_t, (x_t, h_prev, weight_ih, weight_hh, h_t)


def rnn_cell_backward(dh_t, cache):
    x_t, h_prev, weight_ih, weight_hh, h_t = cache
    da = dh_t * (1 - h_t**2)  # (N, H) through tanh, by its value
    db = da.sum(axis=0)  # (H,) both biases are added, so both have this gradient
    return da @ weight_ih, da @ weight_hh, da.T @ x_t, da.T @ h_prev, db, db.copy()
