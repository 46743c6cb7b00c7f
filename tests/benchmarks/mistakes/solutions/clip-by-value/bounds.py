import numpy as np


def clip_by_value(grads, threshold):
    clipped = {}
    for k, g in grads.items():
        g = np.minimum(g, threshold)
        g = np.maximum(g, -threshold)
        clipped[k] = g
    return clipped
