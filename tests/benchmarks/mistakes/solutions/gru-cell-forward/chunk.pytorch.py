import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    gi = np.dot(x_t, weight_ih.T) + bias_ih
    gh = np.dot(h_prev, weight_hh.T) + bias_hh
    i_r, i_z, i_n = np.split(gi, 3, axis=1)
    h_r, h_z, h_n = np.split(gh, 3, axis=1)
    resetgate = sigmoid(i_r + h_r)
    updategate = sigmoid(i_z + h_z)
    newgate = np.tanh(i_n + resetgate * h_n)
    hy = newgate + updategate * (h_prev - newgate)
    return hy, (x_t, h_prev, weight_ih, weight_hh, resetgate, updategate, newgate, h_n)
