import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def lstm_cell_forward(x_t, h_prev, c_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    a = x_t @ weight_ih.T + bias_ih + h_prev @ weight_hh.T + bias_hh  # (N, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (N, H) each
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_t = f * c_prev + i * g  # (N, H)
    tau = np.tanh(c_t)  # (N, H)
    h_t = o * tau  # (N, H)
    return h_t, c_t, (x_t, h_prev, c_prev, weight_ih, weight_hh, i, f, g, o, tau)


def lstm_cell_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, weight_ih, weight_hh, i, f, g, o, tau = cache
    dc = dc_t + dh_t * o * (1 - tau**2)  # (N, H) both roads into the cell state
    da_i = dc * g * i * (1 - i)
    da_f = dc * c_prev * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh_t * tau * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (N, 4H) in the order of the weights
    db = da.sum(axis=0)  # (4H,) both biases are added, so both have this gradient
    return da @ weight_ih, da @ weight_hh, dc * f, da.T @ x_t, da.T @ h_prev, db, db.copy()
