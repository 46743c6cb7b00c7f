import numpy as np

sigma = lambda t: 1 / (1 + np.exp(-t))


def linear(v, W, b):
    y = np.einsum("nk,hk->nh", v, W) + b

    def back(dy):
        return np.einsum("nh,hk->nk", dy, W), np.einsum("nh,nk->hk", dy, v), np.einsum("nh->h", dy)

    return y, back


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    v = np.concatenate([h_prev, x_t], 1)
    a_f, back_f = linear(v, params["W_f"], params["b_f"])
    a_i, back_i = linear(v, params["W_i"], params["b_i"])
    a_g, back_g = linear(v, params["W_c"], params["b_c"])
    a_o, back_o = linear(v, params["W_o"], params["b_o"])
    f, i, g, o = sigma(a_f), sigma(a_i), np.tanh(a_g), sigma(a_o)
    c = f * c_prev + i * g
    h = o * np.tanh(c)

    def backward(dh, dc):
        dc = dc + dh * o / np.cosh(c) ** 2
        dv_f, dW_f, db_f = back_f(dc * c_prev * sigma(a_f) * sigma(-a_f))
        dv_i, dW_i, db_i = back_i(dc * g * sigma(a_i) * sigma(-a_i))
        dv_g, dW_c, db_c = back_g(dc * i * (1 - g**2))
        dv_o, dW_o, db_o = back_o(dh * np.tanh(c) * sigma(a_o) * sigma(-a_o))
        dv = dv_f + dv_i + dv_g + dv_o
        n = h.shape[1]
        return dict(
            dx_t=dv[:, n:],
            dh_prev=dv[:, :n],
            dc_prev=f * dc,
            dW_f=dW_f,
            dW_i=dW_i,
            dW_c=dW_c,
            dW_o=dW_o,
            db_f=db_f,
            db_i=db_i,
            db_c=db_c,
            db_o=db_o,
        )

    return h, c, backward


def lstm_cell_backward(dh_t, dc_t, cache):
    return cache(dh_t, dc_t)
