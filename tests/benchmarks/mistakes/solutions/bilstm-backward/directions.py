import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def one_way(x, p):
    N, T, D = x.shape
    H = p["b_f"].shape[0]
    h, c = np.zeros((N, H)), np.zeros((N, H))
    hs, saved = np.zeros((N, T, H)), []
    for t in range(T):
        z = np.concatenate((h, x[:, t]), axis=1)
        f = sigmoid(z.dot(p["W_f"].T) + p["b_f"])
        i = sigmoid(z.dot(p["W_i"].T) + p["b_i"])
        g = np.tanh(z.dot(p["W_c"].T) + p["b_c"])
        o = sigmoid(z.dot(p["W_o"].T) + p["b_o"])
        c_prev = c
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        hs[:, t] = h
        saved.append((z, f, i, g, o, c_prev, c))
    return hs, saved


def one_way_back(dhs, saved, p):
    N, T, H = dhs.shape
    D = saved[0][0].shape[1] - H
    dx = np.zeros((N, T, D))
    grads = {"d" + k: np.zeros_like(v) for k, v in p.items()}
    dh_next, dc_next = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        z, f, i, g, o, c_prev, c = saved[t]
        dh = dhs[:, t] + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        da_o = dh * np.tanh(c) * o * (1 - o)
        da_f = dc * c_prev * f * (1 - f)
        da_i = dc * g * i * (1 - i)
        da_c = dc * i * (1 - g ** 2)
        grads["dW_f"] += da_f.T.dot(z)
        grads["dW_i"] += da_i.T.dot(z)
        grads["dW_c"] += da_c.T.dot(z)
        grads["dW_o"] += da_o.T.dot(z)
        grads["db_f"] += da_f.sum(axis=0)
        grads["db_i"] += da_i.sum(axis=0)
        grads["db_c"] += da_c.sum(axis=0)
        grads["db_o"] += da_o.sum(axis=0)
        dz = da_f.dot(p["W_f"]) + da_i.dot(p["W_i"]) + da_c.dot(p["W_c"]) + da_o.dot(p["W_o"])
        dh_next, dc_next = dz[:, :H], dc * f
        dx[:, t] = dz[:, H:]
    return dx, grads


def bilstm_forward(x, params_fw, params_bw):
    hs_fw, saved_fw = one_way(x, params_fw)
    hs_bw, saved_bw = one_way(x[:, ::-1], params_bw)
    hs = np.concatenate((hs_fw, hs_bw[:, ::-1]), axis=2)
    return hs, (saved_fw, saved_bw, params_fw, params_bw)


def bilstm_backward(dhs, cache):
    saved_fw, saved_bw, params_fw, params_bw = cache
    H = dhs.shape[2] // 2
    dx_fw, fw = one_way_back(dhs[:, :, :H], saved_fw, params_fw)
    dx_bw, bw = one_way_back(dhs[:, ::-1, H:], saved_bw, params_bw)
    return {"dx": dx_fw + dx_bw[:, ::-1], "fw": fw, "bw": bw}
