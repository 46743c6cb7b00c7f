import numpy as np


def cnn_lstm_forward(x, filters, bias, params):
    N, T, D = x.shape
    F, W, _ = filters.shape
    # 把每个窗口拉平成一行
    cols = np.stack([x[:, t:t + W].reshape(N, W * D) for t in range(T - W + 1)], axis=1)
    feat = cols @ filters.reshape(F, W * D).T + bias
    feat[feat < 0] = 0
    names = ['f', 'i', 'c', 'o']
    Wall = np.concatenate([params['W_' + k] for k in names])
    ball = np.concatenate([params['b_' + k] for k in names])
    H = ball.size // 4
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for t in range(feat.shape[1]):
        a = np.hstack([h, feat[:, t]]) @ Wall.T + ball
        f, i, g, o = np.hsplit(a, 4)
        c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h = np.tanh(c) / (1 + np.exp(-o))
    return h
