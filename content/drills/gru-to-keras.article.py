import numpy as np


def gru_to_keras(params):
    H = len(params["b_z"])
    # z of the other sign: Keras keeps the old state where z = 1, and 1 - σ(a) = σ(-a)
    W_z, W_r, W_h = -params["W_z"], params["W_r"], params["W_h"]  # (H, H+D) each
    b_z, b_r, b_h = -params["b_z"], params["b_r"], params["b_h"]  # (H,) each
    kernel = np.concatenate([W_z[:, H:], W_r[:, H:], W_h[:, H:]]).T  # (D, 3H)
    recurrent_kernel = np.concatenate([W_z[:, :H], W_r[:, :H], W_h[:, :H]]).T  # (H, 3H)
    bias = np.concatenate([b_z, b_r, b_h])  # (3H,)
    return kernel, recurrent_kernel, bias
