import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    f = sigmoid(hx @ params["W_f"].T + params["b_f"])  # (N, H) forget gate
    i = sigmoid(hx @ params["W_i"].T + params["b_i"])  # (N, H) input gate
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])  # (N, H) candidate
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])  # (N, H) output gate
    c = f * c_prev + i * g  # (N, H) cell state
    tau = np.tanh(c)  # (N, H)
    h = o * tau  # (N, H) hidden state
    cache = (hx, c_prev, f, i, g, o, tau, params)
    return h, c, cache


def lstm_cell_backward(dh_t, dc_t, cache):
    hx, c_prev, f, i, g, o, tau, params = cache
    H = f.shape[1]
    # h = o ⊙ tanh(c), and c is read by step t+1 as well: both roads add up
    dc = dc_t + dh_t * o * (1 - tau**2)  # (N, H)
    do = dh_t * tau  # (N, H)
    # c = f ⊙ c_prev + i ⊙ g
    df = dc * c_prev  # (N, H)
    di = dc * g  # (N, H)
    dg = dc * i  # (N, H)
    dc_prev = dc * f  # (N, H)
    # through the activations, by their values
    da_f = df * f * (1 - f)  # (N, H)
    da_i = di * i * (1 - i)  # (N, H)
    da_c = dg * (1 - g**2)  # (N, H)
    da_o = do * o * (1 - o)  # (N, H)
    # a = hx Wᵀ + b, four times from the same hx
    dhx = da_f @ params["W_f"] + da_i @ params["W_i"] + da_c @ params["W_c"] + da_o @ params["W_o"]
    return {
        "dx_t": dhx[:, H:],  # (N, D)
        "dh_prev": dhx[:, :H],  # (N, H)
        "dc_prev": dc_prev,  # (N, H)
        "dW_f": da_f.T @ hx,  # (H, H+D)
        "dW_i": da_i.T @ hx,  # (H, H+D)
        "dW_c": da_c.T @ hx,  # (H, H+D)
        "dW_o": da_o.T @ hx,  # (H, H+D)
        "db_f": da_f.sum(axis=0),  # (H,)
        "db_i": da_i.sum(axis=0),  # (H,)
        "db_c": da_c.sum(axis=0),  # (H,)
        "db_o": da_o.sum(axis=0),  # (H,)
    }
