import math

import numpy as np


def clip_by_global_norm(grads, max_norm):
    total = 0.0
    for g in grads.values():
        total += float(np.sum(g * g))
    norm = math.sqrt(total)
    if norm > max_norm:
        scale = max_norm / norm
        return {k: g * scale for k, g in grads.items()}, norm
    return {k: g.copy() for k, g in grads.items()}, norm
