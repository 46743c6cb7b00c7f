import numpy as np


def gradient_norms(x, h0, params):
    U, W, b = params["U"], params["W"], params["b"]
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(np.tanh(x[:, t].dot(U.T) + hs[-1].dot(W.T) + b))
    D = np.identity(W.shape[0])
    out = []
    for h in reversed(hs[1:]):
        out.append(np.sqrt(np.linalg.eigvalsh(D.T @ D).max()))
        slope = 1 - h[0] * h[0]
        D = (D * slope) @ W
    return np.array(out[::-1])
