import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def gru_cell_forward(x_t, h_prev, params):
    # 拼接上一时刻的隐藏状态与当前输入
    hx = np.concatenate((h_prev, x_t), axis=1)
    a_z = np.matmul(hx, params['W_z'].T) + params['b_z']
    a_r = np.matmul(hx, params['W_r'].T) + params['b_r']
    z = sigmoid(a_z)  # 更新门
    r = sigmoid(a_r)  # 重置门
    rh = r * h_prev
    a_h = np.matmul(np.concatenate((rh, x_t), axis=1), params['W_h'].T) + params['b_h']
    h_tilde = np.tanh(a_h)  # 候选隐藏状态
    h_t = (1 - z) * h_prev + z * h_tilde
    cache = {
        'hx': hx,
        'x': x_t,
        'h_prev': h_prev,
        'a_z': a_z,
        'a_r': a_r,
        'a_h': a_h,
        'rh': rh,
        'params': params,
    }
    return h_t, cache


def gru_cell_backward(dh_t, cache):
    x, h_prev, hx, rh, params = cache['x'], cache['h_prev'], cache['hx'], cache['rh'], cache['params']
    H = h_prev.shape[1]
    z, r = sigmoid(cache['a_z']), sigmoid(cache['a_r'])
    h_tilde = np.tanh(cache['a_h'])
    # 更新门与候选状态
    dz = dh_t * (h_tilde - h_prev)
    dh_tilde = dh_t * z
    # tanh 的导数
    da_h = dh_tilde * (1 - h_tilde**2)
    dW_h = np.concatenate([np.matmul(da_h.T, rh), np.matmul(da_h.T, x)], axis=1)
    db_h = np.sum(da_h, axis=0)
    drh = np.matmul(da_h, params['W_h'][:, :H])
    # 重置门
    dr = drh * h_prev
    # sigmoid 的导数
    da_z = dz * z * (1 - z)
    da_r = dr * r * (1 - r)
    dW_z, dW_r = np.matmul(da_z.T, hx), np.matmul(da_r.T, hx)
    db_z, db_r = np.sum(da_z, axis=0), np.sum(da_r, axis=0)
    # h_prev 的四条路径
    dh_prev = (
        dh_t * (1 - z)
        + drh * r
        + np.matmul(da_z, params['W_z'][:, :H])
        + np.matmul(da_r, params['W_r'][:, :H])
    )
    dx = (
        np.matmul(da_h, params['W_h'][:, H:])
        + np.matmul(da_z, params['W_z'][:, H:])
        + np.matmul(da_r, params['W_r'][:, H:])
    )
    return {
        'dx_t': dx,
        'dh_prev': dh_prev,
        'dW_z': dW_z,
        'dW_r': dW_r,
        'dW_h': dW_h,
        'db_z': db_z,
        'db_r': db_r,
        'db_h': db_h,
    }
