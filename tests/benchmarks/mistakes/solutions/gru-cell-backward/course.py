import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_cell_forward(x_t, h_prev, params):
    concat = np.concatenate([h_prev, x_t], axis=1)
    gamma_u = sigmoid(np.dot(concat, params["W_z"].T) + params["b_z"])
    gamma_r = sigmoid(np.dot(concat, params["W_r"].T) + params["b_r"])
    concat_r = np.concatenate([gamma_r * h_prev, x_t], axis=1)
    c_tilde = np.tanh(np.dot(concat_r, params["W_h"].T) + params["b_h"])
    c_next = gamma_u * c_tilde + (1 - gamma_u) * h_prev
    return c_next, (h_prev, x_t, gamma_u, gamma_r, c_tilde, params)


def gru_cell_backward(dc_next, cache):
    h_prev, x_t, gamma_u, gamma_r, c_tilde, params = cache
    n_h = h_prev.shape[1]
    concat = np.concatenate([h_prev, x_t], axis=1)
    concat_r = np.concatenate([gamma_r * h_prev, x_t], axis=1)

    dgamma_u = dc_next * (c_tilde - h_prev) * gamma_u * (1 - gamma_u)
    dc_tilde = dc_next * gamma_u * (1 - c_tilde**2)
    dconcat_r = np.dot(dc_tilde, params["W_h"])
    dgamma_r = dconcat_r[:, :n_h] * h_prev * gamma_r * (1 - gamma_r)

    gradients = {}
    gradients["dW_z"] = np.dot(dgamma_u.T, concat)
    gradients["dW_r"] = np.dot(dgamma_r.T, concat)
    gradients["dW_h"] = np.dot(dc_tilde.T, concat_r)
    gradients["db_z"] = np.sum(dgamma_u, axis=0)
    gradients["db_r"] = np.sum(dgamma_r, axis=0)
    gradients["db_h"] = np.sum(dc_tilde, axis=0)

    dconcat = np.dot(dgamma_u, params["W_z"]) + np.dot(dgamma_r, params["W_r"])
    dh_prev = dc_next * (1 - gamma_u)
    dh_prev = dh_prev + dconcat_r[:, :n_h] * gamma_r
    dh_prev = dh_prev + dconcat[:, :n_h]
    gradients["dh_prev"] = dh_prev
    gradients["dx_t"] = dconcat[:, n_h:] + dconcat_r[:, n_h:]
    return gradients
