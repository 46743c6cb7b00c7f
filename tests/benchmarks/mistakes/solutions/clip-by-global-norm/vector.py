import numpy as np


def clip_by_global_norm(grads, max_norm):
    flat = np.concatenate([g.reshape(-1) for g in grads.values()])
    norm = np.sqrt(flat.dot(flat))
    factor = max_norm / max(norm, max_norm)
    clipped = {}
    for name, g in grads.items():
        clipped[name] = factor * g
    return clipped, norm
