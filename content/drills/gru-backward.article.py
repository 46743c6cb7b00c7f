import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def gru_cell_forward(x_t, h_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (N, H) update gate
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])  # (N, H) reset gate
    rhx = np.concatenate([r * h_prev, x_t], axis=1)  # (N, H+D)
    n = np.tanh(rhx @ params["W_h"].T + params["b_h"])  # (N, H) candidate
    h = (1 - z) * h_prev + z * n  # (N, H) hidden state
    cache = (h_prev, hx, rhx, z, r, n, params)
    return h, cache


def gru_forward(x, h0, params):
    N, T, _ = x.shape
    hs = np.zeros((N, T, h0.shape[1]))
    h = h0  # (N, H)
    steps = []
    for t in range(T):
        h, step = gru_cell_forward(x[:, t], h, params)
        hs[:, t] = h
        steps.append(step)
    cache = (steps, x.shape, params)
    return hs, cache


def gru_cell_backward(dh_t, cache):
    h_prev, hx, rhx, z, r, n, params = cache
    H = z.shape[1]
    dn = dh_t * z  # (N, H)
    dz = dh_t * (n - h_prev)  # (N, H)
    da_h = dn * (1 - n**2)  # (N, H)
    drhx = da_h @ params["W_h"]  # (N, H+D)
    drh = drhx[:, :H]  # (N, H) of the product r ⊙ h_prev
    dr = drh * h_prev  # (N, H)
    da_z = dz * z * (1 - z)  # (N, H)
    da_r = dr * r * (1 - r)  # (N, H)
    dhx = da_z @ params["W_z"] + da_r @ params["W_r"]  # (N, H+D)
    dh_prev = dh_t * (1 - z) + drh * r + dhx[:, :H]  # (N, H)
    dx_t = drhx[:, H:] + dhx[:, H:]  # (N, D)
    gradients = {
        "dW_z": da_z.T @ hx,  # (H, H+D)
        "dW_r": da_r.T @ hx,  # (H, H+D)
        "dW_h": da_h.T @ rhx,  # (H, H+D)
        "db_z": da_z.sum(axis=0),  # (H,)
        "db_r": da_r.sum(axis=0),  # (H,)
        "db_h": da_h.sum(axis=0),  # (H,)
    }
    return dx_t, dh_prev, gradients


def gru_backward(dhs, cache):
    steps, x_shape, params = cache
    dx = np.zeros(x_shape)
    grads = {f"d{name}": np.zeros(value.shape) for name, value in params.items()}
    dh_next = np.zeros(dhs[:, 0].shape)  # (N, H): what step t+1 sends back
    for t in reversed(range(len(steps))):
        dh = dhs[:, t] + dh_next  # (N, H): h_t feeds its own loss and step t+1
        dx[:, t], dh_next, step = gru_cell_backward(dh, steps[t])
        for name in grads:
            grads[name] += step[name]  # one set of weights serves all steps
    return {"dx": dx, "dh0": dh_next, **grads}
