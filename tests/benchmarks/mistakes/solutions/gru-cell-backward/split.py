import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_cell_forward(x_t, h_prev, params):
    H = h_prev.shape[1]
    Uz, Wz = params['W_z'][:, :H], params['W_z'][:, H:]
    Ur, Wr = params['W_r'][:, :H], params['W_r'][:, H:]
    Uh, Wh = params['W_h'][:, :H], params['W_h'][:, H:]
    z = sigmoid(x_t @ Wz.T + h_prev @ Uz.T + params['b_z'])
    r = sigmoid(x_t @ Wr.T + h_prev @ Ur.T + params['b_r'])
    h_hat = np.tanh(x_t @ Wh.T + (r * h_prev) @ Uh.T + params['b_h'])
    h = (1 - z) * h_prev + z * h_hat
    return h, (x_t, h_prev, z, r, h_hat, Uz, Wz, Ur, Wr, Uh, Wh)


def gru_cell_backward(dh, cache):
    x, h_prev, z, r, h_hat, Uz, Wz, Ur, Wr, Uh, Wh = cache
    dh_hat = dh * z
    dh_hat_raw = dh_hat * (1 - h_hat**2)
    dz = dh * h_hat - dh * h_prev
    dz_raw = dz * z * (1 - z)
    d_rh = dh_hat_raw @ Uh
    dr = d_rh * h_prev
    dr_raw = dr * r * (1 - r)

    dUh, dWh = dh_hat_raw.T @ (r * h_prev), dh_hat_raw.T @ x
    dUz, dWz = dz_raw.T @ h_prev, dz_raw.T @ x
    dUr, dWr = dr_raw.T @ h_prev, dr_raw.T @ x

    dh_prev = dh * (1 - z)
    dh_prev += d_rh * r
    dh_prev += dz_raw @ Uz
    dh_prev += dr_raw @ Ur
    dx = dh_hat_raw @ Wh + dz_raw @ Wz + dr_raw @ Wr
    return {
        'dx_t': dx,
        'dh_prev': dh_prev,
        'dW_z': np.hstack((dUz, dWz)),
        'dW_r': np.hstack((dUr, dWr)),
        'dW_h': np.hstack((dUh, dWh)),
        'db_z': dz_raw.sum(axis=0),
        'db_r': dr_raw.sum(axis=0),
        'db_h': dh_hat_raw.sum(axis=0),
    }
