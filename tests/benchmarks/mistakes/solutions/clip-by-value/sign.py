import numpy as np


def clip_by_value(grads, threshold):
    return {k: np.where(np.abs(v) > threshold, np.sign(v) * threshold, v) for k, v in grads.items()}
