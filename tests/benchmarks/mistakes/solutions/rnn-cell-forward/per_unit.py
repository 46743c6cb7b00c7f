import math

import numpy as np


def rnn_cell_forward(x_t, h_prev, params):
    U, W, b = params["U"], params["W"], params["b"]
    N, D = x_t.shape
    H = b.shape[0]
    h_t = np.zeros((N, H))
    for n in range(N):
        for j in range(H):
            total = b[j]
            for d in range(D):
                total += U[j, d] * x_t[n, d]
            for k in range(H):
                total += W[j, k] * h_prev[n, k]
            h_t[n, j] = math.tanh(total)
    return h_t, None
