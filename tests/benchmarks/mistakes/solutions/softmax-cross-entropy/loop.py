import numpy as np


def softmax_cross_entropy(logits, targets):
    N, K = logits.shape
    loss = 0.0
    grad = np.zeros_like(logits)
    for n in range(N):
        row = logits[n] - np.max(logits[n])
        log_sum = np.log(np.sum(np.exp(row)))
        loss += log_sum - row[targets[n]]
        for k in range(K):
            grad[n, k] = np.exp(row[k] - log_sum)
            if k == targets[n]:
                grad[n, k] -= 1
    loss = loss / N
    grad = grad / N
    return loss, grad
