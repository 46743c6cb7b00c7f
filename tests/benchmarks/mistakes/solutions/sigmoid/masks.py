import numpy as np


def sigmoid(a):
    out = np.zeros_like(a)
    pos = a >= 0
    neg = ~pos
    out[pos] = 1 / (1 + np.exp(-a[pos]))
    e = np.exp(a[neg])
    out[neg] = e / (1 + e)
    return out
