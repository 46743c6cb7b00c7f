import numpy as np

def rnn_cell_forward(x_t, h_prev, params):
    xh = np.concatenate((h_prev, x_t), axis=1)
    M = np.concatenate((params['W'], params['U']), axis=1)
    z = xh.dot(M.T)
    z = z + params['b'].reshape(1, -1)
    h = (np.exp(z - abs(z)) - np.exp(-z - abs(z))) / (np.exp(z - abs(z)) + np.exp(-z - abs(z)))
    return h, dict(xh=xh, M=M, h=h)
