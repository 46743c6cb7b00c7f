import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def gru_cell_forward(x_t, h_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (N, H) update gate
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])  # (N, H) reset gate
    q = h_prev @ params["W_hn"].T + params["b_hn"]  # (N, H) what the reset gate scales
    n = np.tanh(x_t @ params["W_in"].T + params["b_in"] + r * q)  # (N, H) candidate
    h = (1 - z) * n + z * h_prev  # (N, H) hidden state
    cache = (x_t, h_prev, hx, z, r, q, n, params)
    return h, cache


def gru_cell_backward(dh_t, cache):
    x_t, h_prev, hx, z, r, q, n, params = cache
    H = z.shape[1]
    # h = (1 - z) ⊙ n + z ⊙ h_prev
    dn = dh_t * (1 - z)  # (N, H)
    dz = dh_t * (h_prev - n)  # (N, H)
    # n = tanh(x W_inᵀ + b_in + r ⊙ q)
    da_n = dn * (1 - n**2)  # (N, H)
    dr = da_n * q  # (N, H)
    dq = da_n * r  # (N, H)
    # through the gates' activations, by their values
    da_z = dz * z * (1 - z)  # (N, H)
    da_r = dr * r * (1 - r)  # (N, H)
    dhx = da_z @ params["W_z"] + da_r @ params["W_r"]  # (N, H+D)
    # h_prev is used four times: directly, in q, by z and by r
    dh_prev = dh_t * z + dq @ params["W_hn"] + dhx[:, :H]  # (N, H)
    dx_t = da_n @ params["W_in"] + dhx[:, H:]  # (N, D)
    return {
        "dx_t": dx_t,
        "dh_prev": dh_prev,
        "dW_z": da_z.T @ hx,  # (H, H+D)
        "dW_r": da_r.T @ hx,  # (H, H+D)
        "dW_in": da_n.T @ x_t,  # (H, D)
        "dW_hn": dq.T @ h_prev,  # (H, H)
        "db_z": da_z.sum(axis=0),  # (H,)
        "db_r": da_r.sum(axis=0),  # (H,)
        "db_in": da_n.sum(axis=0),  # (H,)
        "db_hn": dq.sum(axis=0),  # (H,)
    }
