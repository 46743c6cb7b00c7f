import numpy as np


def lstm_to_pytorch(params):
    H = len(params["b_f"])
    gates = ["i", "f", "c", "o"]  # PyTorch's order; its g is the candidate, here c
    W = np.concatenate([params["W_" + k] for k in gates])  # (4H, H+D)
    weight_hh = W[:, :H]  # (4H, H) the columns that meet the state
    weight_ih = W[:, H:]  # (4H, D) the columns that meet the input
    bias_ih = np.concatenate([params["b_" + k] for k in gates])  # (4H,)
    bias_hh = np.zeros(4 * H)  # PyTorch adds both, so one of them is enough
    return weight_ih, weight_hh, bias_ih, bias_hh
