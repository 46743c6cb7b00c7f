import numpy as np


def sigmoid(a):
    return 0.5 + 0.5 * np.tanh(a / 2)


def lstm_forward(x, h0, c0, params):
    X = np.swapaxes(x, 0, 1)
    T, N = X.shape[0], X.shape[1]
    H = h0.shape[1]
    Hs = np.zeros((T + 1, N, H))
    Cs = np.zeros((T + 1, N, H))
    Hs[0] = h0
    Cs[0] = c0
    t = 0
    while t < T:
        v = np.concatenate((Hs[t], X[t]), axis=1)
        forget = sigmoid(np.einsum("nk,hk->nh", v, params["W_f"]) + params["b_f"])
        inp = sigmoid(np.einsum("nk,hk->nh", v, params["W_i"]) + params["b_i"])
        cand = np.tanh(np.einsum("nk,hk->nh", v, params["W_c"]) + params["b_c"])
        out = sigmoid(np.einsum("nk,hk->nh", v, params["W_o"]) + params["b_o"])
        Cs[t + 1] = np.multiply(forget, Cs[t]) + np.multiply(inp, cand)
        Hs[t + 1] = np.multiply(out, np.tanh(Cs[t + 1]))
        t += 1
    cache = {"Hs": Hs, "Cs": Cs, "x": x, "params": params}
    return np.swapaxes(Hs[1:], 0, 1), Cs[T], cache
