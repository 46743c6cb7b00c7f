import numpy as np

# 一次算完输入部分，循环里只处理状态
def rnn_forward(x, h0, params):
    N, T, _ = x.shape
    H = h0.shape[1]
    ux = np.einsum('ntd,hd->tnh', x, params['U']) + params['b']
    buf = np.zeros((T + 1, N, H))
    buf[0] = h0
    for t in range(1, T + 1):
        buf[t] = np.tanh(ux[t - 1] + buf[t - 1] @ params['W'].T)
    hs = buf[1:].transpose(1, 0, 2)
    return hs, buf
