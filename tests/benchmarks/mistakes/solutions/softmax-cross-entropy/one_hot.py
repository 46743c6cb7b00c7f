import numpy as np


def softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


def softmax_cross_entropy(logits, targets):
    m, k = logits.shape
    y = np.zeros((m, k))
    y[np.arange(m), targets] = 1
    p = softmax(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    loss = -np.sum(y * logp) / m
    dlogits = (p - y) / m
    return loss, dlogits
