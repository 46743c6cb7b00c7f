import numpy as np


def rnn_cell_forward(x_t, h_prev, params):
    z = x_t @ params['U'].T
    z += h_prev @ params['W'].T
    z += params['b']
    h = np.tanh(z)
    return h, {'x': x_t, 'hp': h_prev, 'h': h, 'params': params}


def rnn_cell_backward(dh_t, cache):
    params, h = cache['params'], cache['h']
    dU, dW, db = np.zeros_like(params['U']), np.zeros_like(params['W']), np.zeros_like(params['b'])
    dhraw = (1 - h * h) * dh_t
    db += dhraw.sum(axis=0)
    dU += np.dot(dhraw.T, cache['x'])
    dW += np.dot(dhraw.T, cache['hp'])
    dhprev = np.dot(dhraw, params['W'])
    dx = np.dot(dhraw, params['U'])
    return {'dx_t': dx, 'dh_prev': dhprev, 'dU': dU, 'dW': dW, 'db': db}
