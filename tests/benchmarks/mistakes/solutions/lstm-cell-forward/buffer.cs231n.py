import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    act = np.dot(x, Wx)
    act += np.dot(prev_h, Wh)
    act += b
    gates = np.zeros_like(act)
    gates[:, :3 * H] = sigmoid(act[:, :3 * H])
    gates[:, 3 * H:] = np.tanh(act[:, 3 * H:])
    i, f, o, g = np.split(gates, 4, axis=1)
    next_c = f * prev_c + i * g
    th = np.tanh(next_c)
    return o * th, next_c, {'x': x, 'h': prev_h, 'c': prev_c, 'Wx': Wx, 'Wh': Wh, 'gates': gates, 'th': th}
