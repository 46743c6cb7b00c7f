import numpy as np


def cell(x, h, w_ih, w_hh, b):
    return np.tanh(np.einsum("nd,hd->nh", x, w_ih) + np.einsum("nk,hk->nh", h, w_hh) + b)


def rnn_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    states = [h0]
    for t in range(x.shape[1]):
        states.append(cell(x[:, t], states[t], weight_ih, weight_hh, bias_ih + bias_hh))
    return np.stack(states[1:], axis=1), {"x": x, "states": states, "w": (weight_ih, weight_hh)}


def cell_backward(grad, x, h, out, w_ih, w_hh):
    da = grad * (1 - out**2)
    return da @ w_ih, da @ w_hh, np.einsum("nh,nd->hd", da, x), np.einsum("nh,nk->hk", da, h), da.sum(axis=0)


def rnn_backward(dhs, cache):
    x, states, (w_ih, w_hh) = cache["x"], cache["states"], cache["w"]
    dw_ih = np.zeros_like(w_ih)
    dw_hh = np.zeros_like(w_hh)
    db = np.zeros(w_hh.shape[0])
    dxs = []
    dh = np.zeros_like(states[0])
    for t in reversed(range(x.shape[1])):
        dx_t, dh, a, b, c = cell_backward(dhs[:, t] + dh, x[:, t], states[t], states[t + 1], w_ih, w_hh)
        dxs.append(dx_t)
        dw_ih += a
        dw_hh += b
        db += c
    dxs.reverse()
    return np.stack(dxs, axis=1), dh, dw_ih, dw_hh, db, db.copy()
