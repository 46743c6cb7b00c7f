import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def d_sigmoid(y):
    # y 是 sigmoid 的输出
    return y * (1 - y)


def d_tanh(y):
    # y 是 tanh 的输出
    return 1 - y * y


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    H = h_prev.shape[1]
    # 把每个权重拆成作用于 h 和作用于 x 的两块
    W_fh, W_fx = params['W_f'][:, :H], params['W_f'][:, H:]
    W_ih, W_ix = params['W_i'][:, :H], params['W_i'][:, H:]
    W_ch, W_cx = params['W_c'][:, :H], params['W_c'][:, H:]
    W_oh, W_ox = params['W_o'][:, :H], params['W_o'][:, H:]
    f = sigmoid(np.dot(h_prev, W_fh.T) + np.dot(x_t, W_fx.T) + params['b_f'])  # 遗忘门
    i = sigmoid(np.dot(h_prev, W_ih.T) + np.dot(x_t, W_ix.T) + params['b_i'])  # 输入门
    c_hat = np.tanh(np.dot(h_prev, W_ch.T) + np.dot(x_t, W_cx.T) + params['b_c'])  # 候选状态
    o = sigmoid(np.dot(h_prev, W_oh.T) + np.dot(x_t, W_ox.T) + params['b_o'])  # 输出门
    c_t = f * c_prev + i * c_hat
    h_t = o * np.tanh(c_t)
    return h_t, c_t, [x_t, h_prev, c_prev, c_t, f, i, c_hat, o, params]


def lstm_cell_backward(dh_t, dc_t, cache):
    x_t, h_prev, c_prev, c_t, f, i, c_hat, o, params = cache
    H = h_prev.shape[1]
    tanh_c = np.tanh(c_t)
    # 细胞状态的梯度来自两条路径
    delta_c = dh_t * o * d_tanh(tanh_c) + dc_t
    delta_o = dh_t * tanh_c * d_sigmoid(o)
    delta_f = delta_c * c_prev * d_sigmoid(f)
    delta_i = delta_c * c_hat * d_sigmoid(i)
    delta_chat = delta_c * i * d_tanh(c_hat)
    # 权重梯度
    dW_fh, dW_fx = np.dot(delta_f.T, h_prev), np.dot(delta_f.T, x_t)
    dW_ih, dW_ix = np.dot(delta_i.T, h_prev), np.dot(delta_i.T, x_t)
    dW_ch, dW_cx = np.dot(delta_chat.T, h_prev), np.dot(delta_chat.T, x_t)
    dW_oh, dW_ox = np.dot(delta_o.T, h_prev), np.dot(delta_o.T, x_t)
    # 传给上一时刻和输入
    dh_prev = np.dot(delta_f, params['W_f'][:, :H])
    dh_prev += np.dot(delta_i, params['W_i'][:, :H])
    dh_prev += np.dot(delta_chat, params['W_c'][:, :H])
    dh_prev += np.dot(delta_o, params['W_o'][:, :H])
    dx = np.dot(delta_f, params['W_f'][:, H:])
    dx += np.dot(delta_i, params['W_i'][:, H:])
    dx += np.dot(delta_chat, params['W_c'][:, H:])
    dx += np.dot(delta_o, params['W_o'][:, H:])
    return {
        'dx_t': dx,
        'dh_prev': dh_prev,
        'dc_prev': delta_c * f,
        'dW_f': np.hstack([dW_fh, dW_fx]),
        'dW_i': np.hstack([dW_ih, dW_ix]),
        'dW_c': np.hstack([dW_ch, dW_cx]),
        'dW_o': np.hstack([dW_oh, dW_ox]),
        'db_f': delta_f.sum(0),
        'db_i': delta_i.sum(0),
        'db_c': delta_chat.sum(0),
        'db_o': delta_o.sum(0),
    }
