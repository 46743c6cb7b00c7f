import numpy as np


def linear(x, weight, bias):
    return np.matmul(x, weight.T) + bias


def rnn_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    h_t = np.tanh(linear(x_t, weight_ih, bias_ih) + linear(h_prev, weight_hh, bias_hh))
    return h_t, (x_t, h_prev, h_t, weight_ih, weight_hh)
