import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2  # equals 1 / (1 + exp(-a)), and never overflows


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    f = sigmoid(hx @ params["W_f"].T + params["b_f"])  # (N, H) forget gate
    i = sigmoid(hx @ params["W_i"].T + params["b_i"])  # (N, H) input gate
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])  # (N, H) candidate
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])  # (N, H) output gate
    c = f * c_prev + i * g  # (N, H) cell state
    tau = np.tanh(c)  # (N, H)
    h = o * tau  # (N, H) hidden state
    return h, c


def lstm_forward(x, params):
    N, T, _ = x.shape
    H = params["b_f"].shape[0]
    hs = np.zeros((N, T, H))
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T):
        h, c = lstm_cell_forward(x[:, t], h, c, params)
        hs[:, t] = h
    return hs


def bilstm_forward(x, params_fw, params_bw):
    hs_fw = lstm_forward(x, params_fw)  # (N, T, H)
    hs_bw = lstm_forward(x[:, ::-1], params_bw)  # (N, T, H), in reversed time
    return np.concatenate([hs_fw, hs_bw[:, ::-1]], axis=2)  # (N, T, 2H)


def stacked_bilstm_forward(x, layers):
    for params_fw, params_bw in layers:
        x = bilstm_forward(x, params_fw, params_bw)  # (N, T, 2H): what the next layer reads
    return x
