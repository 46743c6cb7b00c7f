import numpy as np


def clip_by_value(grads, threshold):
    out = dict()
    for name in grads:
        g = grads[name].copy()
        g[g > threshold] = threshold
        g[g < -threshold] = -threshold
        out[name] = g
    return out
