import numpy as np


def numerical_gradient(f, x, eps):
    def at(index, step):
        moved = x.copy()
        moved[index] += step
        return f(moved)

    values = [(at(i, eps) - at(i, -eps)) / 2 / eps for i in np.ndindex(*x.shape)]
    return np.array(values).reshape(x.shape)
