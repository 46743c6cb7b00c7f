import numpy as np


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    xh = np.hstack([h_prev, x_t])
    Wf, Wi, Wc, Wo = params['W_f'], params['W_i'], params['W_c'], params['W_o']
    f = 1.0 / (1.0 + np.exp(-(np.dot(xh, Wf.T) + params['b_f'])))
    i = 1.0 / (1.0 + np.exp(-(np.dot(xh, Wi.T) + params['b_i'])))
    g = np.tanh(np.dot(xh, Wc.T) + params['b_c'])
    o = 1.0 / (1.0 + np.exp(-(np.dot(xh, Wo.T) + params['b_o'])))
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    cache = {'xh': xh, 'f': f, 'i': i, 'g': g, 'o': o, 'c': c}
    return h, c, cache
