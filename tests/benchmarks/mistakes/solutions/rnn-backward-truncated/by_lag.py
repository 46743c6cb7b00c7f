import numpy as np


def rnn_forward(x, h0, params):
    T = x.shape[1]
    hs = np.zeros((x.shape[0], T + 1, h0.shape[1]))
    hs[:, 0] = h0
    for t in range(T):
        hs[:, t + 1] = np.tanh(np.dot(x[:, t], params['U'].T) + np.dot(hs[:, t], params['W'].T) + params['b'])
    return hs[:, 1:], (x, hs, params)


def rnn_backward_truncated(dhs, cache, window):
    x, hs, params = cache
    U, W = params['U'], params['W']
    T = dhs.shape[1]
    slope = 1 - hs[:, 1:] ** 2
    das = np.zeros(dhs.shape)
    dh0 = np.zeros(hs[:, 0].shape)
    # part[s] 是 s 之后第 lag 步的损失传到 s 的量
    part = dhs * slope
    for lag in range(window):
        if lag >= T:
            break
        das[:, :T - lag] += part[:, :T - lag]
        if lag < T:
            dh0 += part[:, 0] @ W
        moved = np.zeros(dhs.shape)
        moved[:, :-1] = (part[:, 1:] @ W) * slope[:, :-1]
        part = moved
    return {
        'dx': das @ U,
        'dh0': dh0,
        'dU': np.tensordot(das, x, axes=([0, 1], [0, 1])),
        'dW': np.tensordot(das, hs[:, :-1], axes=([0, 1], [0, 1])),
        'db': das.sum(axis=(0, 1)),
    }
