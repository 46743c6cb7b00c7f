import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.concatenate((a_prev, xt), axis=1)
    gamma_f = sigmoid(concat @ parameters["W_f"].T + parameters["b_f"])
    gamma_u = sigmoid(concat @ parameters["W_i"].T + parameters["b_i"])
    c_tilde = np.tanh(concat @ parameters["W_c"].T + parameters["b_c"])
    c_next = gamma_f * c_prev + gamma_u * c_tilde
    gamma_o = sigmoid(concat @ parameters["W_o"].T + parameters["b_o"])
    a_next = gamma_o * np.tanh(c_next)
    cache = (a_next, c_next, a_prev, c_prev, gamma_f, gamma_u, c_tilde, gamma_o, xt, parameters)
    return a_next, c_next, cache


def lstm_forward(x, a0, c0, parameters):
    m, T_x, n_x = x.shape
    n_a = a0.shape[1]
    a = np.zeros((m, T_x, n_a))
    caches = []
    a_next = a0
    c_next = c0
    for t in range(T_x):
        xt = x[:, t, :]
        a_next, c_next, cache = lstm_cell_forward(xt, a_next, c_next, parameters)
        a[:, t, :] = a_next
        caches.append(cache)
    return a, c_next, (caches, x)


def lstm_cell_backward(da_next, dc_next, cache):
    (a_next, c_next, a_prev, c_prev, gamma_f, gamma_u, c_tilde, gamma_o, xt, parameters) = cache
    n_a = a_prev.shape[1]
    dc = dc_next + gamma_o * (1 - np.tanh(c_next) ** 2) * da_next
    dgamma_o = da_next * np.tanh(c_next) * gamma_o * (1 - gamma_o)
    dc_tilde = dc * gamma_u * (1 - c_tilde**2)
    dgamma_u = dc * c_tilde * gamma_u * (1 - gamma_u)
    dgamma_f = dc * c_prev * gamma_f * (1 - gamma_f)
    concat = np.concatenate((a_prev, xt), axis=1)
    gradients = {}
    gradients["dWf"] = dgamma_f.T @ concat
    gradients["dWi"] = dgamma_u.T @ concat
    gradients["dWc"] = dc_tilde.T @ concat
    gradients["dWo"] = dgamma_o.T @ concat
    gradients["dbf"] = np.sum(dgamma_f, axis=0)
    gradients["dbi"] = np.sum(dgamma_u, axis=0)
    gradients["dbc"] = np.sum(dc_tilde, axis=0)
    gradients["dbo"] = np.sum(dgamma_o, axis=0)
    dconcat = (
        dgamma_f @ parameters["W_f"]
        + dgamma_u @ parameters["W_i"]
        + dc_tilde @ parameters["W_c"]
        + dgamma_o @ parameters["W_o"]
    )
    gradients["da_prev"] = dconcat[:, :n_a]
    gradients["dxt"] = dconcat[:, n_a:]
    gradients["dc_prev"] = dc * gamma_f
    return gradients


def lstm_backward(da, dc_T, caches):
    (caches, x) = caches
    m, T_x, n_a = da.shape
    n_x = x.shape[2]
    dx = np.zeros((m, T_x, n_x))
    da_prevt = np.zeros((m, n_a))
    dc_prevt = dc_T
    dWf = np.zeros((n_a, n_a + n_x))
    dWi = np.zeros((n_a, n_a + n_x))
    dWc = np.zeros((n_a, n_a + n_x))
    dWo = np.zeros((n_a, n_a + n_x))
    dbf = np.zeros(n_a)
    dbi = np.zeros(n_a)
    dbc = np.zeros(n_a)
    dbo = np.zeros(n_a)
    for t in reversed(range(T_x)):
        gradients = lstm_cell_backward(da[:, t, :] + da_prevt, dc_prevt, caches[t])
        da_prevt = gradients["da_prev"]
        dc_prevt = gradients["dc_prev"]
        dx[:, t, :] = gradients["dxt"]
        dWf += gradients["dWf"]
        dWi += gradients["dWi"]
        dWc += gradients["dWc"]
        dWo += gradients["dWo"]
        dbf += gradients["dbf"]
        dbi += gradients["dbi"]
        dbc += gradients["dbc"]
        dbo += gradients["dbo"]
    da0 = da_prevt
    return {
        "dx": dx,
        "dh0": da0,
        "dc0": dc_prevt,
        "dW_f": dWf,
        "dW_i": dWi,
        "dW_c": dWc,
        "dW_o": dWo,
        "db_f": dbf,
        "db_i": dbi,
        "db_c": dbc,
        "db_o": dbo,
    }
