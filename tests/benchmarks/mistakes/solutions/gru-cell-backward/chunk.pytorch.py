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


def gru_cell_backward(grad, cache):
    x_t, h_prev, weight_ih, weight_hh, resetgate, updategate, newgate, h_n = cache
    grad_new = grad * (1 - updategate) * (1 - newgate ** 2)
    grad_update = grad * (h_prev - newgate) * updategate * (1 - updategate)
    grad_reset = grad_new * h_n * resetgate * (1 - resetgate)
    grad_hn = grad_new * resetgate
    dgi = np.concatenate((grad_reset, grad_update, grad_new), axis=1)
    dgh = np.concatenate((grad_reset, grad_update, grad_hn), axis=1)
    dx = np.dot(dgi, weight_ih)
    dh = np.dot(dgh, weight_hh) + grad * updategate
    return dx, dh, np.dot(dgi.T, x_t), np.dot(dgh.T, h_prev), dgi.sum(axis=0), dgh.sum(axis=0)
