import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    a = prev_h.dot(Wh) + x.dot(Wx) + b
    next_h = np.tanh(a)
    cache = (x, next_h, prev_h, Wx, Wh)
    return next_h, cache
