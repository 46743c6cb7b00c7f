import numpy as np

def sigmoid(x):
    return 1/(1+np.exp(-x))

def gru_forward(x, h0, params):
    N, T, D = x.shape
    h = h0
    out = np.zeros((N, T, h0.shape[1]))
    for t in range(T):
        xt = x[:, t, :]
        hx = np.hstack([h, xt])
        z = sigmoid(hx.dot(params['W_z'].T) + params['b_z'])
        r = sigmoid(hx.dot(params['W_r'].T) + params['b_r'])
        tmp = np.hstack([r*h, xt])
        cand = np.tanh(tmp.dot(params['W_h'].T) + params['b_h'])
        h = (1-z)*h + z*cand
        out[:, t, :] = h
    return out, None
