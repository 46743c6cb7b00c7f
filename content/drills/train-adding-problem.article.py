import numpy as np

RATE, DECAY_1, DECAY_2 = 0.01, 0.9, 0.999
LARGEST_NORM = 1.0


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def init(rng, hidden):
    fan = hidden + 2
    weights = {
        "W": rng.normal(0, 1 / np.sqrt(fan), (4 * hidden, fan)),  # gates f, i, o, c; columns h, x
        "b": np.repeat([1.0, 0.0, 0.0, 0.0], hidden),  # the forget gates begin open
        "v": rng.normal(0, 1 / np.sqrt(hidden), hidden),  # the read-out of the last state
        "v_b": np.zeros(1),
    }
    zeros = {name: np.zeros_like(value) for name, value in weights.items()}
    return {"weights": weights, "mean": zeros, "square": zeros, "steps": 0}


def forward(weights, x):
    N, T, _ = x.shape
    W, b, v, v_b = weights["W"], weights["b"], weights["v"], weights["v_b"]
    H = len(v)
    h, c, steps = np.zeros((N, H)), np.zeros((N, H)), []
    for t in range(T):
        hx = np.concatenate([h, x[:, t]], axis=1)  # (N, H+2)
        a = hx @ W.T + b  # (N, 4H)
        s, g = sigmoid(a[:, : 3 * H]), np.tanh(a[:, 3 * H :])
        f, i, o = s[:, :H], s[:, H : 2 * H], s[:, 2 * H :]
        c_prev, c = c, f * c + i * g
        tau = np.tanh(c)
        h = o * tau
        steps.append((hx, c_prev, f, i, o, g, tau))
    return h @ v + v_b, h, steps  # (N,) predictions


def gradients(weights, dp, h, steps):
    W, v = weights["W"], weights["v"]
    H = len(v)
    grads = {name: np.zeros_like(value) for name, value in weights.items()}
    grads["v"], grads["v_b"] = h.T @ dp, dp.sum(keepdims=True)
    dh, dc = dp[:, None] * v, np.zeros_like(h)  # only the last state is read
    for hx, c_prev, f, i, o, g, tau in reversed(steps):
        dc = dc + dh * o * (1 - tau**2)
        da_f, da_i = dc * c_prev * f * (1 - f), dc * g * i * (1 - i)
        da_o, da_c = dh * tau * o * (1 - o), dc * i * (1 - g**2)
        da = np.concatenate([da_f, da_i, da_o, da_c], axis=1)  # (N, 4H)
        grads["W"] += da.T @ hx
        grads["b"] += da.sum(axis=0)
        dh, dc = da @ W[:, :H], dc * f
    return grads


def step(params, x, y):
    weights, k = params["weights"], params["steps"] + 1
    p, h, steps = forward(weights, x)
    loss = np.mean((p - y) ** 2)
    grads = gradients(weights, 2 * (p - y) / len(y), h, steps)
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    shrink = min(1.0, LARGEST_NORM / (norm + 1e-12))  # clipping by the global norm
    new = {"weights": {}, "mean": {}, "square": {}, "steps": k}
    for name, grad in grads.items():  # Adam
        grad = grad * shrink
        mean = DECAY_1 * params["mean"][name] + (1 - DECAY_1) * grad
        square = DECAY_2 * params["square"][name] + (1 - DECAY_2) * grad**2
        update = (mean / (1 - DECAY_1**k)) / (np.sqrt(square / (1 - DECAY_2**k)) + 1e-8)
        new["mean"][name], new["square"][name] = mean, square
        new["weights"][name] = weights[name] - RATE * update
    return new, float(loss)
