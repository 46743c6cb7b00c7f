import numpy as np


class Step:
    def __init__(self, params):
        self.params = params

    def forward(self, x, h_prev):
        self.x, self.h_prev = x, h_prev
        self.h = np.tanh(np.matmul(x, self.params["U"].T) + np.matmul(h_prev, self.params["W"].T) + self.params["b"])
        return self.h

    def backward(self, dh, grads):
        da = dh * (1.0 - self.h**2)
        grads["dU"] += np.matmul(da.T, self.x)
        grads["dW"] += np.matmul(da.T, self.h_prev)
        grads["db"] += da.sum(axis=0)
        return np.matmul(da, self.params["U"]), np.matmul(da, self.params["W"])


def rnn_forward(x, h0, params):
    steps, hs, h = [], np.zeros((*x.shape[:2], h0.shape[1])), h0
    for t in range(x.shape[1]):
        steps.append(Step(params))
        h = steps[-1].forward(x[:, t], h)
        hs[:, t] = h
    return hs, (steps, params, x.shape)


def rnn_backward(dhs, cache):
    steps, params, shape = cache
    grads = {"d" + name: np.zeros(value.shape) for name, value in params.items()}
    grads["dx"] = np.zeros(shape)
    dh = 0
    for t, step in reversed(list(enumerate(steps))):
        dh = dh + dhs[:, t]
        grads["dx"][:, t], dh = step.backward(dh, grads)
    grads["dh0"] = dh
    return grads
