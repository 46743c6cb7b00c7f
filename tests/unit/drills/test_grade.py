"""Whole files on a shipped drill: a pass needs right numbers, and every way to fail has its own status."""

import datetime as dt
import json
import threading
from importlib.util import find_spec

import pytest

from quizrnn.drills.grade import grade
from quizrnn.drills.limits import Cancel, Limits
from quizrnn.drills.report_formats import to_gradescope, to_junit
from quizrnn.drills.reports import percent, text_lines, to_json
from quizrnn.drills.sandbox import CancelledError, Child
from quizrnn.errors import InputError, UnknownName
from quizrnn.text import LANGUAGES, pick

GOOD = """import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)
    f, i, o = (sigmoid(hx @ params["W_" + k].T + params["b_" + k]) for k in "fio")
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])
    c_t = f * c_prev + i * g
    h_t = o * np.tanh(c_t)
    return h_t, c_t, (hx, c_prev, f, i, g, o, c_t, params)
"""

BACKWARD = """

def lstm_cell_backward(dh_t, dc_t, cache):
    hx, c_prev, f, i, g, o, c_t, params = cache
    H = c_prev.shape[1]
    tau = np.tanh(c_t)
    dc = dc_t + dh_t * o * (1 - tau**2)
    da = {
        "f": dc * c_prev * f * (1 - f),
        "i": dc * g * i * (1 - i),
        "c": dc * i * (1 - g**2),
        "o": dh_t * tau * o * (1 - o),
    }
    dhx = sum(da[k] @ params["W_" + k] for k in da)
    grads = {"dx_t": dhx[:, H:], "dh_prev": dhx[:, :H], "dc_prev": dc * f}
    for k in da:
        grads["dW_" + k] = da[k].T @ hx
        grads["db_" + k] = da[k].sum(axis=0)
    return grads
"""

HEAD = "import numpy as np\n\n\ndef lstm_cell_forward(x_t, h_prev, c_prev, params):\n"

STYLES = {
    "plain": GOOD,
    "loops": HEAD
    + """    N, H = h_prev.shape
    D = x_t.shape[1]
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for n in range(N):
        for j in range(H):
            a = {}
            for k in "fico":
                a[k] = float(params["b_" + k][j])
                for m in range(H):
                    a[k] += float(params["W_" + k][j, m]) * float(h_prev[n, m])
                for m in range(D):
                    a[k] += float(params["W_" + k][j, H + m]) * float(x_t[n, m])
            s = {k: (1 + np.tanh(a[k] / 2)) / 2 for k in "fio"}
            c[n, j] = s["f"] * c_prev[n, j] + s["i"] * np.tanh(a["c"])
            h[n, j] = s["o"] * np.tanh(c[n, j])
    return h, c, None
""",
    "einsum": GOOD.replace('hx @ params["W_" + k].T', 'np.einsum("nj,ij->ni", hx, params["W_" + k])'),
    "class": GOOD.replace(
        "return h_t, c_t, (hx, c_prev, f, i, g, o, c_t, params)", "return h_t, c_t, Cache(hx)"
    )
    + "\n\nclass Cache:\n    def __init__(self, hx):\n        self.hx = hx\n",
    "closure": GOOD.replace("(hx, c_prev, f, i, g, o, c_t, params)\n", "lambda: hx\n"),
    "dataclass": "from __future__ import annotations\nfrom dataclasses import dataclass\n\n\n"
    "@dataclass\nclass Cache:\n    hx: np.ndarray\n\n\n"
    + GOOD.replace("(hx, c_prev, f, i, g, o, c_t, params)", "Cache(hx)"),
    "in place": GOOD.replace(
        "    c_t = f * c_prev + i * g\n", "    c_t = f\n    c_t *= c_prev\n    i *= g\n    c_t += i\n"
    ),
    "joined weights": HEAD
    + """    W = np.concatenate([params[k] for k in ("W_o", "W_f", "W_i", "W_c")])
    b = np.concatenate([params[k] for k in ("b_o", "b_f", "b_i", "b_c")])
    a = np.hstack((h_prev, x_t)).dot(W.T) + b
    s = 1 / (1 + np.exp(-np.clip(a, -700, 700)))
    H = h_prev.shape[1]
    c = s[:, H : 2 * H] * c_prev + s[:, 2 * H : 3 * H] * np.tanh(a[:, 3 * H :])
    return s[:, :H] * np.tanh(c), c, {}
""",
    "overflow with a warning": GOOD.replace("(1 + np.tanh(a / 2)) / 2", "1 / (1 + np.exp(-a))"),
    "a list of arguments": GOOD.replace(
        "x_t, h_prev, c_prev, params):", "*arguments):\n    x_t, h_prev, c_prev, params = arguments"
    ),
    "a callable object": GOOD
    + "\n\nclass F:\n    def __call__(self, *a):\n        return old(*a)\n\n\n"
    + "old = lstm_cell_forward\nlstm_cell_forward = F()\n",
    "fortran outputs": GOOD.replace("return h_t, c_t,", "return np.asfortranarray(h_t), c_t.T.copy().T,"),
    "a named tuple": "from collections import namedtuple\nR = namedtuple('R', 'h c cache')\n"
    + GOOD.replace("return h_t, c_t, (hx, c_prev, f, i, g, o, c_t, params)", "return R(h_t, c_t, 1)"),
    "testing imported": "from numpy.testing import assert_allclose\nimport math, random, typing, itertools\n"
    + GOOD,
    "debug file": GOOD + "\nnp.save('debug.npy', np.zeros(3))\n",
    "byte order mark": "\ufeff" + GOOD,
    "windows lines": GOOD.replace("\n", "\r\n"),
    "own tests": GOOD + "\nif __name__ == '__main__':\n    raise SystemExit(1)\n",
}

RESULTS = """
import gc, os, struct, sys
frame = sys._getframe()
results = None
while frame:
    for value in list(frame.f_locals.values()):
        if type(value).__name__ == "Results":
            results = value
    frame = frame.f_back
"""

FORGED = {
    "exits": ("import os\nos._exit(0)\n", "crashed"),
    "exits in the function": (HEAD + "    import os\n    os._exit(0)\n", "crashed"),
    "sys.exit": ("import sys\nsys.exit(0)\n", "error"),
    "exit()": (HEAD + "    exit()\n", "error"),
    "prints a verdict": (
        'print(\'{"status": "passed", "score": 1.0}\')\nimport os\nos._exit(0)\n',
        "crashed",
    ),
    "zeros by the results' own pipe": (
        RESULTS
        + """
results.send({"kind": "loaded"})
for run in range(18):
    for name in ("h_t", "c_t"):
        results.send({"kind": "output", "run": run, "name": name, "dtype": "<f8", "shape": []}, bytes(8))
    results.send({"kind": "run", "run": run})
results.send({"kind": "end"})
os._exit(0)
""",
        "failed",
    ),
    "an end without runs": (
        RESULTS + 'results.send({"kind": "loaded"})\nresults.send({"kind": "end"})\nos._exit(0)\n',
        "error",
    ),
    "a giant array": (
        RESULTS
        + """
header = b'{"kind":"output","run":0,"name":"h_t","dtype":"<f8","shape":[100000,1000000],"token":"'
header += results.token.encode() + b'"}'
os.write(results._descriptor, struct.pack("<IQ", len(header), 800_000_000_000) + header)
os._exit(0)
""",
        "error",
    ),
    "surplus bytes": (GOOD + RESULTS + 'results.send({"kind": "loaded"})\n', "error"),
    "noise on every descriptor": (
        "import os\nfor fd in range(3, 64):\n    try:\n        os.write(fd, b'\\xff' * 64)\n"
        "    except OSError:\n        pass\n" + GOOD,
        "error",
    ),
    "a guessed end frame": (
        "import os\nfor fd in range(3, 64):\n    try:\n"
        "        os.write(fd, b'\\x0e\\0\\0\\0' + bytes(8) + b'{\"kind\":\"end\"}')\n"
        "    except OSError:\n        pass\nos._exit(0)\n",
        "error",
    ),
    "patched comparison": (
        "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\nnp.abs = lambda x: 0 * x\n"
        + HEAD
        + "    return np.zeros_like(h_prev), np.zeros_like(c_prev), None\n",
        "failed",
    ),
    "patched built-ins": (
        "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.type = lambda x: float\n" + GOOD,
        "crashed",
    ),
    "a subclass that equals everything": (
        HEAD
        + "    return h_prev.view(A), c_prev.view(A), None\n\n\nclass A(np.ndarray):\n"
        + "    def __eq__(self, other): return True\n    __le__ = __lt__ = __ge__ = __eq__\n"
        + "    def __array_function__(self, *a, **k): return True\n"
        + "    def __array_ufunc__(self, *a, **k): return True\n",
        "failed",
    ),
    "a subclass of the right values": (
        GOOD.replace("return h_t, c_t", "return h_t.view(np.matrix), np.ma.array(c_t)"),
        "failed",
    ),
    "closed descriptors": ("import os\nos.closerange(0, 64)\n" + GOOD, "crashed"),
    "reads the solution": (
        "exec(open({root!r} + '/drills/lstm-cell-forward.article.py').read())\n",
        "forbidden",
    ),
    "imports the reference": ("from quizrnn.reference.lstm import lstm_cell_forward\n", "forbidden"),
    "imports it by importlib": (
        "import importlib, sys\nsys.meta_path.pop(0)\n"
        "lstm_cell_forward = importlib.import_module('torch').nn.LSTMCell\n",
        # With the finder gone, imports within the package are refused; without the package, none is found.
        "forbidden" if find_spec("torch") else "error",
    ),
    "hides an import": (
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n" + GOOD,
        "forbidden",
    ),
    "is random": (GOOD.replace("c_t = f", "c_t = np.random.normal() * 1e-3 + f"), "failed"),
    "is right once": (
        "calls = []\n"
        + GOOD.replace(
            "    return h_t", "    calls.append(1)\n    h_t = h_t + (len(calls) > 9)\n    return h_t"
        ),
        "failed",
    ),
}

HOSTILE = {
    "an endless loop": (HEAD + "    while True: pass\n", "timeout"),
    "an endless loop at the top": ("while True: pass\n", "timeout"),
    "an endless sleep": ("import time\ntime.sleep(1e6)\n", "timeout"),
    "a loop that catches everything": (
        HEAD
        + "    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n",
        "timeout",
    ),
    "closed pipes and a loop": ("import os\nos.closerange(0, 64)\nwhile True: pass\n", "timeout"),
    "a flood": (HEAD + "    while True: print('x' * 10_000)\n", "timeout"),
    "a syntax error": ("def f(:\n", "syntax"),
    "an indentation error": ("def f():\npass\n", "syntax"),
    "nested brackets": ("(" * 50_000 + "\n", "syntax"),
    "a null byte": ("x = '\0'\n", "syntax"),
    "10 GB": (HEAD + "    a = np.ones(1_300_000_000)\n    return a, a, None\n", "memory"),
    "recursion": (HEAD + "    return lstm_cell_forward(x_t, h_prev, c_prev, params)\n", "error"),
    "a broken stack": (
        "import sys\nsys.setrecursionlimit(10**9)\n\n\nclass A:\n"
        "    def __repr__(self): return repr([self])\n\n\nrepr(A())\n",
        "crashed",
    ),
    "an abort": ("import os\nos.abort()\n", "crashed"),
    "a fork": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(600)\n"
        "    os._exit(0)\n" + GOOD,
        "forbidden",
    ),
    "a process": ("import subprocess\nsubprocess.run(['ls'])\n" + GOOD, "forbidden"),
    "a shell": ("import os\nos.system('ls')\n" + GOOD, "forbidden"),
    "the network": ("import socket\nsocket.socket()\n" + GOOD, "forbidden"),
    "ctypes": ("import ctypes\nctypes.CDLL(None).abs(1)\n" + GOOD, "forbidden"),
    "a signal": ("import os\nos.kill(os.getpid(), 9)\n" + GOOD, "forbidden"),
    "a file elsewhere": ("open('/tmp/quizrnn-must-not-be', 'w')\n" + GOOD, "forbidden"),
    "a link out": (
        "import os\nos.symlink('/tmp', 'out')\nopen('out/quizrnn-must-not-be', 'w')\n" + GOOD,
        "forbidden",
    ),
    "a removed file": ("import os\nos.remove('/tmp/quizrnn-is-not-there')\n" + GOOD, "forbidden"),
    "the parent's memory": (
        "import os\nopen(f'/proc/{1 if os.getpid() != 1 else 2}/mem', 'rb')\n" + GOOD,
        "forbidden",
    ),
    "a big file": ("f = open('a', 'wb')\nf.write(bytes(100_000_000))\nf.flush()\n" + GOOD, "error"),
    "keys from stdin": ("input()\n" + GOOD, "error"),
    "an exception without a text": (
        "class E(Exception):\n    def __str__(self): raise E\n\n\n" + HEAD + "    raise E\n",
        "error",
    ),
    "an interrupt": (HEAD + "    raise KeyboardInterrupt\n", "error"),
    "nothing": ("", "missing"),
    "no function": ("lstm_cell_forward = 3\n", "missing"),
    "not written": (HEAD + "    raise NotImplementedError\n", "error"),
    "None": (HEAD + "    pass\n", "failed"),
    "two of three": (HEAD + "    return h_prev, c_prev\n", "failed"),
    "NaN": (HEAD + "    return h_prev * np.nan, c_prev * np.inf, None\n", "failed"),
}


@pytest.mark.parametrize("style", STYLES)
def test_right_code_passes_in_every_style(grade_text, style):
    source = STYLES[style]
    report = grade_text(source)
    assert report.status == "passed", text_lines(report, "en", 100)
    assert report.score == 1.0
    assert report.diagnosis == ()


@pytest.mark.parametrize("name", FORGED)
def test_no_forgery_passes(grade_text, isolation, name):
    from quizrnn.paths import content_dir

    source, status = FORGED[name]
    report = grade_text(source.replace("{root!r}", repr(str(content_dir()))), isolation=isolation)
    assert report.status == status
    assert report.score < 1
    assert status not in ("error", "forbidden") or report.score == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_every_failure_has_its_status(grade_text, isolation, name):
    source, status = HOSTILE[name]
    report = grade_text(source, isolation=isolation, seconds=0.7 if status == "timeout" else 30.0)
    assert report.status == status
    assert report.score == 0.0
    for lang in LANGUAGES:
        lines = text_lines(report, lang, 80)
        assert len(lines) > 1
        json.dumps(to_json(report, lang))
    if status not in ("failed", "error", "memory"):
        assert all(pick(report.message, lang) for lang in LANGUAGES)


@pytest.mark.parametrize("body", ["time.sleep(600)", "\n  while True: pass"], ids=["asleep", "busy"])
def test_threads_left_running_are_a_warning(grade_text, isolation, body):
    source = f"import threading, time\ndef work(): {body}\nthreading.Thread(target=work).start()\n" + GOOD
    report = grade_text(source, isolation=isolation)
    assert report.status == "passed"
    assert "leaves 1 thread running" in [pick(text, "en") for text in report.warnings]


def test_a_flood_that_ends_is_cut(grade_text):
    report = grade_text("print('y' * 3_000_000)\n" + GOOD)
    assert report.status == "passed"
    assert len(report.stdout) == 64 * 1024
    assert any("printed" in pick(text, "en") or "prints" in pick(text, "en") for text in report.warnings)


def test_changed_inputs_are_forgiven_with_a_warning(grade_text):
    report = grade_text(
        GOOD.replace("    return h_t", "    c_prev *= 0\n    params['W_f'][0] = 1\n    return h_t")
    )
    assert report.status == "passed"
    assert [pick(text, "en") for text in report.warnings] == [
        "mutates its input W_f",
        "mutates its input c_prev",
    ]


def test_lines_of_errors_are_the_learners(grade_text):
    report = grade_text(GOOD.replace("    c_t = f", "    c_t = undefined"))
    message = pick(report.cases[0].message, "en")
    assert report.status == "error"
    assert message.startswith("line 12: NameError")
    assert grade_text("x = 1\ny = (\n").line == 2
    assert grade_text("x = 1\nimport torch\n").line == 2


def test_partial_credit_is_the_weight_of_what_is_right(grade_text, load):
    drill, _ = load("lstm-cell-forward")
    report = grade_text(GOOD.replace("return h_t, c_t", "return h_t, c_t + 1"))
    assert (report.status, report.score) == ("failed", 0.5)
    report = grade_text(GOOD.replace("return h_t,", "if len(x_t) == 1: raise ValueError\n    return h_t,"))
    lost = sum(case.weight for case in drill.cases if case.sizes.get("N") == 1)
    assert report.status == "error"
    assert report.score == pytest.approx(1 - lost / sum(case.weight for case in drill.cases))


def test_a_forward_without_its_backward_is_missing(grade_text):
    report = grade_text(GOOD, "lstm-cell-backward")
    assert report.status == "missing"
    assert "lstm_cell_backward" in pick(report.message, "en")


def test_backward_passes_and_agrees_with_its_own_forward(grade_text):
    report = grade_text(GOOD + BACKWARD, "lstm-cell-backward")
    assert report.status == "passed"
    assert report.gradient_check is not None
    assert report.gradient_check.consistent_with_own_forward
    assert report.gradient_check.max_rel_error < 1e-6


def test_gradients_of_a_wrong_forward_are_told_from_wrong_gradients(grade_text):
    forward = (GOOD + BACKWARD).replace("np.concatenate([h_prev, x_t]", "np.concatenate([1.5 * h_prev, x_t]")
    forward = forward.replace('"dh_prev": dhx[:, :H]', '"dh_prev": 1.5 * dhx[:, :H]')
    report = grade_text(forward, "lstm-cell-backward")
    assert report.status == "failed"
    assert report.gradient_check.consistent_with_own_forward
    report = grade_text(
        (GOOD + BACKWARD).replace("dc * c_prev * f * (1 - f)", "dc * c_prev * f"), "lstm-cell-backward"
    )
    assert report.status == "failed"
    assert not report.gradient_check.consistent_with_own_forward


CHUNKS = """
def rnn_backward_truncated(dhs, cache, window):
    x, h0, hs, p = cache
    dx, dh = np.zeros(x.shape), np.zeros(h0.shape)
    grads = {"dU": 0, "dW": 0, "db": 0}
    for t in reversed(range(x.shape[1])):
        dh = dhs[:, t] + dh * ((t + 1) % window != 0)
        da = dh * (1 - hs[:, t] ** 2)
        before = hs[:, t - 1] if t else h0
        step = {"dU": da.T @ x[:, t], "dW": da.T @ before, "db": da.sum(0)}
        grads = {name: grads[name] + step[name] for name in grads}
        dx[:, t], dh = da @ p["U"], da @ p["W"]
    return {"dx": dx, "dh0": dh, **grads}
def rnn_forward(x, h0, params):
    hs, h = [], h0
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ params["U"].T + h @ params["W"].T + params["b"])
        hs.append(h)
    hs = np.stack(hs, axis=1)
    return hs, (x, h0, hs, params)
"""


def test_a_right_forward_is_not_blamed_where_the_backward_agrees_in_the_case_compared(grade_text):
    report = grade_text(f"import numpy as np\n{CHUNKS}", "rnn-backward-truncated")
    assert report.status == "failed"
    assert report.gradient_check.consistent_with_own_forward
    said = " ".join(" ".join(text_lines(report, "en", 200)).split())
    assert "In the case “window of the whole sequence” your gradients are those of your own forward" in said
    assert "forward that is off" not in said


def test_a_cache_that_is_consumed_is_forgiven(grade_text):
    source = GOOD.replace(
        "return h_t, c_t, (hx, c_prev, f, i, g, o, c_t, params)",
        "return h_t, c_t, [hx, c_prev, f, i, g, o, c_t, params]",
    ) + BACKWARD.replace("= cache", "= [cache.pop(0) for _ in range(8)]")
    assert grade_text(source, "lstm-cell-backward").status == "passed"


def test_outputs_are_taken_before_the_backward_may_change_them(grade_text):
    source = GOOD + BACKWARD.replace("    tau = np.tanh(c_t)\n", "    tau = np.tanh(c_t)\n    c_t *= 0\n")
    assert grade_text(source, "lstm-cell-backward").status == "passed"


def test_a_seed_repeats_a_run_exactly(grade_text):
    wrong = GOOD.replace("f * c_prev", "i * c_prev")
    first, second = (to_json(grade_text(wrong, seed=3), "en") | {"seconds": 0} for _ in range(2))
    assert first == second
    assert to_json(grade_text(wrong, seed=4), "en")["cases"] != first["cases"]


def test_seeds_come_from_the_system(grade_text):
    assert grade_text(GOOD, seed=None).seed != grade_text(GOOD, seed=None).seed


def test_unreadable_files_are_one_line(tmp_path, load):
    drill, solutions = load("lstm-cell-forward")

    def run(path):
        return grade(drill, solution=solutions["article"], path=path)

    with pytest.raises(InputError, match="no such file"):
        run(tmp_path / "none.py")
    with pytest.raises(InputError, match="folder"):
        run(tmp_path)
    (tmp_path / "latin.py").write_bytes(b"# ok\nx = '\xe9'\n")
    with pytest.raises(InputError, match=r"latin.py:2: not UTF-8"):
        run(tmp_path / "latin.py")
    (tmp_path / "big.py").write_bytes(b"#" * (1 << 20) + b"\n")
    with pytest.raises(InputError, match="1 MiB"):
        run(tmp_path / "big.py")


def test_an_unknown_convention_is_named(tmp_path, load):
    drill, solutions = load("lstm-cell-forward")
    path = tmp_path / "mine.py"
    path.write_text(GOOD)
    with pytest.raises(UnknownName, match="nonsense"):
        grade(drill, solution=solutions["article"], path=path, convention="nonsense")


def test_a_run_can_be_cancelled(tmp_path, load):
    drill, solutions = load("lstm-cell-forward")
    path = tmp_path / "mine.py"
    path.write_text("while True: pass\n")
    cancel = Cancel()
    timer = threading.Timer(0.3, cancel.request)
    timer.start()
    with pytest.raises(CancelledError):
        grade(
            drill,
            solution=solutions["article"],
            path=path,
            limits=Limits(seconds=60),
            cancel=cancel,
            child=Child(Limits(seconds=60)),
        )
    timer.join()


def test_control_characters_do_not_reach_the_terminal(grade_text):
    report = grade_text("print('\\x1b[2J\\x07')\n" + HEAD + "    raise ValueError('\\x1b]0;x\\x07')\n")
    assert report.status == "error"
    assert not any("\x1b" in line or "\x07" in line for line in text_lines(report, "en", 80))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lines_fit_the_terminal(grade_text, lang):
    from rich.cells import cell_len

    report = grade_text(GOOD.replace("c_t = f * c_prev", "c_t = f + c_prev"))
    lines = text_lines(report, lang, 80)
    assert max(cell_len(line) for line in lines) <= 80 + len(report.file)
    assert any("c_t" in line for line in lines)


def test_json_is_the_contracts(grade_text):
    found = to_json(grade_text(GOOD.replace("return h_t, c_t", "return h_t, c_t + 1")), "en")
    assert set(found) >= {
        *("drill", "convention", "file", "seed", "status", "score", "cases", "diagnosis"),
        *("gradient_check", "warnings", "stdout", "seconds"),
    }
    output = found["cases"][0]["outputs"][1]
    assert output["name"] == "c_t"
    assert output["status"] == "value"
    assert set(output) >= {
        *("max_abs_error", "max_rel_error", "worst_index", "expected", "actual", "weight"),
    }
    assert output["max_abs_error"] == pytest.approx(1)


WHEN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def test_other_graders_formats(grade_text):
    from xml.etree import ElementTree as ET

    reports = [grade_text(GOOD), grade_text(GOOD.replace("return h_t, c_t", "return h_t, c_t + 1"))]
    root = ET.fromstring(to_junit(reports, "en", WHEN))
    suites = root.findall("testsuite")
    assert [suite.get("failures") for suite in suites] == ["0", suites[1].get("tests")]
    assert "c_t" in suites[1].find("testcase/failure").text
    broken = ET.fromstring(to_junit([grade_text("raise ValueError('\\x00\\x1b')\n")], "en", WHEN))
    assert int(broken.find("testsuite").get("errors")) > 0
    found = to_gradescope(reports[1:], "en")
    assert found["score"] == 50
    assert sum(test["score"] for test in found["tests"]) == pytest.approx(50, abs=0.01)
    assert sum(test["max_score"] for test in found["tests"]) == pytest.approx(100, abs=0.01)
    assert {test["status"] for test in found["tests"]} == {"failed"}


def test_only_a_whole_score_is_a_hundred_percent():
    assert [percent(score) for score in (0, 0.5, 0.999, 1)] == ["0%", "50%", "99%", "100%"]


@pytest.mark.parametrize("name", ["lstm-cell-forward", "gru-cell-backward"])
def test_a_known_mistake_is_named_with_its_line(grade_text, load, name):
    from quizrnn.drills.solve import edited

    drill, solutions = load(name)
    solution = solutions["article"]
    mistake = drill.forms["article"].misconceptions[0]
    source = edited(solution, mistake.edits)
    report = grade_text(source, name)
    found = {diagnosis.id: diagnosis for diagnosis in report.diagnosis}
    assert f"{drill.drill}-{mistake.id}" in found
    changed = [
        n for n, (a, b) in enumerate(zip(source.split("\n"), solution.split("\n"), strict=False), 1) if a != b
    ]
    assert found[f"{drill.drill}-{mistake.id}"].line in (None, changed[0])
    assert any(line.startswith("→") for line in text_lines(report, "en", 80))
