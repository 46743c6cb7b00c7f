import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_cell_forward(x_t, h_prev, c_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    gates = x_t @ weight_ih.T + bias_ih + h_prev @ weight_hh.T + bias_hh
    ingate, forgetgate, cellgate, outgate = np.split(gates, 4, axis=1)
    ingate = sigmoid(ingate)
    forgetgate = sigmoid(forgetgate)
    cellgate = np.tanh(cellgate)
    outgate = sigmoid(outgate)
    cy = forgetgate * c_prev + ingate * cellgate
    hy = outgate * np.tanh(cy)
    return hy, cy, (x_t, h_prev, c_prev, weight_ih, weight_hh, ingate, forgetgate, cellgate, outgate, cy)


def lstm_cell_backward(grad_hy, grad_cy, cache):
    x_t, h_prev, c_prev, weight_ih, weight_hh, ingate, forgetgate, cellgate, outgate, cy = cache
    tanh_cy = np.tanh(cy)
    grad_c = grad_cy + grad_hy * outgate * (1 - tanh_cy ** 2)
    grad_in = grad_c * cellgate * ingate * (1 - ingate)
    grad_forget = grad_c * c_prev * forgetgate * (1 - forgetgate)
    grad_cell = grad_c * ingate * (1 - cellgate ** 2)
    grad_out = grad_hy * tanh_cy * outgate * (1 - outgate)
    grad_gates = np.concatenate([grad_in, grad_forget, grad_cell, grad_out], axis=1)
    grad_x = grad_gates @ weight_ih
    grad_h = grad_gates @ weight_hh
    grad_c_prev = grad_c * forgetgate
    grad_w_ih = grad_gates.T @ x_t
    grad_w_hh = grad_gates.T @ h_prev
    grad_b = grad_gates.sum(axis=0)
    return grad_x, grad_h, grad_c_prev, grad_w_ih, grad_w_hh, grad_b, grad_b
