import numpy as np


def rnn_cell_forward(xt, a_prev, parameters):
    Wax = parameters["U"]
    Waa = parameters["W"]
    ba = parameters["b"]
    a_next = np.tanh(np.dot(xt, Wax.T) + np.dot(a_prev, Waa.T) + ba)
    cache = (a_next, a_prev, xt, parameters)
    return a_next, cache


def rnn_forward(x, a0, parameters):
    caches = []
    m, T_x, n_x = x.shape
    n_a = a0.shape[1]
    a = np.zeros((m, T_x, n_a))
    a_next = a0
    for t in range(T_x):
        a_next, cache = rnn_cell_forward(x[:, t, :], a_next, parameters)
        a[:, t, :] = a_next
        caches.append(cache)
    return a, (caches, x)
