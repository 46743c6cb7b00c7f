import numpy as np


def softmax_cross_entropy(logits, targets):
    N = len(logits)
    rows = np.arange(N)  # (N,)
    shifted = logits - logits.max(axis=1, keepdims=True)  # (N, K), at most 0
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, K)
    loss = -log_p[rows, targets].mean()
    dlogits = np.exp(log_p)  # (N, K)
    dlogits[rows, targets] -= 1
    return loss, dlogits / N
