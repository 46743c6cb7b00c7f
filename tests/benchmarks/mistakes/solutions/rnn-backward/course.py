import numpy as np


def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(np.dot(xt, parameters["U"].T) + np.dot(a_prev, parameters["W"].T) + parameters["b"])
    return a_next, (a_next, a_prev, xt, parameters)


def rnn_forward(x, a0, parameters):
    caches = []
    a = np.zeros((x.shape[0], x.shape[1], a0.shape[1]))
    a_next = a0
    for t in range(x.shape[1]):
        a_next, cache = rnn_cell_forward(x[:, t, :], a_next, parameters)
        a[:, t, :] = a_next
        caches.append(cache)
    return a, (caches, x)


def rnn_cell_backward(da_next, cache):
    (a_next, a_prev, xt, parameters) = cache
    dtanh = (1 - a_next ** 2) * da_next
    gradients = {}
    gradients["dxt"] = np.dot(dtanh, parameters["U"])
    gradients["dWax"] = np.dot(dtanh.T, xt)
    gradients["da_prev"] = np.dot(dtanh, parameters["W"])
    gradients["dWaa"] = np.dot(dtanh.T, a_prev)
    gradients["dba"] = np.sum(dtanh, axis=0)
    return gradients


def rnn_backward(da, caches):
    (caches, x) = caches
    m, T_x, n_a = da.shape
    n_x = x.shape[2]
    dx = np.zeros((m, T_x, n_x))
    dWax = np.zeros((n_a, n_x))
    dWaa = np.zeros((n_a, n_a))
    dba = np.zeros(n_a)
    da_prevt = np.zeros((m, n_a))
    for t in reversed(range(T_x)):
        gradients = rnn_cell_backward(da[:, t, :] + da_prevt, caches[t])
        dxt, da_prevt = gradients["dxt"], gradients["da_prev"]
        dWaxt, dWaat, dbat = gradients["dWax"], gradients["dWaa"], gradients["dba"]
        dx[:, t, :] = dxt
        dWax += dWaxt
        dWaa += dWaat
        dba += dbat
    return {"dx": dx, "dh0": da_prevt, "dU": dWax, "dW": dWaa, "db": dba}
