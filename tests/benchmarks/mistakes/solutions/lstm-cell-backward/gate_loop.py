import numpy as np


def sig(v):
    return 0.5 * (1 + np.tanh(0.5 * v))


def dsig(s):
    return s * (1 - s)


def dtanh(y):
    return 1 - y**2


ACT = {"f": (sig, dsig), "i": (sig, dsig), "c": (np.tanh, dtanh), "o": (sig, dsig)}


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    z = np.concatenate([h_prev, x_t], axis=-1)
    gate = {}
    for k, (act, _) in ACT.items():
        gate[k] = act(z @ params[f"W_{k}"].T + params[f"b_{k}"])
    c = gate["f"] * c_prev + gate["i"] * gate["c"]
    h = gate["o"] * np.tanh(c)
    return h, c, dict(z=z, gate=gate, c=c, c_prev=c_prev, params=params)


def lstm_cell_backward(dh_t, dc_t, cache):
    z, gate, c, params = cache["z"], cache["gate"], cache["c"], cache["params"]
    th = np.tanh(c)
    dc = dc_t + dh_t * gate["o"] * dtanh(th)
    up = {
        "f": dc * cache["c_prev"],
        "i": dc * gate["c"],
        "c": dc * gate["i"],
        "o": dh_t * th,
    }
    res = {"dc_prev": dc * gate["f"]}
    dz = 0
    for k, (_, der) in ACT.items():
        delta = up[k] * der(gate[k])
        res[f"dW_{k}"] = delta.T @ z
        res[f"db_{k}"] = delta.sum(axis=0)
        dz = dz + delta @ params[f"W_{k}"]
    H = c.shape[1]
    res["dh_prev"], res["dx_t"] = dz[:, :H], dz[:, H:]
    return res
