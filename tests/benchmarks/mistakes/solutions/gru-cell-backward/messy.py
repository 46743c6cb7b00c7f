import numpy as np
def s(x): return 1/(1+np.exp(-x))
def ds(y): return y*(1-y)
def dt(y): return 1-y*y

def gru_cell_forward(x_t, h_prev, params):
    t1 = np.c_[h_prev, x_t]
    z = s(t1.dot(params['W_z'].T)+params['b_z'])
    r = s(t1.dot(params['W_r'].T)+params['b_r'])
    t2 = np.c_[r*h_prev, x_t]
    n = np.tanh(t2.dot(params['W_h'].T)+params['b_h'])
    h = z*n+(1-z)*h_prev
    return h, dict(t1=t1, t2=t2, z=z, r=r, n=n, hp=h_prev, P=params)

def gru_cell_backward(dh_t, cache):
    t1, t2, z, r, n, hp, P = (cache[k] for k in ['t1','t2','z','r','n','hp','P'])
    H = hp.shape[1]
    d1 = dh_t*z*dt(n)
    d2 = d1.dot(P['W_h'])
    d3 = dh_t*(n-hp)*ds(z)
    d4 = d2[:, :H]*hp*ds(r)
    d5 = d3.dot(P['W_z'])+d4.dot(P['W_r'])
    dhp = dh_t*(1-z)+d2[:, :H]*r+d5[:, :H]
    dx = d2[:, H:]+d5[:, H:]
    return dict(dx_t=dx, dh_prev=dhp, dW_z=d3.T.dot(t1), dW_r=d4.T.dot(t1), dW_h=d1.T.dot(t2),
                db_z=d3.sum(0), db_r=d4.sum(0), db_h=d1.sum(0))
