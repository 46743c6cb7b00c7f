import numpy as np

sig = lambda a: 1 / (1 + np.exp(-a))


def run(x, p):
    W = np.concatenate([p['W_f'], p['W_i'], p['W_o'], p['W_c']], axis=0)
    b = np.concatenate([p['b_f'], p['b_i'], p['b_o'], p['b_c']], axis=0)
    H = p['b_f'].shape[0]
    xs = np.swapaxes(x, 0, 1)
    h, c, out = np.zeros((x.shape[0], H)), np.zeros((x.shape[0], H)), []
    for x_t in xs:
        a = np.dot(h, W[:, :H].T) + np.dot(x_t, W[:, H:].T) + b
        f, i, o = sig(a[:, :H]), sig(a[:, H:2 * H]), sig(a[:, 2 * H:3 * H])
        g = np.tanh(a[:, 3 * H:])
        c = f * c + i * g
        h = o * np.tanh(c)
        out.append(h)
    return np.stack(out, axis=1)


def stacked_bilstm_forward(x, layers):
    # 上一层的输出就是下一层的输入
    out = x
    for params_fw, params_bw in layers:
        forward = run(out, params_fw)
        backward = run(out[:, ::-1], params_bw)
        backward = backward[:, ::-1]
        out = np.concatenate((forward, backward), axis=2)
    return out
