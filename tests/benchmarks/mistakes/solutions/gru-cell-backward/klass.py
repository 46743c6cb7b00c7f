import numpy as np


class GRUCell:
    def __init__(self, params):
        self.params = params
        self.grad = {name: np.zeros_like(value) for name, value in params.items()}

    def sigmoid(self, a):
        return np.where(a > 0, 1 / (1 + np.exp(-np.abs(a))), 1 - 1 / (1 + np.exp(-np.abs(a))))

    def affine(self, gate, inp):
        return np.matmul(inp, self.params["W_" + gate].T) + self.params["b_" + gate]

    def affine_back(self, gate, inp, delta):
        self.grad["W_" + gate] += np.matmul(delta.T, inp)
        self.grad["b_" + gate] += delta.sum(axis=0)
        return np.matmul(delta, self.params["W_" + gate])

    def forward(self, x, h):
        self.h, self.size = h, h.shape[1]
        self.both = np.concatenate([h, x], axis=1)
        self.update = self.sigmoid(self.affine("z", self.both))
        self.reset = self.sigmoid(self.affine("r", self.both))
        self.gated = np.concatenate([self.reset * h, x], axis=1)
        self.new = np.tanh(self.affine("h", self.gated))
        return h + self.update * (self.new - h)

    def backward(self, dout):
        dupdate = dout * (self.new - self.h)
        dnew = dout * self.update
        dh = dout * (1 - self.update)

        dgated = self.affine_back("h", self.gated, dnew * (1 - self.new**2))
        dreset = dgated[:, : self.size] * self.h
        dh += dgated[:, : self.size] * self.reset
        dx = dgated[:, self.size :]

        for gate, value, dvalue in (("z", self.update, dupdate), ("r", self.reset, dreset)):
            dboth = self.affine_back(gate, self.both, dvalue * value * (1 - value))
            dh += dboth[:, : self.size]
            dx = dx + dboth[:, self.size :]
        return dx, dh


def gru_cell_forward(x_t, h_prev, params):
    cell = GRUCell(params)
    return cell.forward(x_t, h_prev), cell


def gru_cell_backward(dh_t, cache):
    dx, dh = cache.backward(dh_t)
    out = {"d" + name: value for name, value in cache.grad.items()}
    out["dx_t"] = dx
    out["dh_prev"] = dh
    return out
