import numpy as np


def sigmoid(x):
    """数值稳定的 sigmoid"""
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def step(x_t, h, c, params):
    H = h.shape[1]
    # 输入门
    i_t = sigmoid(x_t @ params['W_i'][:, H:].T + h @ params['W_i'][:, :H].T + params['b_i'])
    # 遗忘门
    f_t = sigmoid(x_t @ params['W_f'][:, H:].T + h @ params['W_f'][:, :H].T + params['b_f'])
    # 输出门
    o_t = sigmoid(x_t @ params['W_o'][:, H:].T + h @ params['W_o'][:, :H].T + params['b_o'])
    # 候选细胞状态
    c_tilda = np.tanh(x_t @ params['W_c'][:, H:].T + h @ params['W_c'][:, :H].T + params['b_c'])
    C = f_t * c + i_t * c_tilda
    H_t = o_t * np.tanh(C)
    return H_t, C


def lstm_forward(x, h0, c0, params):
    outputs = []
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step(x[:, t, :], h, c, params)
        outputs.append(h)
    outputs = np.array(outputs).transpose(1, 0, 2)
    return outputs, c, None
