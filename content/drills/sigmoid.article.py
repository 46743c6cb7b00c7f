import numpy as np


def sigmoid(a):
    e = np.exp(-np.abs(a))  # at most 1, whatever a is
    return np.where(a >= 0, 1, e) / (1 + e)
