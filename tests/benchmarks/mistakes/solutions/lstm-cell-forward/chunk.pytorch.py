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
