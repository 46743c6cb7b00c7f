import numpy as np


def rnn_forward(x, h0, params):
    U, W, b = params['U'], params['W'], params['b']
    N, T, D = x.shape
    H = h0.shape[1]
    hs = np.zeros((N, T + 1, H))   # 第 0 个位置存初始状态
    hs[:, 0] = h0
    for t in range(T):
        a = np.dot(x[:, t], U.T) + np.dot(hs[:, t], W.T) + b
        hs[:, t + 1] = np.tanh(a)
    return hs[:, 1:], {'x': x, 'hs': hs, 'U': U, 'W': W}


def rnn_backward(dhs, cache):
    x, hs, U, W = cache['x'], cache['hs'], cache['U'], cache['W']
    N, T, D = x.shape
    dx = np.zeros(x.shape)
    dU, dW, db = np.zeros(U.shape), np.zeros(W.shape), np.zeros(W.shape[0])
    delta = np.zeros((N, W.shape[0]))   # 从下一时刻传回的梯度
    for t in range(T - 1, -1, -1):
        # 两条路径：本步损失与下一时刻
        dh = dhs[:, t] + delta
        da = dh * (1 - hs[:, t + 1] ** 2)
        # 逐个样本累加
        for n in range(N):
            dU += np.outer(da[n], x[n, t])
            dW += np.outer(da[n], hs[n, t])
            db += da[n]
        dx[:, t] = np.dot(da, U)
        delta = np.dot(da, W)
    return {'dx': dx, 'dh0': delta, 'dU': dU, 'dW': dW, 'db': db}
