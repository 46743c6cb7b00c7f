import numpy as np


def rnn_cell_forward(xt, a_prev, parameters):
    Wax = parameters["U"]
    Waa = parameters["W"]
    ba = parameters["b"]
    a_next = np.tanh(np.dot(xt, Wax.T) + np.dot(a_prev, Waa.T) + ba)
    cache = (a_next, a_prev, xt, parameters)
    return a_next, cache


def rnn_cell_backward(da_next, cache):
    (a_next, a_prev, xt, parameters) = cache
    Wax = parameters["U"]
    Waa = parameters["W"]
    # the gradient through the tanh
    dtanh = (1 - a_next**2) * da_next
    dxt = np.dot(dtanh, Wax)
    dWax = np.dot(dtanh.T, xt)
    da_prev = np.dot(dtanh, Waa)
    dWaa = np.dot(dtanh.T, a_prev)
    dba = np.sum(dtanh, axis=0)
    gradients = {"dx_t": dxt, "dh_prev": da_prev, "dU": dWax, "dW": dWaa, "db": dba}
    return gradients
