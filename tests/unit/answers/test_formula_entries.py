"""The field's formula entries: equal forms are right, known mistakes are wrong and told apart."""

import pytest

from quizrnn.answers import formula
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import FormulaQuestion, Mistake
from quizrnn.text import pick

BH, HH, HD, BD = ["B", "H"], ["H", "H"], ["H", "D"], ["B", "D"]
HX = ["H", "H+D"]
GATE = {"h_prev": BH, "x": BD}


def gate(letter, **more):
    return {**GATE, f"W_{letter}": HX, f"b_{letter}": ["H"], **more}


def same(*names, **more):
    return {**dict.fromkeys(names, BH), **more}


# id: (target, variables, key, equal forms, mistakes)
ENTRIES = {
    "F1": (
        "h_t",
        {"x": BD, "h_prev": BH, "U": HD, "W": HH, "b": ["H"], "a": BH},
        "tanh(x@U.T+h_prev@W.T+b)",
        [
            "np.tanh(np.dot(x, U.T) + np.dot(h_prev, W.T) + b)",
            "tanh(concat([h_prev, x], axis=1) @ concat([W, U], axis=1).T + b)",
            "tanh((U @ x.T + W @ h_prev.T).T + b)",
            r"\tanh(x_t U^\top + h_{t-1} W^\top + b)",
            "h_t = tanh(b + h_{t−1}·Wᵀ + x_t·Uᵀ)",
            "2*σ(2*(x@U^T + h_{t-1}@W^T + b)) - 1",
        ],
        [
            "tanh(x@U.T+h_prev@W+b)",
            "tanh(x@U.T)+tanh(h_prev@W.T)",
            "sigmoid(x@U.T+h_prev@W.T+b)",
            "tanh(x@U.T+h_prev@W.T)",
        ],
    ),
    "F2": (
        "o_t",
        {"h": BH, "h_prev": BH, "V": ["K", "H"], "b_y": ["K"]},
        "h@V.T+b_y",
        ["(V@h.T).T+b_y", "b_y + matmul(h_t, transpose(V))", "h.dot(V.T) + b_{y}"],
        ["h_prev@V.T+b_y", "tanh(h@V.T+b_y)", "h@V.T"],
    ),
    "F3": (
        "dL/do",
        {"p": ["B", "K"], "Y": ["B", "K"], "N": []},
        "(p-Y)/N",
        ["p/N - Y/N", "-(Y-p)/N", "(1/N)*(p-Y)", "np.divide(p - Y, N)", r"\frac{p - Y}{N}"],
        ["(Y-p)/N", "-Y/p/N", "p*(1-p)/N", "p-Y"],
    ),
    "F4": (
        "dh_t",
        {"do": ["B", "K"], "V": ["K", "H"], "dh_next": BH},
        "do@V+dh_next",
        ["dh_{t+1} + do@V", "(V.T@do.T).T + dh_next"],
        ["do@V", "dh_next"],
    ),
    "F5": (
        "da_t",
        {"dh": BH, "h": BH, "a": BH},
        "dh*(1-h**2)",
        ["dh - dh*h*h", "dh ⊙ (1 − h²)", "dh*(1-h)*(1+h)", "dh_t ∘ (1 - np.square(h_t))", "(1-h^2)*dh"],
        ["dh*h*(1-h)", "dh*(1-tanh(h)**2)", "dh*(1-a**2)"],
    ),
    "F6": (
        "dW",
        {"da": BH, "h_prev": BH, "h": BH},
        "da.T@h_prev",
        ["(h_prev.T@da).T", "transpose(da)@h_{t-1}", "daᵀ·h_{t-1}"],
        ["da.T@h", "h_prev.T@da", "da.T@h_prev/B"],
    ),
    "F7": (
        "dU",
        {"da": BH, "dh": BH, "x": BD},
        "da.T@x",
        ["(x.T@da).T", "da.T.dot(x_t)", "np.matmul(da.T, x)"],
        ["x.T@da", "dh.T@x"],
    ),
    "F8": (
        "dh_{t-1}",
        {"da": BH, "dh": BH, "h_prev": BH, "W": HH},
        "da@W",
        ["(W.T@da.T).T", "da·W", "da @ W.T.T"],
        ["da@W.T", "dh@W", "da@W*(1-h_prev**2)"],
    ),
    "F9": (
        "db",
        {"da": BH},
        "sum(da,axis=0)",
        [
            "da.sum(0)",
            "np.sum(da, axis=0)",
            "ones(B)@da",
            "B*mean(da, axis=0)",
            "sum(da.T, axis=1)",
            "da.sum(dim=0)",
        ],
        ["mean(da,axis=0)", "sum(da)"],
    ),
    "F10": (
        "dh_t/dh_{t-1}",
        {"h": ["H"], "h_prev": ["H"], "W": HH},
        "diag(1-h**2)@W",
        ["(1-h**2)[:, None]*W", "(W.T*(1-h**2)).T", "np.diag(1 - h^2) · W", "W - diag(h**2)@W"],
        ["W@diag(1-h**2)", "diag(1-h_prev**2)@W", "(diag(1-h**2)@W).T"],
    ),
    "F11": (
        "dh_{t+k}/dh_t",
        {"w": [], "h": ["k"]},
        "w**k*prod(1-h**2)",
        ["prod(w*(1-h**2))", "w^k * ∏(1-h²)", "exp(k*log(w) + sum(log(1-h**2)))", "w**len(h)*prod(1-h*h)"],
        ["prod(1-h**2)", "w*prod(1-h**2)", "k*w*prod(1-h**2)"],
    ),
    "F12": (
        "g",
        {"g": ["n"], "theta": []},
        "g*minimum(1,theta/norm(g))",
        [
            "g*min(1, θ/‖g‖)",
            "where(norm(g) > theta, g*theta/norm(g), g)",
            "g*theta/max(theta, norm(g))",
            "g*theta/norm(g) if norm(g) > theta else g",
            "g*min(1, theta/sqrt(sum(g**2)))",
            "g*minimum(1, theta/(norm(g)+1e-6))",
        ],
        ["clip(g,-theta,theta)", "g*theta/norm(g)"],
    ),
    "F13": (
        "norm",
        {"g1": ["m"], "g2": ["n"]},
        "sqrt(sum(g1**2)+sum(g2**2))",
        [
            "norm(concat([g1, g2]))",
            "sqrt(norm(g1)**2 + norm(g2)**2)",
            "(g1@g1 + g2@g2)**0.5",
            "√(sum(g_1²)+sum(g_2²))",
        ],
        ["norm(g1)+norm(g2)", "maximum(norm(g1),norm(g2))"],
    ),
    "F14": (
        "f_t",
        gate("f", c_prev=BH),
        "sigmoid(concat([h_prev,x])@W_f.T+b_f)",
        [
            "σ([h_{t-1}, x_t]·W_fᵀ + b_f)",
            "1/(1+exp(-(np.concatenate((h_prev, x), axis=1)@W_f.T + b_f)))",
            "sigmoid(h_prev@W_f[:, :H].T + x@W_f[:, H:].T + b_f)",
            "(1+tanh((hstack([h_prev,x])@W_f.T+b_f)/2))/2",
            r"\sigma([h_{t-1}, x_t] W_{f}^{T} + b_{f})",
        ],
        [
            "sigmoid(concat([x,h_prev])@W_f.T+b_f)",
            "tanh(concat([h_prev,x])@W_f.T+b_f)",
            "sigmoid(concat([h_prev,x])@W_f.T)",
            "sigmoid(concat([c_prev,x])@W_f.T+b_f)",
        ],
    ),
    "F15": (
        "c_t",
        same("f", "i", "g", "c_prev", "h_prev"),
        "f*c_prev+i*g",
        [
            "f⊙c_{t−1}+i⊙g",
            "i_t∘g_t + f_t∘c_{t-1}",
            "f·c_prev+i·g",
            "c_t = f*c_{t-1} + i*c̃_t",
            "ｆ＊ｃ＿ｐｒｅｖ＋ｉ＊ｇ",
        ],
        ["i*c_prev+f*g", "(1-f)*c_prev+i*g", "f*h_prev+i*g", "sum(f*c_prev+i*g,axis=1)"],
    ),
    "F16": (
        "h_t",
        same("o", "c", "c_prev"),
        "o*tanh(c)",
        ["tanh(c_t) ⊙ o_t", "o*(1-exp(-2*c))/(1+exp(-2*c))", "o*(2*sigmoid(2*c)-1)"],
        ["tanh(o*c)", "o*c", "o*tanh(c_prev)"],
    ),
    "F17": ("do", same("dh", "c", "o"), "dh*tanh(c)", ["tanh(c)*dh"], ["dh*c", "dh*o"]),
    "F18": (
        "dc_t",
        same("dh", "o", "c", "dc_next", "f"),
        "dc_next+dh*o*(1-tanh(c)**2)",
        ["dc_{t+1} + dh*o*(1-tanh²(c))", "dh*o*tanh'(c) + dc_next", "dc_next + 4*dh*o/(exp(c)+exp(-c))**2"],
        ["dh*o*(1-tanh(c)**2)", "dc_next+dh*o*(1-c**2)", "dc_next*f+dh*o*(1-tanh(c)**2)"],
    ),
    "F19": (
        "dc_{t-1}",
        same("dc", "f", "c_prev", "dc_next"),
        "dc*f",
        ["f*dc", "f ⊙ dc_t"],
        ["dc*c_prev", "dc*(1-f)", "dc_next*f"],
    ),
    "F20": (
        "da_f",
        same("dc", "c_prev", "c", "f"),
        "dc*c_prev*f*(1-f)",
        ["dc*c_{t-1}*(f - f**2)", "f*(1-f)*dc*c_prev", "c_prev ⊙ dc ⊙ f ⊙ (1 − f)"],
        ["dc*c*f*(1-f)", "dc*c_prev", "dc*c_prev*(1-f**2)"],
    ),
    "F21": ("da_i", same("dc", "g", "i"), "dc*g*i*(1-i)", ["dc*g*(i-i*i)"], ["dc*g", "dc*g*(1-i**2)"]),
    "F22": ("da_g", same("dc", "i", "g"), "dc*i*(1-g**2)", ["dc*i - dc*i*g²"], ["dc*i", "dc*i*g*(1-g)"]),
    "F23": (
        "da_o",
        same("dh", "dc", "c", "o"),
        "dh*tanh(c)*o*(1-o)",
        ["(o - o^2)*tanh(c)*dh"],
        ["dc*tanh(c)*o*(1-o)", "dh*c*o*(1-o)"],
    ),
    "F24": (
        "dh_{t-1}",
        {
            **same("da_f", "da_i", "da_g", "da_o"),
            **dict.fromkeys(("W_f", "W_i", "W_c", "W_o"), HX),
        },
        "(da_f@W_f+da_i@W_i+da_g@W_c+da_o@W_o)[:, :H]",
        [
            "da_f@W_f[:, :H] + da_i@W_i[:, :H] + da_g@W_c[:, :H] + da_o@W_o[:, :H]",
            "(concat([da_f,da_i,da_g,da_o])@concat([W_f,W_i,W_c,W_o], axis=0))[:, :H]",
            "(da_f@W_f+da_i@W_i+da_g@W_c+da_o@W_o)[:, :-D]",
            "hstack([da_f,da_i,da_g,da_o]) @ vstack([W_f,W_i,W_c,W_o])[:, 0:H]",
        ],
        [
            "(da_f@W_f+da_i@W_i+da_g@W_c)[:, :H]",
            "(da_i@W_i+da_g@W_c+da_o@W_o)[:, :H]",
            "(da_f@W_f+da_i@W_i+da_g@W_c+da_o@W_o)[:, H:]",
        ],
    ),
    "F25": (
        "dW_f",
        {"da_f": BH, "dc": BH, "h_prev": BH, "x": BD},
        "da_f.T@concat([h_prev,x])",
        ["concat([da_f.T@h_prev, da_f.T@x])", "(concat([h_prev,x]).T@da_f).T", "da_f^T @ [h_{t-1}, x_t]"],
        ["da_f.T@concat([x,h_prev])", "dc.T@concat([h_prev,x])"],
    ),
    "F26": (
        "dc_T/dc_0",
        {"f": ["T", "H"]},
        "prod(f,axis=0)",
        ["f.prod(0)", "exp(sum(log(f), axis=0))", "np.prod(f, axis=0)", "Π(f, axis=0)"],
        ["sum(f,axis=0)", "f[-1]", "prod(f*(1-f),axis=0)"],
    ),
    "F27": (
        "z_t",
        gate("z", r=BH),
        "sigmoid(concat([h_prev,x])@W_z.T+b_z)",
        ["σ(concat([h_{t-1},x_t])@W_z^T+b_z)"],
        ["sigmoid(concat([r*h_prev,x])@W_z.T+b_z)", "tanh(concat([h_prev,x])@W_z.T+b_z)"],
    ),
    "F28": (
        "n_t",
        {"r": BH, "h_prev": BH, "x": BD, "W": HX, "b": ["H"]},
        "tanh(concat([r*h_prev,x])@W.T+b)",
        ["tanh([r⊙h_{t-1}, x_t]@W.T+b)", "tanh((r*h_prev)@W[:, :H].T + x@W[:, H:].T + b)"],
        ["tanh(concat([(1-r)*h_prev,x])@W.T+b)", "tanh(concat([h_prev,x])@W.T+b)"],
    ),
    "F29": (
        "h_t",
        same("z", "n", "h_prev"),
        "(1-z)*h_prev+z*n",
        ["h_prev+z*(n-h_prev)", "h_{t-1} - z⊙h_{t-1} + z⊙h̃_t", "z*n + h_prev*(1-z)"],
        ["z*h_prev+(1-z)*n", "(1-z)*h_prev+n"],
    ),
    "F30": (
        "dz",
        same("dh", "n", "h_prev"),
        "dh*(n-h_prev)",
        ["dh*n - dh*h_prev", "-dh*(h_prev-n)"],
        ["dh*(h_prev-n)", "dh*n"],
    ),
    "F31": (
        "da_n",
        same("dh", "z", "n"),
        "dh*z*(1-n**2)",
        ["z*dh*(1-n)*(1+n)"],
        ["dh*(1-z)*(1-n**2)", "dh*(1-n**2)"],
    ),
    "F32": (
        "dr",
        {"da_n": BH, "W": HX, "h_prev": BH, "r": BH},
        "(da_n@W)[:, :H]*h_prev",
        ["h_prev*(da_n@W[:, :H])", "(h_{t-1} ⊙ (da_n @ W)[:, :H])"],
        ["(da_n@W)[:, :H]*r", "(da_n@W)[:, :H]"],
    ),
    "F33": (
        "dh_{t-1}",
        {**same("dh", "z", "r", "da_n", "da_z", "da_r"), **dict.fromkeys(("W", "W_z", "W_r"), HX)},
        "dh*(1-z)+(da_n@W)[:, :H]*r+(da_z@W_z+da_r@W_r)[:, :H]",
        [
            "dh - dh*z + r*(da_n@W[:, :H]) + da_z@W_z[:, :H] + da_r@W_r[:, :H]",
            "(da_r@W_r + da_z@W_z)[:, :H] + dh*(1-z) + r*(da_n@W)[:, :H]",
        ],
        [
            "(da_n@W)[:, :H]*r+(da_z@W_z+da_r@W_r)[:, :H]",
            "dh*(1-z)+(da_n@W)[:, :H]+(da_z@W_z+da_r@W_r)[:, :H]",
            "dh*(1-z)+(da_n@W)[:, :H]*r",
        ],
    ),
    "F34": (
        "n_t",
        {"x": BD, "h_prev": BH, "r": BH, "W_in": HD, "W_hn": HH, "b_in": ["H"], "b_hn": ["H"]},
        "tanh(x@W_in.T+b_in+r*(h_prev@W_hn.T+b_hn))",
        ["tanh(x@W_{in}ᵀ + b_{in} + r⊙(h_{t-1}@W_{hn}ᵀ) + r⊙b_{hn})"],
        [
            "tanh(x@W_in.T+b_in+(r*h_prev)@W_hn.T+b_hn)",
            "tanh(x@W_in.T+b_in+r*(h_prev@W_hn.T)+b_hn)",
        ],
    ),
    "F35": (
        "h_t",
        {"m": ["B", 1], "h_new": BH, "h_prev": BH},
        "m*h_new+(1-m)*h_prev",
        ["h_prev + m*(h_new-h_prev)", "where(m > 0.5, 1, 1)*(m*h_new + h_prev - m*h_prev)"],
        ["m*h_new", "m*h_prev+(1-m)*h_new"],
    ),
    "F36": (
        "c_t",
        same("f", "g", "c_prev"),
        "f*c_prev+(1-f)*g",
        ["g + f*(c_prev-g)"],
        ["f*c_prev+g", "(1-f)*c_prev+f*g"],
    ),
    "F37": (
        "o_t",
        gate("o", p_o=["H"], c=BH, c_prev=BH),
        "sigmoid(concat([h_prev,x])@W_o.T+p_o*c+b_o)",
        ["σ([h_{t-1},x_t]@W_oᵀ + b_o + c_t⊙p_o)", "sigmoid(concat([h_prev,x])@W_o.T + c@diag(p_o) + b_o)"],
        [
            "sigmoid(concat([h_prev,x])@W_o.T+p_o*c_prev+b_o)",
            "sigmoid(concat([h_prev,x])@W_o.T+b_o)+p_o*c",
        ],
    ),
    "F38": (
        "h_t",
        {"p": [], "h_prev": BH, "h_new": BH},
        "p*h_prev+(1-p)*h_new",
        ["h_new + p*(h_prev-h_new)"],
        ["(1-p)*h_new", "(1-p)*h_prev+p*h_new"],
    ),
}


def instance(name, *, listed=True):
    target, variables, key, _, mistakes = ENTRIES[name]
    question = FormulaQuestion(
        id=name,
        stem="?",
        target=target,
        variables=variables,
        answer=key,
        mistakes=[Mistake(formula=wrong, why=f"why {wrong}") for wrong in mistakes] if listed else [],
    )
    return Instance(question=question, seed=0)


def test_all_entries_are_here():
    assert list(ENTRIES) == [f"F{number}" for number in range(1, 39)]


@pytest.mark.parametrize("name", ENTRIES)
def test_the_key_and_every_equal_form_is_right(name):
    for form in [ENTRIES[name][2], *ENTRIES[name][3]]:
        verdict = formula.check(instance(name), form)
        assert verdict.correct, (form, verdict.feedback)
        assert verdict.feedback == ()


@pytest.mark.parametrize("name", ENTRIES)
def test_every_listed_mistake_is_wrong_and_told_apart(name):
    for wrong in ENTRIES[name][4]:
        verdict = formula.check(instance(name), wrong)
        assert verdict.score == 0
        assert verdict.feedback[0] == f"why {wrong}"


UNLISTED = {
    ("F1", "tanh(x@U.T+h_prev@W+b)"): "`W` must be transposed here",
    ("F1", "sigmoid(x@U.T+h_prev@W.T+b)"): "`sigmoid` stands where `tanh` belongs",
    ("F1", "tanh(x@U.T+h_prev@W.T)"): "the term `b` is missing",
    ("F1", "tanh(x@U.T)+tanh(h_prev@W.T)"): "a single `tanh` is applied to their sum",
    ("F1", "tanh(U@x + W@h_prev + b)"): "column vectors",
    ("F1", "tanh(U·x_t + W·h_{t-1} + b)"): "column vectors",
    ("F2", "h_prev@V.T+b_y"): "`h_prev` stands where `h` belongs; `h_prev` is of the step before",
    ("F2", "h@V+b_y"): "(B, H) @ (K, H)",
    ("F3", "(Y-p)/N"): "sign",
    ("F3", "p-Y"): "the division by `N` is missing",
    ("F5", "dh*(1-h)"): "must be squared",
    ("F6", "h_prev.T@da"): "transpose of the answer",
    ("F6", "da.T@h_prev/B"): "the division by `B` is too much",
    ("F7", "x.T@da"): "(D, H), the answer's is (H, D)",
    ("F8", "da@W.T"): "`W` must not be transposed here",
    ("F9", "mean(da, axis=0)"): "`sum` belongs here, not `mean`",
    ("F9", "sum(da)"): "`sum` over axis 0 is too much",
    ("F9", "sum(da, axis=0, keepdims=True)"): "(1, H), but the answer's is (H,)",
    ("F9", "da"): "The `sum` over axis 0 is missing",
    ("F10", "W@diag(1-h**2)"): "wrong order",
    ("F12", "g*theta/norm(g)"): "one case of `minimum(1, theta/norm(g))`",
    ("F12", "clip(g,-theta,theta)"): "one of two cases",
    ("F14", "sigmoid(concat([x,h_prev])@W_f.T+b_f)"): "joined in the wrong order",
    ("F14", "sigmoid(W_f@concat([h_prev,x])+b_f)"): "column vectors",
    ("F15", "i*c_prev+f*g"): "`f` and `i` are swapped",
    ("F15", "(1-f)*c_prev+i*g"): "`f` is the wrong way round",
    ("F15", "f*c_prev-i*g"): "the sign before `i*g`",
    ("F15", "-f*c_prev-i*g"): "negative of the answer",
    ("F15", "(f*c_prev+i*g)/2"): "the division by `2` is too much",
    ("F15", "f*c_prev+g"): "the factor `i` is missing",
    ("F15", "f*c_prev"): "the term `i*g` is missing",
    ("F15", "f*c_prev+i*g+h_prev"): "the term `h_prev` is too much",
    ("F15", "f@c_prev+i*g"): "(B, H) @ (B, H)",
    ("F15", "(1-f)*c_prev-i*g"): "Two things are off",
    ("F15", "f*c_prev+(1-f)*g"): "`i` where you wrote `1-f`",
    ("F18", "dc_next+dh*o*(1-tanh(c))"): "`tanh(c)` must be squared",
    ("F18", "dc_next+dh*o*(1-tanh(c**2))"): "the power goes elsewhere",
    ("F18", "dc_next+dh*o*tanh(c)"): "`(1 - tanh(c)**2)` where you wrote `tanh(c)`",
    ("F18", "dc_next*dh*o*(1-tanh(c)**2)"): "`*` stands where `+` belongs",
    ("F14", "sigmoid(concat([h_prev,x], axis=0)@W_f.T+b_f)"): "`concat` runs over the wrong axis",
    ("F16", "o*c"): "the `tanh` around `c` is missing",
    ("F20", "dc*c_prev"): "the factor `f*(1 - f)` is missing",
    ("F20", "dc*c*f*(1-f)"): "`c` stands where `c_prev` belongs",
    ("F24", "(da_f@W_f+da_i@W_i+da_g@W_c+da_o@W_o)[:, H:]"): "the other block",
    ("F24", "(da_f@W_f+da_i@W_i+da_g@W_c)[:, :H]"): "the term `da_o@W_o` is missing",
    ("F26", "sum(f,axis=0)"): "`prod` belongs here, not `sum`",
    ("F29", "z*h_prev+(1-z)*n"): "other convention",
    ("F29", "n+z*(h_prev-n)"): "`n+(1-z)*(h_prev-n)`",
    ("F31", "dh*(1-z)*(1-n**2)"): "other convention",
    ("F35", "m*h_prev+(1-m)*h_new"): "`m` is the wrong way round",
}


@pytest.mark.parametrize(("name", "wrong"), UNLISTED)
def test_a_mistake_that_no_bank_lists_is_diagnosed(name, wrong):
    verdict = formula.check(instance(name, listed=False), wrong)
    assert verdict.score == 0
    said = " ".join(pick(text, "en") for text in verdict.feedback)
    assert UNLISTED[name, wrong] in said
    for text in verdict.feedback:
        assert set(text) == {"en", "zh"}
        assert text["en"] != text["zh"]


@pytest.mark.parametrize("name", ENTRIES)
def test_every_known_mistake_gets_feedback_even_unlisted(name):
    for wrong in ENTRIES[name][4]:
        verdict = formula.check(instance(name, listed=False), wrong)
        assert verdict.score == 0
        assert verdict.feedback


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_expected_checks_as_right(name):
    shown = instance(name)
    assert formula.check(shown, pick(formula.expected(shown), "en")).correct
