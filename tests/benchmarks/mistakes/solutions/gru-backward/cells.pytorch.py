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


def step_backward(dout, entry):
    x, h, r, z, n, hn = entry
    dz = dout * (h - n)
    dn = dout * (1 - z)
    a_n = dn * (1 - n * n)
    a_z = dz * z * (1 - z)
    a_r = a_n * hn * r * (1 - r)
    left = np.concatenate([a_r, a_z, a_n], axis=1)
    right = np.concatenate([a_r, a_z, a_n * r], axis=1)
    return left, right, dout * z


def gru_backward(dhs, cache):
    tape, w_ih, w_hh = cache["tape"], cache["w_ih"], cache["w_hh"]
    lefts, rights = [], []
    carry = np.zeros_like(tape[0][1])
    for t in range(len(tape) - 1, -1, -1):
        left, right, direct = step_backward(dhs[:, t] + carry, tape[t])
        carry = direct + np.matmul(right, w_hh)
        lefts.insert(0, left)
        rights.insert(0, right)
    left, right = np.stack(lefts), np.stack(rights)
    xs = np.stack([entry[0] for entry in tape])
    hs = np.stack([entry[1] for entry in tape])
    dx = np.matmul(left, w_ih).transpose(1, 0, 2)
    dw_ih = np.einsum("tng,tnd->gd", left, xs)
    dw_hh = np.einsum("tng,tnh->gh", right, hs)
    return dx, carry, dw_ih, dw_hh, left.sum(axis=(0, 1)), right.sum(axis=(0, 1))
