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
