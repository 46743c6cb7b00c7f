import numpy as np

NAMES = 'ifgo'


def squash(k, a):
    return np.tanh(a) if k == 'g' else 0.5 + 0.5 * np.tanh(a / 2)


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
