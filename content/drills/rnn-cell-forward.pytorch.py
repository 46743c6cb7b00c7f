import numpy as np


def rnn_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    a = x_t @ weight_ih.T + bias_ih + h_prev @ weight_hh.T + bias_hh  # (N, H)
    h_t = np.tanh(a)
    return h_t, (x_t, h_prev, weight_ih, weight_hh, h_t)
