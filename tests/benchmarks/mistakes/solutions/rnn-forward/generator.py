import numpy as np


def states(x, h, U, W, b):
    for x_t in x.swapaxes(0, 1):
        h = np.tanh(x_t.dot(U.T) + h.dot(W.T) + b)
        yield h


def rnn_forward(x, h0, params):
    hs = np.array(list(states(x, h0, params["U"], params["W"], params["b"])))
    return hs.swapaxes(0, 1), None
