import numpy as np


def rnn_cell_forward(x_t, h_prev, weight_ih, weight_hh, bias_ih, bias_hh):
    gi = x_t.dot(weight_ih.T) + bias_ih
    gh = h_prev.dot(weight_hh.T) + bias_hh
    ctx = {'x': x_t, 'h': h_prev, 'w_ih': weight_ih, 'w_hh': weight_hh}
    ctx['out'] = np.tanh(gi + gh)
    return ctx['out'], ctx


def rnn_cell_backward(dh_t, cache):
    out = cache['out']
    dg = dh_t - dh_t * out * out
    dx_t = dg.dot(cache['w_ih'])
    dh_prev = dg.dot(cache['w_hh'])
    dw_ih = dg.T.dot(cache['x'])
    dw_hh = dg.T.dot(cache['h'])
    db = np.sum(dg, axis=0)
    return dx_t, dh_prev, dw_ih, dw_hh, db, db.copy()
