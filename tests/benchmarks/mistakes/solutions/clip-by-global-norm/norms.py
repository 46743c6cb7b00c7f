import numpy as np


def clip_by_global_norm(grads, max_norm):
    norms = [np.linalg.norm(g) for g in grads.values()]
    norm = np.linalg.norm(norms)
    scale = 1.0
    if norm > 0:
        scale = min(scale, max_norm / norm)
    return dict((k, v * scale) for k, v in grads.items()), norm
