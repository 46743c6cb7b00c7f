import numpy as np


def gru_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    H = h_prev.shape[1]
    u = x_t @ weight_ih.T + bias_ih
    v = h_prev @ weight_hh.T + bias_hh
    rz = 1 / (1 + np.exp(-(u[:, :2 * H] + v[:, :2 * H])))
    r, z = rz[:, :H], rz[:, H:]
    n = np.tanh(u[:, 2 * H:] + r * v[:, 2 * H:])
    h = (1 - z) * n + z * h_prev
    return h, {'x': x_t, 'h': h_prev, 'r': r, 'z': z, 'n': n, 'q': v[:, 2 * H:], 'W': weight_ih, 'U': weight_hh}


def gru_cell_backward(dh_t, cache):
    x, h, r, z, n, q = (cache[k] for k in 'xhrznq')
    H = h.shape[1]
    du, dv = np.zeros((len(x), 3 * H)), np.zeros((len(x), 3 * H))
    dn = dh_t * (1 - z)
    du[:, 2 * H:] = dn * (1 - n * n)   # 候选状态
    dv[:, 2 * H:] = du[:, 2 * H:] * r
    du[:, :H] = du[:, 2 * H:] * q * r * (1 - r)   # 重置门
    du[:, H:2 * H] = dh_t * (h - n) * z * (1 - z)   # 更新门
    dv[:, :2 * H] = du[:, :2 * H]
    dx = du @ cache['W']
    dh_prev = dv @ cache['U'] + dh_t * z
    return dx, dh_prev, du.T @ x, dv.T @ h, du.sum(0), dv.sum(0)
