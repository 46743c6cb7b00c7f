# One LSTM step, written with the course's names
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    Wf, bf = parameters["W_f"], parameters["b_f"]
    Wi, bi = parameters["W_i"], parameters["b_i"]
    Wc, bc = parameters["W_c"], parameters["b_c"]
    Wo, bo = parameters["W_o"], parameters["b_o"]
    n_a = a_prev.shape[1]
    concat = np.zeros((xt.shape[0], n_a + xt.shape[1]))
    concat[:, :n_a] = a_prev
    concat[:, n_a:] = xt
    ft = sigmoid(np.matmul(concat, Wf.T) + bf)
    it = sigmoid(np.matmul(concat, Wi.T) + bi)
    cct = np.tanh(np.matmul(concat, Wc.T) + bc)
    c_next = ft * c_prev + it * cct
    ot = sigmoid(np.matmul(concat, Wo.T) + bo)
    a_next = ot * np.tanh(c_next)
    cache = (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    return a_next, c_next, cache


def lstm_cell_backward(da_next, dc_next, cache):
    (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters) = cache
    n_a = a_next.shape[1]

    dot = da_next * np.tanh(c_next) * ot * (1 - ot)
    dcct = (dc_next * it + ot * (1 - np.square(np.tanh(c_next))) * it * da_next) * (1 - np.square(cct))
    dit = (dc_next * cct + ot * (1 - np.square(np.tanh(c_next))) * cct * da_next) * it * (1 - it)
    dft = (dc_next * c_prev + ot * (1 - np.square(np.tanh(c_next))) * c_prev * da_next) * ft * (1 - ft)

    stacked = np.concatenate((a_prev, xt), axis=1)
    dWf = np.matmul(dft.T, stacked)
    dWi = np.matmul(dit.T, stacked)
    dWc = np.matmul(dcct.T, stacked)
    dWo = np.matmul(dot.T, stacked)
    dbf = np.sum(dft, axis=0)
    dbi = np.sum(dit, axis=0)
    dbc = np.sum(dcct, axis=0)
    dbo = np.sum(dot, axis=0)

    da_prev = (
        np.matmul(dft, parameters["W_f"][:, :n_a])
        + np.matmul(dit, parameters["W_i"][:, :n_a])
        + np.matmul(dcct, parameters["W_c"][:, :n_a])
        + np.matmul(dot, parameters["W_o"][:, :n_a])
    )
    dc_prev = dc_next * ft + ot * (1 - np.square(np.tanh(c_next))) * ft * da_next
    dxt = (
        np.matmul(dft, parameters["W_f"][:, n_a:])
        + np.matmul(dit, parameters["W_i"][:, n_a:])
        + np.matmul(dcct, parameters["W_c"][:, n_a:])
        + np.matmul(dot, parameters["W_o"][:, n_a:])
    )

    gradients = {
        "dx_t": dxt,
        "dh_prev": da_prev,
        "dc_prev": dc_prev,
        "dW_f": dWf,
        "db_f": dbf,
        "dW_i": dWi,
        "db_i": dbi,
        "dW_c": dWc,
        "db_c": dbc,
        "dW_o": dWo,
        "db_o": dbo,
    }
    return gradients
