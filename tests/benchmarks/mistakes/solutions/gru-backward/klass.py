import numpy as np


class GRU:
    def __init__(self, params):
        self.W = {k[2:]: v for k, v in params.items() if k.startswith("W")}
        self.b = {k[2:]: v for k, v in params.items() if k.startswith("b")}
        self.dW = {k: np.zeros_like(v) for k, v in self.W.items()}
        self.db = {k: np.zeros_like(v) for k, v in self.b.items()}
        self.memory = []

    @staticmethod
    def sigmoid(a):
        return 1.0 / (1.0 + np.exp(-a))

    def forward_step(self, x, h):
        hx = np.hstack((h, x))
        z = self.sigmoid(np.matmul(hx, self.W["z"].T) + self.b["z"])
        r = self.sigmoid(np.matmul(hx, self.W["r"].T) + self.b["r"])
        gx = np.hstack((r * h, x))
        n = np.tanh(np.matmul(gx, self.W["h"].T) + self.b["h"])
        self.memory.append((h, hx, gx, z, r, n))
        return (1 - z) * h + z * n

    def backward_step(self, dh):
        h, hx, gx, z, r, n = self.memory.pop()
        H = h.shape[1]
        dn = dh * z
        dz = dh * n - dh * h
        dh_prev = dh * (1 - z)
        dan = dn * (1 - n**2)
        self.dW["h"] += np.matmul(dan.T, gx)
        self.db["h"] += np.sum(dan, axis=0)
        dgx = np.matmul(dan, self.W["h"])
        dr = dgx[:, :H] * h
        dh_prev += dgx[:, :H] * r
        dx = dgx[:, H:]
        daz = dz * z * (1 - z)
        dar = dr * r * (1 - r)
        self.dW["z"] += np.matmul(daz.T, hx)
        self.db["z"] += np.sum(daz, axis=0)
        self.dW["r"] += np.matmul(dar.T, hx)
        self.db["r"] += np.sum(dar, axis=0)
        dhx = np.matmul(daz, self.W["z"]) + np.matmul(dar, self.W["r"])
        dh_prev += dhx[:, :H]
        dx = dx + dhx[:, H:]
        return dx, dh_prev


def gru_forward(x, h0, params):
    net = GRU(params)
    hs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    h = h0
    for t in range(x.shape[1]):
        h = net.forward_step(x[:, t], h)
        hs[:, t] = h
    return hs, (net, x.shape)


def gru_backward(dhs, cache):
    net, shape = cache
    dx = np.zeros(shape)
    dh = np.zeros(dhs[:, 0].shape)
    for t in reversed(range(shape[1])):
        dh = dh + dhs[:, t]
        dx[:, t], dh = net.backward_step(dh)
    result = {"dx": dx, "dh0": dh}
    for k in ("z", "r", "h"):
        result["dW_" + k] = net.dW[k]
        result["db_" + k] = net.db[k]
    return result
