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


def lstm_forward(x, h0, c0, params):
    N, T, _ = x.shape
    hs = np.zeros((N, T, h0.shape[1]))
    h, c = h0, c0  # (N, H) each
    steps = []
    for t in range(T):
        h, c, step = lstm_cell_forward(x[:, t], h, c, params)
        hs[:, t] = h
        steps.append(step)
    cache = (steps, x.shape, params)
    return hs, c, cache


def lstm_cell_backward(dh_t, dc_t, cache):
    hx, c_prev, f, i, g, o, tau, params = cache
    H = f.shape[1]
    dc = dc_t + dh_t * o * (1 - tau**2)  # (N, H) both roads into c
    do = dh_t * tau  # (N, H)
    df = dc * c_prev  # (N, H)
    di = dc * g  # (N, H)
    dg = dc * i  # (N, H)
    dc_prev = dc * f  # (N, H)
    da_f = df * f * (1 - f)  # (N, H)
    da_i = di * i * (1 - i)  # (N, H)
    da_c = dg * (1 - g**2)  # (N, H)
    da_o = do * o * (1 - o)  # (N, H)
    dhx = da_f @ params["W_f"] + da_i @ params["W_i"] + da_c @ params["W_c"] + da_o @ params["W_o"]
    dh_prev, dx_t = dhx[:, :H], dhx[:, H:]  # (N, H), (N, D)
    gradients = {
        "dW_f": da_f.T @ hx,  # (H, H+D)
        "dW_i": da_i.T @ hx,  # (H, H+D)
        "dW_c": da_c.T @ hx,  # (H, H+D)
        "dW_o": da_o.T @ hx,  # (H, H+D)
        "db_f": da_f.sum(axis=0),  # (H,)
        "db_i": da_i.sum(axis=0),  # (H,)
        "db_c": da_c.sum(axis=0),  # (H,)
        "db_o": da_o.sum(axis=0),  # (H,)
    }
    return dx_t, dh_prev, dc_prev, gradients


def lstm_backward(dhs, dc_T, cache):
    steps, x_shape, params = cache
    dx = np.zeros(x_shape)
    grads = {f"d{name}": np.zeros(value.shape) for name, value in params.items()}
    dh_next, dc_next = np.zeros(dc_T.shape), dc_T  # (N, H) each: what step t+1 sends back
    for t in reversed(range(len(steps))):
        dh = dhs[:, t] + dh_next  # (N, H): h_t feeds its own loss and step t+1
        dx[:, t], dh_next, dc_next, step = lstm_cell_backward(dh, dc_next, steps[t])
        for name in grads:
            grads[name] += step[name]  # one set of weights serves all steps
    return {"dx": dx, "dh0": dh_next, "dc0": dc_next, **grads}
