import numpy as np


def numerical_gradient(f, x, eps):
    flat = np.array(x, dtype=np.float64).ravel()
    g = np.empty(flat.size)
    for k in range(flat.size):
        e = np.zeros(flat.size)
        e[k] = eps
        up = f((flat + e).reshape(x.shape))
        down = f((flat - e).reshape(x.shape))
        g[k] = (up - down) / (2 * eps)
    return g.reshape(x.shape)
