import numpy as np


def sigma(a):
    return 0.5 * np.tanh(0.5 * a) + 0.5


def gru_forward(x, h0, params):
    H = h0.shape[1]
    Uz, Ur, Uh = (params[k][:, :H].T for k in ("W_z", "W_r", "W_h"))
    # the part of the input, for the whole sequence at once
    xz = x @ params["W_z"][:, H:].T + params["b_z"]
    xr = x @ params["W_r"][:, H:].T + params["b_r"]
    xh = x @ params["W_h"][:, H:].T + params["b_h"]
    states = [h0]
    for t in range(x.shape[1]):
        prev = states[-1]
        z = sigma(xz[:, t] + prev @ Uz)
        r = sigma(xr[:, t] + prev @ Ur)
        new = np.tanh(xh[:, t] + (r * prev) @ Uh)
        states.append((1 - z) * prev + z * new)
    return np.stack(states[1:], axis=1), states
