import numpy as np

KEYS = ['f', 'i', 'c', 'o']


class LSTM:
    def __init__(self, params, steps):
        self.params = params
        self.steps = steps          # 处理各时间步的顺序
        self.saved = {}

    def forward(self, x):
        H = len(self.params['b_f'])
        hs = np.zeros((x.shape[0], x.shape[1], H))
        h = np.zeros((x.shape[0], H))
        c = np.zeros((x.shape[0], H))
        for t in self.steps:
            inp = np.hstack((h, x[:, t]))
            a = {k: inp @ self.params['W_' + k].T + self.params['b_' + k] for k in KEYS}
            y = {k: np.tanh(a[k]) if k == 'c' else 1 / (1 + np.exp(-a[k])) for k in KEYS}
            c_new = y['f'] * c + y['i'] * y['c']
            h = y['o'] * np.tanh(c_new)
            self.saved[t] = (inp, y, c, np.tanh(c_new))
            c = c_new
            hs[:, t] = h
        return hs

    def backward(self, dhs, dx):
        grads = {'d' + k: np.zeros_like(v) for k, v in self.params.items()}
        N, T, H = dhs.shape
        dh, dc = np.zeros((N, H)), np.zeros((N, H))
        for t in reversed(self.steps):
            inp, y, c_old, th = self.saved[t]
            dh = dh + dhs[:, t]
            dc = dc + dh * y['o'] * (1 - th ** 2)
            d = {
                'f': dc * c_old * y['f'] * (1 - y['f']),
                'i': dc * y['c'] * y['i'] * (1 - y['i']),
                'c': dc * y['i'] * (1 - y['c'] ** 2),
                'o': dh * th * y['o'] * (1 - y['o']),
            }
            dinp = 0
            for k in KEYS:
                grads['dW_' + k] += d[k].T @ inp
                grads['db_' + k] += d[k].sum(axis=0)
                dinp = dinp + d[k] @ self.params['W_' + k]
            dh = dinp[:, :H]
            dx[:, t] += dinp[:, H:]
            dc = dc * y['f']
        return grads


def bilstm_forward(x, params_fw, params_bw):
    T = x.shape[1]
    fw = LSTM(params_fw, list(range(T)))
    bw = LSTM(params_bw, list(range(T))[::-1])
    hs = np.concatenate([fw.forward(x), bw.forward(x)], axis=2)
    return hs, (fw, bw, x.shape)


def bilstm_backward(dhs, cache):
    fw, bw, shape = cache
    H = dhs.shape[-1] // 2
    dx = np.zeros(shape)
    d_fw = fw.backward(dhs[..., :H], dx)
    d_bw = bw.backward(dhs[..., H:], dx)
    return {'dx': dx, 'fw': d_fw, 'bw': d_bw}
