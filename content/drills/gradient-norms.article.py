import numpy as np


def gradient_norms(x, h0, params):
    U, W, b = params["U"], params["W"], params["b"]  # (H, D), (H, H), (H,)
    T, H = x.shape[1], len(b)
    h = h0  # (1, H)
    hs = np.empty((T, H))
    for t in range(T):
        h = np.tanh(x[:, t] @ U.T + h @ W.T + b)  # (1, H)
        hs[t] = h[0]
    norms = np.empty(T)
    J = np.eye(H)  # (H, H), the derivative of the last state with respect to the state after step t
    for t in reversed(range(T)):
        norms[t] = np.linalg.norm(J, 2)
        J = J @ ((1 - hs[t] ** 2)[:, None] * W)  # (H, H), one step further back
    return norms
