import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    z = np.matmul(np.hstack([x, prev_h]), np.vstack([Wx, Wh])) + b
    return np.tanh(z), dict(x=x, h=prev_h, z=z, Wx=Wx, Wh=Wh)


def rnn_step_backward(dnext_h, cache):
    dz = (1 - np.tanh(cache['z']) ** 2) * dnext_h   # tanh 的导数
    return (np.matmul(dz, cache['Wx'].T), np.matmul(dz, cache['Wh'].T),
            np.matmul(cache['x'].T, dz), np.matmul(cache['h'].T, dz), dz.sum(0))
