import numpy as np


def sgm(v):
    return 0.5 + 0.5 * np.tanh(v / 2)


def gru_cell_forward(x_t, h_prev, params):
    v = np.c_[h_prev, x_t]
    z = sgm(v @ params['W_z'].T + params['b_z'])
    r = sgm(v @ params['W_r'].T + params['b_r'])
    q = h_prev @ params['W_hn'].T + params['b_hn']
    p = x_t @ params['W_in'].T + params['b_in']
    n = np.tanh(p + r * q)
    return n + z * (h_prev - n), (x_t, h_prev, v, z, r, q, n, params)


def gru_cell_backward(dh_t, cache):
    x_t, h_prev, v, z, r, q, n, params = cache
    grads = {}

    def linear(name, delta, inp):
        # 一个线性层的反向
        grads['dW_' + name] = delta.T @ inp
        grads['db_' + name] = delta.sum(axis=0)
        return delta @ params['W_' + name]

    da = dh_t * (1 - z) * (1 - n * n)
    dx = linear('in', da, x_t)
    dh = linear('hn', da * r, h_prev)
    dv = linear('z', dh_t * (h_prev - n) * z * (1 - z), v)
    dv = dv + linear('r', da * q * r * (1 - r), v)
    H = h_prev.shape[1]
    grads['dx_t'] = dx + dv[:, H:]
    grads['dh_prev'] = dh + dv[:, :H] + dh_t * z
    return grads
