import numpy as np


def gradient_norms(x, h0, params):
    W = params['W']
    T, H = x.shape[1], W.shape[0]
    h = h0[0]
    jac = []
    for t in range(T):
        h = np.tanh(np.dot(params['U'], x[0, t]) + np.dot(W, h) + params['b'])
        jac.append(np.dot(np.diag(1 - h ** 2), W))
    norms = np.zeros(T)
    for t in range(T):
        # 从第 t+1 步一直乘到最后一步
        J = np.eye(H)
        for k in range(t + 1, T):
            J = np.dot(jac[k], J)
        norms[t] = np.linalg.svd(J)[1][0]
    return norms
