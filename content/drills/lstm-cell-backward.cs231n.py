import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    a_i, a_f, a_o, a_g = np.hsplit(x @ Wx + prev_h @ Wh + b, 4)  # (N, H) each
    i, f, o, g = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o), np.tanh(a_g)
    next_c = f * prev_c + i * g  # (N, H)
    tau = np.tanh(next_c)  # (N, H)
    next_h = o * tau  # (N, H)
    return next_h, next_c, (x, prev_h, prev_c, Wx, Wh, i, f, o, g, tau)


def lstm_step_backward(dnext_h, dnext_c, cache):
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, tau = cache
    dc = dnext_c + dnext_h * o * (1 - tau**2)  # (N, H) both roads into the cell state
    da_i = dc * g * i * (1 - i)
    da_f = dc * prev_c * f * (1 - f)
    da_o = dnext_h * tau * o * (1 - o)
    da_g = dc * i * (1 - g**2)
    da = np.hstack([da_i, da_f, da_o, da_g])  # (N, 4H) in the order of the weights
    dx = da @ Wx.T  # (N, D)
    dprev_h = da @ Wh.T  # (N, H)
    dprev_c = dc * f  # (N, H)
    dWx = x.T @ da  # (D, 4H)
    dWh = prev_h.T @ da  # (H, 4H)
    return dx, dprev_h, dprev_c, dWx, dWh, da.sum(axis=0)
