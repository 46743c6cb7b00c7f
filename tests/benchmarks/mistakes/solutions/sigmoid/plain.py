import numpy as np


def sigmoid(a):
    # 防止 exp 溢出
    with np.errstate(over='ignore'):
        s = 1.0 / (1.0 + np.exp(-a))
    return s
