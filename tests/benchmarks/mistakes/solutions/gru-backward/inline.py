import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_forward(x, h0, params):
    Wz, Wr, Wh = params["W_z"], params["W_r"], params["W_h"]
    N, T, D = x.shape
    H = h0.shape[1]
    hs, zs, rs, ns = {-1: h0}, {}, {}, {}
    out = np.zeros((N, T, H))
    for t in range(T):
        hx = np.concatenate((hs[t - 1], x[:, t]), axis=1)
        zs[t] = sigmoid(np.dot(hx, Wz.T) + params["b_z"])
        rs[t] = sigmoid(np.dot(hx, Wr.T) + params["b_r"])
        rhx = np.concatenate((rs[t] * hs[t - 1], x[:, t]), axis=1)
        ns[t] = np.tanh(np.dot(rhx, Wh.T) + params["b_h"])
        hs[t] = (1 - zs[t]) * hs[t - 1] + zs[t] * ns[t]
        out[:, t] = hs[t]
    return out, (x, hs, zs, rs, ns, params)


def gru_backward(dhs, cache):
    x, hs, zs, rs, ns, params = cache
    Wz, Wr, Wh = params["W_z"], params["W_r"], params["W_h"]
    N, T, H = dhs.shape
    dWz, dWr, dWh = np.zeros_like(Wz), np.zeros_like(Wr), np.zeros_like(Wh)
    dbz, dbr, dbh = np.zeros(H), np.zeros(H), np.zeros(H)
    dx = np.zeros_like(x)
    dhnext = np.zeros((N, H))
    for t in reversed(range(T)):
        dh = dhs[:, t] + dhnext
        dn = dh * zs[t] * (1 - ns[t] ** 2)
        dz = dh * (ns[t] - hs[t - 1]) * zs[t] * (1 - zs[t])
        drhx = np.dot(dn, Wh)
        drh = drhx[:, :H]
        dr = drh * hs[t - 1] * rs[t] * (1 - rs[t])
        hx = np.concatenate((hs[t - 1], x[:, t]), axis=1)
        rhx = np.concatenate((rs[t] * hs[t - 1], x[:, t]), axis=1)
        dWz += np.dot(dz.T, hx)
        dWr += np.dot(dr.T, hx)
        dWh += np.dot(dn.T, rhx)
        dbz += dz.sum(axis=0)
        dbr += dr.sum(axis=0)
        dbh += dn.sum(axis=0)
        dhx = np.dot(dz, Wz) + np.dot(dr, Wr)
        dx[:, t] = drhx[:, H:] + dhx[:, H:]
        dhnext = dh * (1 - zs[t]) + drh * rs[t] + dhx[:, :H]
    return {"dx": dx, "dh0": dhnext, "dW_z": dWz, "dW_r": dWr, "dW_h": dWh,
            "db_z": dbz, "db_r": dbr, "db_h": dbh}
