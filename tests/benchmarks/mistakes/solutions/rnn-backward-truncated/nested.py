import numpy as np


def rnn_forward(x, h0, params):
    hs = {-1: h0}
    for t in range(x.shape[1]):
        hs[t] = np.tanh(x[:, t] @ params["U"].T + hs[t - 1] @ params["W"].T + params["b"])
    return np.stack([hs[t] for t in range(x.shape[1])], axis=1), (x, hs, params)


def rnn_backward_truncated(dhs, cache, window):
    x, hs, params = cache
    dU = np.zeros_like(params["U"])
    dW = np.zeros_like(params["W"])
    db = np.zeros_like(params["b"])
    dx = np.zeros_like(x)
    dh0 = np.zeros_like(hs[-1])
    for t in range(dhs.shape[1]):
        delta = dhs[:, t]
        steps = 0
        k = t
        while k >= 0 and steps < window:
            delta = delta * (1 - hs[k] ** 2)
            dU += delta.T @ x[:, k]
            dW += delta.T @ hs[k - 1]
            db += delta.sum(axis=0)
            dx[:, k] += delta @ params["U"]
            delta = delta @ params["W"]
            if k == 0:
                dh0 += delta
            k -= 1
            steps += 1
    return dict(dx=dx, dh0=dh0, dU=dU, dW=dW, db=db)
