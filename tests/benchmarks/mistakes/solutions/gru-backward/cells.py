import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


def cell(x, h, p):
    v = np.concatenate([h, x], axis=1)
    z = sigmoid(v @ p["W_z"].T + p["b_z"])
    r = sigmoid(v @ p["W_r"].T + p["b_r"])
    u = np.concatenate([r * h, x], axis=1)
    n = np.tanh(u @ p["W_h"].T + p["b_h"])
    return h + z * (n - h), (h, v, u, z, r, n)


def cell_back(dout, saved, p, grads):
    h, v, u, z, r, n = saved
    H = h.shape[1]
    delta_n = dout * z * (1 - n * n)
    delta_z = dout * (n - h) * z * (1 - z)
    du = delta_n @ p["W_h"]
    delta_r = du[:, :H] * h * r * (1 - r)
    for name, delta, inp in (("z", delta_z, v), ("r", delta_r, v), ("h", delta_n, u)):
        grads["dW_" + name] += delta.T @ inp
        grads["db_" + name] += delta.sum(axis=0)
    dv = delta_z @ p["W_z"] + delta_r @ p["W_r"]
    dh = dout * (1 - z) + du[:, :H] * r + dv[:, :H]
    dx = du[:, H:] + dv[:, H:]
    return dx, dh


def gru_forward(x, h0, params):
    h, saved, hs = h0, [], []
    for t in range(x.shape[1]):
        h, s = cell(x[:, t], h, params)
        hs.append(h)
        saved.append(s)
    return np.stack(hs, axis=1), (saved, params)


def gru_backward(dhs, cache):
    saved, p = cache
    grads = {"d" + name: np.zeros_like(value) for name, value in p.items()}
    dxs = []
    carry = np.zeros_like(dhs[:, 0])
    for t in range(len(saved) - 1, -1, -1):
        dx_t, carry = cell_back(dhs[:, t] + carry, saved[t], p, grads)
        dxs.append(dx_t)
    grads["dx"] = np.stack(dxs[::-1], axis=1)
    grads["dh0"] = carry
    return grads
