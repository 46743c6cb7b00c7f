import numpy as np


class Gates:
    pass


def logistic(a):
    return np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), 1 - 1 / (1 + np.exp(-np.abs(a))))


def gru_cell_forward(x_t, h_prev, params):
    s = Gates()
    s.x, s.h, s.params = x_t, h_prev, params
    s.hx = np.concatenate([h_prev, x_t], axis=1)
    s.z = logistic(np.einsum("nk,hk->nh", s.hx, params["W_z"]) + params["b_z"])
    s.r = logistic(np.einsum("nk,hk->nh", s.hx, params["W_r"]) + params["b_r"])
    s.q = np.einsum("nk,hk->nh", h_prev, params["W_hn"]) + params["b_hn"]
    s.n = np.tanh(np.einsum("nd,hd->nh", x_t, params["W_in"]) + params["b_in"] + s.r * s.q)
    return (1 - s.z) * s.n + s.z * h_prev, s


def gru_cell_backward(dh_t, cache):
    s = cache
    H = s.h.shape[1]
    da_n = dh_t * (1 - s.z) * (1 - s.n**2)
    da_q = da_n * s.r
    da_r = da_n * s.q * s.r * (1 - s.r)
    da_z = dh_t * (s.h - s.n) * s.z * (1 - s.z)
    dhx = np.einsum("nh,hk->nk", da_z, s.params["W_z"]) + np.einsum("nh,hk->nk", da_r, s.params["W_r"])
    return {
        "dx_t": dhx[:, H:] + np.einsum("nh,hd->nd", da_n, s.params["W_in"]),
        "dh_prev": dh_t * s.z + dhx[:, :H] + np.einsum("nh,hk->nk", da_q, s.params["W_hn"]),
        "dW_z": np.einsum("nh,nk->hk", da_z, s.hx),
        "dW_r": np.einsum("nh,nk->hk", da_r, s.hx),
        "dW_in": np.einsum("nh,nd->hd", da_n, s.x),
        "dW_hn": np.einsum("nh,nk->hk", da_q, s.h),
        "db_z": np.einsum("nh->h", da_z),
        "db_r": np.einsum("nh->h", da_r),
        "db_in": np.einsum("nh->h", da_n),
        "db_hn": np.einsum("nh->h", da_q),
    }
