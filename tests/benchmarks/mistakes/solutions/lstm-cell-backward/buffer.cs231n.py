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


def lstm_step_backward(dnext_h, dnext_c, cache):
    gates, th = cache['gates'], cache['th']
    H = th.shape[1]
    i, f, o, g = np.split(gates, 4, axis=1)
    dc = dnext_c + dnext_h * o * (1 - th * th)
    dgates = np.zeros_like(gates)
    dgates[:, 0:H] = dc * g
    dgates[:, H:2 * H] = dc * cache['c']
    dgates[:, 2 * H:3 * H] = dnext_h * th
    dgates[:, 3 * H:] = dc * i
    # 激活函数的导数
    dgates[:, :3 * H] *= gates[:, :3 * H] * (1 - gates[:, :3 * H])
    dgates[:, 3 * H:] *= 1 - g ** 2
    dx = np.dot(dgates, cache['Wx'].T)
    dprev_h = np.dot(dgates, cache['Wh'].T)
    dWx = np.dot(cache['x'].T, dgates)
    dWh = np.dot(cache['h'].T, dgates)
    return dx, dprev_h, dc * f, dWx, dWh, dgates.sum(axis=0)
