import numpy as np


def clip_by_value(grads, threshold):
    return {name: np.clip(g, -threshold, threshold) for name, g in grads.items()}
