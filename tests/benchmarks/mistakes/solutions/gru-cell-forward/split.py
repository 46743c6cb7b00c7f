import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_cell_forward(x_t, h_prev, params):
    H = h_prev.shape[1]
    Wz_h, Wz_x = params['W_z'][:, :H], params['W_z'][:, H:]
    Wr_h, Wr_x = params['W_r'][:, :H], params['W_r'][:, H:]
    Wh_h, Wh_x = params['W_h'][:, :H], params['W_h'][:, H:]
    z = sigmoid(np.dot(x_t, Wz_x.T) + np.dot(h_prev, Wz_h.T) + params['b_z'])   # 更新门
    r = sigmoid(np.dot(x_t, Wr_x.T) + np.dot(h_prev, Wr_h.T) + params['b_r'])   # 重置门
    h_hat = np.tanh(np.dot(x_t, Wh_x.T) + np.dot(r * h_prev, Wh_h.T) + params['b_h'])
    h = (1 - z) * h_prev + z * h_hat
    return h, (z, r, h_hat)
