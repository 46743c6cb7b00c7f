import numpy as np


def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, ba = parameters["U"], parameters["W"], parameters["b"]
    a_next = np.tanh(np.dot(xt, Wax.T) + np.dot(a_prev, Waa.T) + ba)
    return a_next, (a_next, a_prev, xt, parameters)
