import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def gru_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    x_r, x_z, x_n = np.split(x_t @ weight_ih.T + bias_ih, 3, axis=1)  # (N, H) each
    h_r, h_z, h_n = np.split(h_prev @ weight_hh.T + bias_hh, 3, axis=1)  # (N, H) each
    r = sigmoid(x_r + h_r)  # (N, H) reset gate
    z = sigmoid(x_z + h_z)  # (N, H) update gate
    n = np.tanh(x_n + r * h_n)  # (N, H) candidate
    h_t = (1 - z) * n + z * h_prev  # (N, H) hidden state
    return h_t, (x_t, h_prev, weight_ih, weight_hh, r, z, n, h_n)


def gru_cell_backward(dh_t, cache):
    x_t, h_prev, weight_ih, weight_hh, r, z, n, h_n = cache
    # h = (1 - z) ⊙ n + z ⊙ h_prev
    dn = dh_t * (1 - z)  # (N, H)
    dz = dh_t * (h_prev - n)  # (N, H)
    # n = tanh(x_n + r ⊙ h_n)
    da_n = dn * (1 - n**2)  # (N, H)
    dr = da_n * h_n  # (N, H)
    dh_n = da_n * r  # (N, H)
    # through the gates' activations, by their values
    da_z = dz * z * (1 - z)  # (N, H)
    da_r = dr * r * (1 - r)  # (N, H)
    da_x = np.concatenate([da_r, da_z, da_n], axis=1)  # (N, 3H) of x W_ihᵀ + b_ih
    da_h = np.concatenate([da_r, da_z, dh_n], axis=1)  # (N, 3H) of h W_hhᵀ + b_hh
    dx_t = da_x @ weight_ih  # (N, D)
    dh_prev = dh_t * z + da_h @ weight_hh  # (N, H)
    return dx_t, dh_prev, da_x.T @ x_t, da_h.T @ h_prev, da_x.sum(axis=0), da_h.sum(axis=0)


def gru_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    N, T, _ = x.shape
    hs = np.empty((N, T, h0.shape[1]))
    h, caches = h0, []
    for t in range(T):
        h, cache = gru_cell_forward(x[:, t], h, weight_ih, weight_hh, bias_ih, bias_hh)
        hs[:, t] = h
        caches.append(cache)
    return hs, caches


def gru_backward(dhs, cache):
    x_t, _, weight_ih, weight_hh, *_ = cache[0]
    N, T, H = dhs.shape
    dx = np.empty((N, T, x_t.shape[1]))
    dh = np.zeros((N, H))  # what comes back from step t+1
    dweight_ih, dweight_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    dbias_ih, dbias_hh = np.zeros(3 * H), np.zeros(3 * H)
    for t in reversed(range(T)):
        step = gru_cell_backward(dhs[:, t] + dh, cache[t])
        dx[:, t], dh, dW_ih, dW_hh, db_ih, db_hh = step
        dweight_ih += dW_ih  # the weights are shared, so every step adds
        dweight_hh += dW_hh
        dbias_ih += db_ih
        dbias_hh += db_hh
    return dx, dh, dweight_ih, dweight_hh, dbias_ih, dbias_hh
