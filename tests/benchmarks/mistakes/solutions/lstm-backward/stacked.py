import numpy as np


def sgm(a):
    return 0.5 * np.tanh(0.5 * a) + 0.5


def lstm_forward(x, h0, c0, params):
    Wf, Wi, Wg, Wo = (params[k] for k in ("W_f", "W_i", "W_c", "W_o"))
    bf, bi, bg, bo = (params[k] for k in ("b_f", "b_i", "b_c", "b_o"))
    H = h0.shape[-1]
    hh, cc, F, I, G, O = [h0], [c0], [], [], [], []
    for xt in np.moveaxis(x, 1, 0):
        z = np.concatenate([hh[-1], xt], axis=1)
        F.append(sgm(z @ Wf.T + bf))
        I.append(sgm(z @ Wi.T + bi))
        G.append(np.tanh(z @ Wg.T + bg))
        O.append(sgm(z @ Wo.T + bo))
        cc.append(F[-1] * cc[-1] + I[-1] * G[-1])
        hh.append(O[-1] * np.tanh(cc[-1]))
    hs = np.stack(hh[1:], axis=1)
    return hs, cc[-1], (x, hh, cc, F, I, G, O, params)


def lstm_backward(dhs, dc_T, cache):
    x, hh, cc, F, I, G, O, params = cache
    T, H = len(F), hh[0].shape[1]
    dF, dI, dG, dO, dZ = [], [], [], [], []
    dh_carry, dc_carry = 0, dc_T
    for t in range(T)[::-1]:
        dh = dhs[:, t] + dh_carry
        tau = np.tanh(cc[t + 1])
        dc = dc_carry + dh * O[t] * (1 - tau**2)
        dF.insert(0, dc * cc[t] * F[t] * (1 - F[t]))
        dI.insert(0, dc * G[t] * I[t] * (1 - I[t]))
        dG.insert(0, dc * I[t] * (1 - G[t] ** 2))
        dO.insert(0, dh * tau * O[t] * (1 - O[t]))
        dz = dF[0] @ params["W_f"] + dI[0] @ params["W_i"] + dG[0] @ params["W_c"] + dO[0] @ params["W_o"]
        dZ.insert(0, dz[:, H:])
        dh_carry = dz[:, :H]
        dc_carry = dc * F[t]
    z = np.concatenate([np.stack(hh[:-1], axis=1), x], axis=2)
    grads = {"dx": np.stack(dZ, axis=1), "dh0": dh_carry, "dc0": dc_carry}
    for k, d in (("f", dF), ("i", dI), ("c", dG), ("o", dO)):
        d = np.stack(d, axis=1)
        grads["dW_" + k] = np.einsum("nth,ntk->hk", d, z)
        grads["db_" + k] = d.sum(axis=(0, 1))
    return grads
