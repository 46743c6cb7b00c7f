import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_cell_forward(x_t, h_prev, params):
    H = h_prev.shape[1]
    z = sigmoid(np.dot(h_prev, params["W_z"][:, :H].T) + np.dot(x_t, params["W_z"][:, H:].T) + params["b_z"])
    r = sigmoid(np.dot(h_prev, params["W_r"][:, :H].T) + np.dot(x_t, params["W_r"][:, H:].T) + params["b_r"])
    hn = np.dot(h_prev, params["W_hn"].T) + params["b_hn"]
    n = np.tanh(np.dot(x_t, params["W_in"].T) + params["b_in"] + r * hn)
    h_t = (1 - z) * n + z * h_prev
    cache = {"x": x_t, "h": h_prev, "z": z, "r": r, "n": n, "hn": hn, "params": params}
    return h_t, cache


def gru_cell_backward(dh_t, cache):
    x, h, z, r, n, hn = (cache[k] for k in ("x", "h", "z", "r", "n", "hn"))
    params = cache["params"]
    H = h.shape[1]
    dz = dh_t * (h - n)
    dn = dh_t * (1 - z)
    dn_raw = dn * (1 - n ** 2)
    dhn = dn_raw * r
    dr = dn_raw * hn
    dz_raw = dz * z * (1 - z)
    dr_raw = dr * r * (1 - r)

    dh_prev = dh_t * z
    dh_prev += np.dot(dhn, params["W_hn"])
    dh_prev += np.dot(dz_raw, params["W_z"][:, :H])
    dh_prev += np.dot(dr_raw, params["W_r"][:, :H])
    dx = np.dot(dn_raw, params["W_in"])
    dx += np.dot(dz_raw, params["W_z"][:, H:])
    dx += np.dot(dr_raw, params["W_r"][:, H:])

    dW_z = np.hstack([np.dot(dz_raw.T, h), np.dot(dz_raw.T, x)])
    dW_r = np.hstack([np.dot(dr_raw.T, h), np.dot(dr_raw.T, x)])
    return dict(dx_t=dx, dh_prev=dh_prev, dW_z=dW_z, dW_r=dW_r, dW_in=np.dot(dn_raw.T, x),
                dW_hn=np.dot(dhn.T, h), db_z=np.sum(dz_raw, axis=0), db_r=np.sum(dr_raw, axis=0),
                db_in=np.sum(dn_raw, axis=0), db_hn=np.sum(dhn, axis=0))
