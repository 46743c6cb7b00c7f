import numpy as np


def numerical_gradient(f, x, eps):
    x = np.array(x, dtype=float)  # a copy: the caller's array stays as it is
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + eps
        above = f(x)
        x[index] = value - eps
        below = f(x)
        x[index] = value  # the next component starts from the same point
        grad[index] = (above - below) / (2 * eps)
    return grad
