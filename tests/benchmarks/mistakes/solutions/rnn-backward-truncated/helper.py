import numpy as np


def step(x_t, h, p):
    return np.tanh(x_t.dot(p["U"].T) + h.dot(p["W"].T) + p["b"])


def step_back(dh, x_t, h_prev, h, p, grads):
    da = dh * (1 - h * h)
    grads["dU"] += da.T.dot(x_t)
    grads["dW"] += da.T.dot(h_prev)
    grads["db"] += da.sum(axis=0)
    return da.dot(p["U"]), da.dot(p["W"])


def rnn_forward(x, h0, params):
    hs, h = [], h0
    for t in range(x.shape[1]):
        h = step(x[:, t], h, params)
        hs.append(h)
    return np.stack(hs, axis=1), dict(x=x, hs=[h0] + hs, p=params)


def rnn_backward_truncated(dhs, cache, window):
    x, hs, p = cache["x"], cache["hs"], cache["p"]
    grads = {"d" + k: np.zeros_like(v) for k, v in p.items()}
    grads["dx"], grads["dh0"] = np.zeros_like(x), np.zeros_like(hs[0])
    T = x.shape[1]
    for t in reversed(range(T)):
        dh = dhs[:, t]
        first = max(0, t - window + 1)
        for s in range(t, first - 1, -1):
            dx_s, dh = step_back(dh, x[:, s], hs[s], hs[s + 1], p, grads)
            grads["dx"][:, s] += dx_s
        if first == 0 and t < window:
            grads["dh0"] += dh
    return grads
