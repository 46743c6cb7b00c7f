import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(y):
    return y * (1 - y)


def dtanh(y):
    return 1 - y ** 2


def gru_forward(x, h0, params):
    N, T, D = x.shape
    H = h0.shape[1]
    # 拆成作用于状态和作用于输入的两部分
    U = {k: params['W_' + k][:, :H] for k in 'zrh'}
    W = {k: params['W_' + k][:, H:] for k in 'zrh'}
    hs = np.zeros((T + 1, N, H))
    hs[0] = h0
    zs, rs, cs = np.zeros((T, N, H)), np.zeros((T, N, H)), np.zeros((T, N, H))
    for t in range(T):
        h_prev = hs[t]
        zs[t] = sigmoid(x[:, t] @ W['z'].T + h_prev @ U['z'].T + params['b_z'])
        rs[t] = sigmoid(x[:, t] @ W['r'].T + h_prev @ U['r'].T + params['b_r'])
        cs[t] = np.tanh(x[:, t] @ W['h'].T + (rs[t] * h_prev) @ U['h'].T + params['b_h'])
        hs[t + 1] = (1 - zs[t]) * h_prev + zs[t] * cs[t]
    return hs[1:].transpose(1, 0, 2), dict(x=x, U=U, W=W, hs=hs, zs=zs, rs=rs, cs=cs)


def gru_backward(dhs, cache):
    x, U, W, hs = cache['x'], cache['U'], cache['W'], cache['hs']
    zs, rs, cs = cache['zs'], cache['rs'], cache['cs']
    N, T, H = dhs.shape
    dU = {k: np.zeros_like(U[k]) for k in U}
    dW = {k: np.zeros_like(W[k]) for k in W}
    db = {k: np.zeros(H) for k in U}
    dx = np.zeros_like(x)
    dh_next = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        dh = dhs[:, t] + dh_next
        h_prev, z, r, c = hs[t], zs[t], rs[t], cs[t]
        # 候选状态
        dac = dh * z * dtanh(c)
        # 更新门
        daz = dh * (c - h_prev) * dsigmoid(z)
        # 重置门
        drh = dac @ U['h']
        dar = drh * h_prev * dsigmoid(r)

        dU['h'] += dac.T @ (r * h_prev)
        dU['z'] += daz.T @ h_prev
        dU['r'] += dar.T @ h_prev
        dW['h'] += dac.T @ x[:, t]
        dW['z'] += daz.T @ x[:, t]
        dW['r'] += dar.T @ x[:, t]
        db['h'] += dac.sum(axis=0)
        db['z'] += daz.sum(axis=0)
        db['r'] += dar.sum(axis=0)

        dx[:, t] = dac @ W['h'] + daz @ W['z'] + dar @ W['r']
        # h_prev 的四条路径
        dh_next = dh * (1 - z) + drh * r + daz @ U['z'] + dar @ U['r']
    out = {'dx': dx, 'dh0': dh_next}
    for k in 'zrh':
        out['dW_' + k] = np.concatenate([dU[k], dW[k]], axis=1)
        out['db_' + k] = db[k]
    return out
