"""The child process: what it returns, what it is held to, and what it cannot do."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from quizrnn.bank.drills import Call
from quizrnn.drills.isolation import MARK, Isolation, available
from quizrnn.drills.job import Job, Run
from quizrnn.drills.limits import Cancel, Limits, keep_to_one_thread
from quizrnn.drills.results import Number, Odd, Receiver
from quizrnn.drills.sandbox import CancelledError, Child, run
from quizrnn.drills.wire import WireError

X = np.arange(6.0).reshape(2, 3)


def call(*arguments, function="f", returns=("y",), form="single"):
    return Call(function=function, arguments=list(arguments), returns=list(returns), form=form)


DEFAULT = (call("x"),)


def job(source, inputs=None, calls=DEFAULT, times=1):
    runs = tuple(Run(tuple(calls), {"x": X} if inputs is None else inputs) for _ in range(times))
    return Job(source, "mine.py", runs, loud=1)


def result_of(source, *arguments, seconds=20.0, isolation=None, **keywords):
    return Child(Limits(seconds=seconds), isolation).run(job(source, *arguments, **keywords))


def test_values_come_back_bit_for_bit(isolation):
    found = result_of("def f(x): return x * 2", isolation=isolation)
    assert found.status == "passed"
    np.testing.assert_array_equal(found.runs[0].values["y"], 2 * X, strict=True)


@pytest.mark.parametrize(
    ("returned", "kind"),
    [
        ("3.5", "float"),
        ("np.float64(3.5)", "float64"),
        ("np.float32(3.5)", "float32"),
        ("x.sum()", "float64"),
    ],
)
def test_numbers_are_told_from_arrays(returned, kind):
    value = result_of(f"import numpy as np\ndef f(x): return {returned}").runs[0].values["y"]
    assert isinstance(value, Number)
    assert value.type == kind


@pytest.mark.parametrize(
    ("returned", "odd"),
    [
        ("None", Odd(status="missing", got="None")),
        ("[1.0]", Odd(status="type", got="list")),
        ("1", Odd(status="type", got="int")),
        ("True", Odd(status="type", got="bool")),
        ("np.matrix(x)", Odd(status="type", got="matrix")),
        ("np.ma.array(x)", Odd(status="type", got="MaskedArray")),
        ("np.array([None])", Odd(status="dtype", got="object")),
        ("x.astype('>f8')", Odd(status="dtype", got=">f8")),
        ("np.broadcast_to(x[0, 0], (10**6, 10**6))", Odd(status="shape", got="(1000000, 1000000)")),
    ],
)
def test_what_is_no_array_is_named(returned, odd):
    assert result_of(f"import numpy as np\ndef f(x): return {returned}").runs[0].values["y"] == odd


def test_every_layout_arrives_with_equal_values():
    wide = np.zeros((2, 7))
    wide[:, 1::2] = X
    source = (
        "import numpy as np\n"
        "def f(x, y, z):\n"
        "    flags = [a.flags[k] for a in (x, y, z) for k in ('C_CONTIGUOUS', 'F_CONTIGUOUS')]\n"
        "    return np.array(flags), x, y.copy(), z.copy()\n"
    )
    inputs = {"x": X, "y": np.asfortranarray(X), "z": wide[:, 1::2]}
    calls = [call("x", "y", "z", returns=("flags", "a", "b", "c"), form="tuple")]
    values = result_of(source, inputs, calls).runs[0].values
    assert values["flags"].tolist() == [True, False, False, True, False, False]
    for name in "abc":
        np.testing.assert_array_equal(values[name], X)


def test_trees_of_inputs_and_dicts_of_outputs():
    source = (
        "def f(params, layers, window):\n"
        "    return {'d': params['W'] * window, 'fw': {'d': layers[1][0]['W'] + 1}}\n"
    )
    inputs = {"params": {"W": X}, "layers": [({"W": X},), ({"W": 3 * X},)], "window": 2}
    calls = [call("params", "layers", "window", returns=("d", "fw.d"), form="dict")]
    values = result_of(source, inputs, calls).runs[0].values
    np.testing.assert_array_equal(values["d"], 2 * X)
    np.testing.assert_array_equal(values["fw.d"], 3 * X + 1)


def test_a_cache_of_any_form_is_handed_on_and_never_sent():
    source = "def f(x): return x, lambda: 5 * x\ndef g(d, cache): return {'dx': d + cache()}"
    calls = [
        call("x", returns=("y", "cache"), form="tuple"),
        call("d", "cache", function="g", returns=("dx",), form="dict"),
    ]
    found = result_of(source, {"x": X, "d": X}, calls)
    assert list(found.runs[0].values) == ["y", "dx"]
    np.testing.assert_array_equal(found.runs[0].values["dx"], 6 * X)


def test_inputs_are_copies_and_changes_are_noticed():
    found = result_of("def f(x):\n    x += 1\n    return x", times=2)
    for outcome in found.runs:
        assert outcome.mutated == ("x",)
        np.testing.assert_array_equal(outcome.values["y"], X + 1)


def test_printing_is_kept_for_the_loud_runs_alone(isolation):
    found = result_of("def f(x):\n    print('héllo')\n    return x", times=3, isolation=isolation)
    assert found.printed == "héllo\n"


def test_printing_survives_a_kill():
    found = result_of("def f(x):\n    print('here')\n    while True: pass", seconds=0.5)
    assert (found.status, found.printed) == ("timeout", "here\n")


def test_the_environment_is_short_and_the_folder_is_fresh():
    source = (
        "import os, sys\n"
        "print(sorted(os.environ), os.listdir('.'), sys.argv, sys.flags.isolated)\n"
        "open('a.txt', 'w').write('x')\n"
        "def f(x): return x\n"
    )
    os.environ["QUIZRNN_SECRET"] = "x"
    try:
        found = result_of(source)
    finally:
        del os.environ["QUIZRNN_SECRET"]
    assert found.status == "passed"
    assert "SECRET" not in found.printed
    assert "[] ['submission'] 1" in found.printed


def test_nothing_that_is_right_enters_the_child():
    text = job("def f(x): return x").encoded()
    assert b"tolerance" not in text
    assert b"expected" not in text


def test_the_network_is_shut_where_the_system_allows():
    if "net" not in available().namespaces:
        pytest.skip("no network namespace on this system")
    source = "print(open('/proc/self/net/dev').read().count(':'))\ndef f(x): return x"
    assert result_of(source).printed.strip() == "1"


def test_cancelling_from_another_thread_ends_the_run(isolation):
    cancel = Cancel()
    child = Child(Limits(seconds=60), isolation)
    timer = threading.Timer(0.3, cancel.request)
    timer.start()
    with pytest.raises(CancelledError):
        child.run(job("while True: pass"), cancel)
    timer.join()
    assert not child.alive
    cancel.request()
    assert cancel.requested


def test_a_child_that_is_not_used_is_closed_without_a_trace():
    child = Child()
    assert child.alive
    scratch = child._scratch
    child.close()
    child.close()
    assert not child.alive
    assert not scratch.exists()


def test_limits_that_hold_are_told():
    with Child() as child:
        assert {"RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE"} <= set(child.limits_held())


def test_an_orphan_ends_itself():
    """If the grader is killed, the child notices by its pipe, even in the midst of a loop."""
    script = (
        "import sys, threading, os, time\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from quizrnn.drills.sandbox import Child\n"
        "from quizrnn.drills.isolation import Isolation\n"
        "from quizrnn.drills.job import Job\n"
        "from quizrnn.drills.limits import Limits\n"
        "child = Child(Limits(seconds=60), Isolation())\n"
        "print(child._mark, flush=True)\n"
        "threading.Timer(1.0, os._exit, [0]).start()\n"
        "child.run(Job('import time\\nwhile True: time.sleep(0.01)', 'mine.py', (), 0))\n"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", script, root], capture_output=True, text=True, timeout=60, check=False
    )
    mark = f"{MARK}={done.stdout.strip()}".encode()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _marked(mark):
        time.sleep(0.05)
    assert done.stdout.strip()
    assert not _marked(mark)


def _marked(mark):
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(entry.name)
        except OSError:
            continue
    return found


HEADER = {"token": "t"}


@pytest.mark.parametrize(
    "frames",
    [
        [{"kind": "end"}],
        [{"kind": "output", "run": 0, "name": "y", "dtype": "<f8", "shape": []}],
        [{"kind": "loaded"}, {"kind": "loaded"}],
        [{"kind": "loaded"}, {"kind": "end"}],
        [{"kind": "loaded"}, {"kind": "output", "run": 1, "name": "y", "dtype": "<f8", "shape": []}],
        [{"kind": "loaded"}, {"kind": "output", "run": 0, "name": "z", "dtype": "<f8", "shape": []}],
        [{"kind": "loaded"}, {"kind": "output", "run": 0, "name": "y"}],
        [{"kind": "loaded"}, *[{"kind": "output", "run": 0, "name": "y", "dtype": "<f8", "shape": []}] * 2],
        [{"kind": "loaded"}, {"kind": "run", "run": 0}, {"kind": "run", "run": 0}],
        [{"kind": "loaded"}, {"kind": "run", "run": 0}, {"kind": "end"}, {"kind": "end"}],
        [{"kind": "loaded", "token": "guess"}],
        [{"kind": "loaded", "missing": "f"}],
        [{"kind": "ready"}],
        [{"kind": "other"}],
        [{}],
    ],
)
def test_frames_out_of_order_are_refused(frames):
    receiver = Receiver(Job("", "mine.py", (Run((call("x"),), {}),), loud=1, token="t"))
    *before, last = frames
    for header in before:
        receiver.take(HEADER | header, b"\0" * 8)
    with pytest.raises(WireError):
        receiver.take(HEADER | last, b"\0" * 8)


def test_run_is_the_short_way():
    assert run(job("def f(x): return x")).status == "passed"


def test_unshared_children_are_the_rule_on_linux():
    found = available()
    assert found == available()
    assert (found.command == ()) == (found.namespaces == ())
    assert Isolation().command == ()


def test_numpy_starts_no_threads_in_the_grader_unless_told_to():
    environ = {"OMP_NUM_THREADS": "4"}
    keep_to_one_thread(environ)
    assert environ["OPENBLAS_NUM_THREADS"] == "1"
    assert environ["OMP_NUM_THREADS"] == "4"
