import numpy as np

NAMES = 'ifgo'


def squash(k, a):
    return np.tanh(a) if k == 'g' else 0.5 + 0.5 * np.tanh(a / 2)


def slope(k, y):
    return 1 - y * y if k == 'g' else y * (1 - y)


def lstm_forward(x, h0, c0, weight_ih, weight_hh, bias_ih, bias_hh):
    H = h0.shape[1]
    rows = {k: slice(n * H, (n + 1) * H) for n, k in enumerate(NAMES)}
    hs, cs, gates = [h0], [c0], []
    for t in range(x.shape[1]):
        y = {}
        for k, s in rows.items():
            a = x[:, t].dot(weight_ih[s].T) + hs[t].dot(weight_hh[s].T) + bias_ih[s] + bias_hh[s]
            y[k] = squash(k, a)
        cs.append(y['f'] * cs[t] + y['i'] * y['g'])
        hs.append(y['o'] * np.tanh(cs[t + 1]))
        gates.append(y)
    return np.stack(hs[1:], axis=1), cs[-1], dict(x=x, hs=hs, cs=cs, gates=gates, rows=rows, w=(weight_ih, weight_hh))


def lstm_backward(dhs, dc_T, cache):
    x, hs, cs, gates, rows = (cache[k] for k in ('x', 'hs', 'cs', 'gates', 'rows'))
    w_ih, w_hh = cache['w']
    dw_ih, dw_hh, db = np.zeros_like(w_ih), np.zeros_like(w_hh), np.zeros(len(w_ih))
    dx = np.zeros_like(x)
    dh, dc = np.zeros_like(dc_T), dc_T
    for t in range(x.shape[1])[::-1]:
        y = gates[t]
        tc = np.tanh(cs[t + 1])
        dh = dh + dhs[:, t]
        dc = dc + dh * y['o'] * (1 - tc ** 2)
        up = {'i': dc * y['g'], 'f': dc * cs[t], 'g': dc * y['i'], 'o': dh * tc}
        dh = 0
        for k, s in rows.items():
            delta = up[k] * slope(k, y[k])
            dw_ih[s] += delta.T.dot(x[:, t])
            dw_hh[s] += delta.T.dot(hs[t])
            db[s] += delta.sum(axis=0)
            dx[:, t] += delta.dot(w_ih[s])
            dh = dh + delta.dot(w_hh[s])
        dc = dc * y['f']
    return dx, dh, dc, dw_ih, dw_hh, db, db
