import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_forward(x, h0, c0, params):
    N, T, D = x.shape
    H = h0.shape[1]
    xs, ig, fg, og, gg, cs, hs = {}, {}, {}, {}, {}, {}, {}
    hs[-1] = np.copy(h0)
    cs[-1] = np.copy(c0)
    for t in range(T):
        xs[t] = np.concatenate((hs[t - 1], x[:, t, :]), axis=1)
        fg[t] = sigmoid(np.dot(xs[t], params['W_f'].T) + params['b_f'])
        ig[t] = sigmoid(np.dot(xs[t], params['W_i'].T) + params['b_i'])
        gg[t] = np.tanh(np.dot(xs[t], params['W_c'].T) + params['b_c'])
        og[t] = sigmoid(np.dot(xs[t], params['W_o'].T) + params['b_o'])
        cs[t] = fg[t] * cs[t - 1] + ig[t] * gg[t]
        hs[t] = og[t] * np.tanh(cs[t])
    out = np.zeros((N, T, H))
    for t in range(T):
        out[:, t, :] = hs[t]
    return out, cs[T - 1], (x.shape, xs, ig, fg, og, gg, cs, params)


def lstm_backward(dhs, dc_T, cache):
    shape, xs, ig, fg, og, gg, cs, params = cache
    T = shape[1]
    H = dhs.shape[2]
    dWf, dWi = np.zeros_like(params['W_f']), np.zeros_like(params['W_i'])
    dWc, dWo = np.zeros_like(params['W_c']), np.zeros_like(params['W_o'])
    dbf, dbi = np.zeros_like(params['b_f']), np.zeros_like(params['b_i'])
    dbc, dbo = np.zeros_like(params['b_c']), np.zeros_like(params['b_o'])
    dx = np.zeros(shape)
    dhnext = np.zeros_like(dhs[:, 0])
    dcnext = dc_T
    for t in reversed(range(T)):
        dh = dhs[:, t] + dhnext
        tc = np.tanh(cs[t])
        do = dh * tc
        do = do * og[t] * (1 - og[t])
        dc = dcnext + dh * og[t] * (1 - tc * tc)
        df = dc * cs[t - 1]
        df = df * fg[t] * (1 - fg[t])
        di = dc * gg[t]
        di = di * ig[t] * (1 - ig[t])
        dg = dc * ig[t]
        dg = dg * (1 - gg[t] * gg[t])
        dWf += np.dot(df.T, xs[t])
        dWi += np.dot(di.T, xs[t])
        dWc += np.dot(dg.T, xs[t])
        dWo += np.dot(do.T, xs[t])
        dbf += np.sum(df, axis=0)
        dbi += np.sum(di, axis=0)
        dbc += np.sum(dg, axis=0)
        dbo += np.sum(do, axis=0)
        dxh = np.dot(df, params['W_f'])
        dxh += np.dot(di, params['W_i'])
        dxh += np.dot(dg, params['W_c'])
        dxh += np.dot(do, params['W_o'])
        dhnext = dxh[:, :H]
        dx[:, t] = dxh[:, H:]
        dcnext = dc * fg[t]
    return dict(
        dx=dx,
        dh0=dhnext,
        dc0=dcnext,
        dW_f=dWf,
        dW_i=dWi,
        dW_c=dWc,
        dW_o=dWo,
        db_f=dbf,
        db_i=dbi,
        db_c=dbc,
        db_o=dbo,
    )
