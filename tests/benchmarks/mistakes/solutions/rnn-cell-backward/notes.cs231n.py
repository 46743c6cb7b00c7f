import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    a = prev_h.dot(Wh) + x.dot(Wx) + b
    next_h = np.tanh(a)
    cache = (x, next_h, prev_h, Wx, Wh)
    return next_h, cache


def rnn_step_backward(dnext_h, cache):
    x, next_h, prev_h, Wx, Wh = cache
    dtanh = dnext_h * (1 - next_h * next_h)
    db = np.sum(dtanh, axis=0)
    dWh = prev_h.T.dot(dtanh)
    dprev_h = dtanh.dot(Wh.T)
    dWx = x.T.dot(dtanh)
    dx = dtanh.dot(Wx.T)
    return dx, dprev_h, dWx, dWh, db
