import numpy as np


def linear(x, weight, bias):
    return np.matmul(x, weight.T) + bias


def rnn_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    h_t = np.tanh(linear(x_t, weight_ih, bias_ih) + linear(h_prev, weight_hh, bias_hh))
    return h_t, (x_t, h_prev, h_t, weight_ih, weight_hh)


def linear_backward(grad, x, weight):
    grad_x = np.matmul(grad, weight)
    grad_w = np.matmul(grad.T, x)
    grad_b = grad.sum(axis=0)
    return grad_x, grad_w, grad_b


def rnn_cell_backward(dh_t, cache):
    x_t, h_prev, h_t, weight_ih, weight_hh = cache
    grad = dh_t * (1 - h_t ** 2)
    dx, dw_ih, db_ih = linear_backward(grad, x_t, weight_ih)
    dh, dw_hh, db_hh = linear_backward(grad, h_prev, weight_hh)
    return dx, dh, dw_ih, dw_hh, db_ih, db_hh
