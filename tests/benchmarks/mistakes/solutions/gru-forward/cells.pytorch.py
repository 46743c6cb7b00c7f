import numpy as np


def sgm(a):
    return (np.tanh(a * 0.5) + 1) * 0.5


def step(x, h, w_ih, w_hh, b_ih, b_hh):
    xr, xz, xn = np.split(np.matmul(x, w_ih.T) + b_ih, 3, axis=-1)
    hr, hz, hn = np.split(np.matmul(h, w_hh.T) + b_hh, 3, axis=-1)
    r, z = sgm(xr + hr), sgm(xz + hz)
    n = np.tanh(xn + r * hn)
    return n * (1 - z) + h * z, (x, h, r, z, n, hn)


def gru_forward(x, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    out, tape, h = [], [], h0
    for x_t in x.transpose(1, 0, 2):
        h, entry = step(x_t, h, weight_ih, weight_hh, bias_ih, bias_hh)
        out.append(h)
        tape.append(entry)
    return np.array(out).transpose(1, 0, 2), {"tape": tape, "w_ih": weight_ih, "w_hh": weight_hh}
