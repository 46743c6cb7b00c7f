import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    xh = np.hstack((h_prev, x_t))
    cache = {'xh': xh, 'c_prev': c_prev, 'p': params, 'H': h_prev.shape[1]}
    cache['f'] = sigmoid(np.dot(xh, params['W_f'].T) + params['b_f'])
    cache['i'] = sigmoid(np.dot(xh, params['W_i'].T) + params['b_i'])
    cache['g'] = np.tanh(np.dot(xh, params['W_c'].T) + params['b_c'])
    cache['o'] = sigmoid(np.dot(xh, params['W_o'].T) + params['b_o'])
    c = cache['f'] * c_prev + cache['i'] * cache['g']
    cache['tc'] = np.tanh(c)
    h = cache['o'] * cache['tc']
    return h, c, cache


def lstm_cell_backward(dh_t, dc_t, cache):
    p = cache['p']
    grads = {'d' + k: np.zeros_like(v) for k, v in p.items()}
    xh, f, i, g, o, tc = [cache[k] for k in ('xh', 'f', 'i', 'g', 'o', 'tc')]

    # output gate
    do = dh_t * tc
    do_raw = do * o * (1 - o)
    # into the cell
    dc = dc_t.copy()
    dc += dh_t * o * (1 - tc * tc)
    # candidate, input and forget
    dg_raw = dc * i * (1 - g * g)
    di_raw = dc * g * i * (1 - i)
    df_raw = dc * cache['c_prev'] * f * (1 - f)

    dxh = np.zeros_like(xh)
    grads['dW_f'] += np.dot(df_raw.T, xh)
    grads['db_f'] += np.sum(df_raw, axis=0)
    dxh += np.dot(df_raw, p['W_f'])
    grads['dW_i'] += np.dot(di_raw.T, xh)
    grads['db_i'] += np.sum(di_raw, axis=0)
    dxh += np.dot(di_raw, p['W_i'])
    grads['dW_c'] += np.dot(dg_raw.T, xh)
    grads['db_c'] += np.sum(dg_raw, axis=0)
    dxh += np.dot(dg_raw, p['W_c'])
    grads['dW_o'] += np.dot(do_raw.T, xh)
    grads['db_o'] += np.sum(do_raw, axis=0)
    dxh += np.dot(do_raw, p['W_o'])

    H = cache['H']
    grads['dh_prev'] = dxh[:, :H]
    grads['dx_t'] = dxh[:, H:]
    grads['dc_prev'] = f * dc
    return grads
