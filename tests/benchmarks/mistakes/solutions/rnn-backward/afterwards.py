import numpy as np


def rnn_forward(x, h0, params):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(np.tanh(x[:, t] @ params["U"].T + hs[t] @ params["W"].T + params["b"]))
    return np.stack(hs[1:], 1), (x, np.stack(hs, 1), params)


def rnn_backward(dhs, cache):
    x, hs, params = cache
    now, before = hs[:, 1:], hs[:, :-1]
    das = np.zeros_like(dhs)
    back = np.zeros_like(hs[:, 0])
    t = dhs.shape[1] - 1
    while t >= 0:
        total = dhs[:, t] + back
        das[:, t] = total * (1 - now[:, t] ** 2)
        back = das[:, t].dot(params["W"])
        t = t - 1
    # all steps at once, since the weights are shared
    return {
        "dx": np.einsum("nth,hd->ntd", das, params["U"]),
        "dh0": back,
        "dU": np.einsum("nth,ntd->hd", das, x),
        "dW": np.einsum("nth,ntk->hk", das, before),
        "db": np.einsum("nth->h", das),
    }
