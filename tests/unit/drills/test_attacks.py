"""Code that tries to get a pass without right numbers, or out of its process: none does.

Forms that could do harm are bounded, and whatever would strike other processes runs in a PID namespace alone.
What must be refused is tried where only the audit hook refuses, and what must pass where the kernel's locks
hold, too; with ``QUIZRNN_ISOLATIONS=all`` in the environment, everything is tried in both ways.
"""

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from quizrnn.bank.drills import Call
from quizrnn.drills import child_locks
from quizrnn.drills.child import Caught
from quizrnn.drills.isolation import Isolation, available
from quizrnn.drills.job import Job, Run
from quizrnn.drills.limits import Limits
from quizrnn.drills.race import Race
from quizrnn.drills.sandbox import Child, _remove
from quizrnn.drills.wording import fatal_text, warning_texts
from quizrnn.paths import content_dir
from quizrnn.text import LANGUAGES, pick

CASES = [np.random.default_rng(seed).normal(size=(2, 3)) for seed in (1, 2)]
RIGHT = "import numpy as np\n\n\ndef f(x):\n    return 3 * x + 1\n"
WRONG = "import numpy as np\n\n\ndef f(x):\n    return 0 * x\n"
SOLUTION = str(content_dir() / "drills" / "lstm-cell-forward.article.py")
EVERY = "for fd in range(3, 256):\n    try:\n        {}\n    except OSError:\n        pass\n"
FIND = """
import gc, sys
found = [o for o in gc.get_objects() if type(o).__name__ == "Results"]
frame = sys._getframe()
while frame:
    found += [v for v in list(frame.f_locals.values()) if type(v).__name__ == "Results"]
    frame = frame.f_back
results = found[0]
"""
FORGE = """
def forge():
    import os
    results.send({"kind": "loaded"})
    for run in range(2):
        head = {"kind": "output", "run": run, "name": "y", "dtype": "<f8", "shape": [2, 3]}
        results.send(head, bytes(48))
        results.send({"kind": "run", "run": run})
    results.send({"kind": "end"})
    os._exit(0)
"""


ALL = os.environ.get("QUIZRNN_ISOLATIONS") == "all"
WEAK = [Isolation(), *([available()] if ALL else [])]
STRONG = [available(), *([Isolation()] if ALL else [])]


def known(isolation):
    """Name an isolation in a test's id."""
    return "locks" if isolation.locks else "hook"


weak = pytest.mark.parametrize("isolation", WEAK, ids=known)
strong = pytest.mark.parametrize("isolation", STRONG, ids=known)


def run(source, isolation=None, *, filename="mine.py", seconds=20.0, **limits):
    """Run ``f`` on two inputs; the status is "failed" where what came back is not 3 x + 1."""
    call = Call(function="f", arguments=["x"], returns=["y"], form="single")
    job = Job(source, filename, tuple(Run((call,), {"x": x}) for x in CASES), loud=2)
    result = Child(Limits(seconds=seconds, **limits), isolation).run(job)
    if result.status != "passed":
        return result, result.status
    if result.missing:
        return result, "missing"
    for error in (outcome.error for outcome in result.runs):
        if error is not None:
            return result, error.status
    values = [outcome.values.get("y") for outcome in result.runs]
    right = all(
        type(value) is np.ndarray and value.shape == x.shape and np.allclose(value, 3 * x + 1)
        for value, x in zip(values, CASES, strict=True)
    )
    return result, "passed" if right else "failed"


FORGERIES = {
    "zeros by frames found among all objects": (FIND + FORGE + "forge()\n", "failed"),
    "frames before a destructor": (
        FIND + FORGE + "class A:\n    def __del__(self): forge()\ndel A\n" + WRONG,
        "failed",
    ),
    "frames of a profiler": (
        FIND
        + FORGE
        + "def f(x):\n    sys.setprofile(lambda *a: (sys.setprofile(None), forge()))\n    return x\n",
        "error",
    ),
    "an exit handler": (
        "import atexit, os\natexit.register(lambda: os._exit(0))\n" + WRONG,
        "failed",
    ),
    "frames of an exit handler": (FIND + FORGE + "import atexit\natexit.register(forge)\n" + WRONG, "failed"),
    "frames without a token": (
        'import os, struct\nh = b\'{"kind":"loaded","token":""}\'\n'
        + EVERY.format("os.write(fd, struct.pack('<IQ', len(h), 0) + h)")
        + RIGHT,
        "error",
    ),
    "one byte on every descriptor": ("import os\n" + EVERY.format("os.write(fd, b'x')") + RIGHT, "error"),
    "the pipe as its output": (
        "import os\n" + EVERY.format("os.dup2(fd, 1) if fd != 1 else None; os.write(1, b'passed')") + RIGHT,
        ("error", "failed"),
    ),
    "results closed": (FIND + "import os\nos.close(results._descriptor)\n" + RIGHT, "crashed"),
    "results led elsewhere": (
        FIND + "import os\nos.dup2(os.open('a', os.O_RDWR | os.O_CREAT), results._descriptor)\n" + RIGHT,
        "crashed",
    ),
    "arrays among all objects": (
        "import gc\nimport numpy as np\n\n\ndef f(x):\n    for o in gc.get_objects():\n"
        "        for v in list(o.values()) if type(o) is dict else o if type(o) in (list, tuple) else ():\n"
        "            if type(v) is np.ndarray and v.shape == x.shape and not (v == x).all():\n"
        "                return v\n    return x\n",
        "failed",
    ),
    "what refers to the input": (
        "import gc\n\n\ndef f(x):\n    print([type(o) for o in gc.get_referrers(x)])\n    return x\n",
        "failed",
    ),
    "a result of another case": (
        "memo = {}\n\n\ndef f(x):\n    return memo.setdefault(x.shape, 3 * x + 1)\n",
        "failed",
    ),
    "the second call": (
        "n = [0]\n\n\ndef f(x):\n    n[0] += 1\n    return 3 * x + 1 if n[0] == 1 else x\n",
        "failed",
    ),
    "a thread that changes what was returned": (
        "import threading\n\n\ndef f(x):\n    y = 3 * x\n"
        "    t = threading.Thread(target=y.fill, args=(0,))\n    t.start()\n    t.join()\n    return y\n",
        "failed",
    ),
    "a class that says it is another": (
        "import numpy as np\n\n\nclass A:\n    __class__ = np.float64\n    dtype = np.dtype('f8')\n"
        "    nbytes, ndim, shape = 48, 2, (2, 3)\n    def tobytes(self): return bytes(48)\n\n\n"
        "def f(x): return A()\n",
        "failed",
    ),
    "an array's interface": (
        "class A:\n    def __init__(self, x):\n"
        "        self.__array_interface__ = (3 * x + 1).__array_interface__\n\n\n"
        "def f(x): return A(x)\n",
        "failed",
    ),
    "a subclass that finalizes itself": (
        "import numpy as np\n\n\nclass A(np.ndarray):\n    def __array_finalize__(self, other): pass\n"
        "    def tobytes(self, order='C'): return bytes(48)\n\n\ndef f(x): return (3 * x + 1).view(A)\n",
        "failed",
    ),
    "a memory map": (
        "import numpy as np\n\n\ndef f(x):\n    y = np.memmap('m', 'f8', 'w+', shape=x.shape)\n"
        "    y[:] = 3 * x + 1\n    return y\n",
        "failed",
    ),
    "objects in an array": ("def f(x): return (3 * x + 1).astype(object)\n", "failed"),
    "a structured array": ("def f(x): return (3 * x + 1).view([('a', 'f8')])\n", "failed"),
    "a coroutine": ("async def f(x): return 3 * x + 1\n", "failed"),
    "a generator": ("def f(x): yield 3 * x + 1\n", "failed"),
    "patched JSON": (
        'import json\njson.dumps = json.JSONEncoder.encode = lambda *a, **k: \'{"kind":"end"}\'\n' + RIGHT,
        "error",
    ),
    "patched encoder": ("import os\nos.write = lambda fd, data: len(data)\n" + WRONG, "failed"),
    "no built-in functions": ("import builtins\nbuiltins.__dict__.clear()\n" + RIGHT, ("crashed", "error")),
    "a tracer that raises": (
        "import sys\n" + WRONG + "def trace(*a): raise SystemExit(0)\nsys.settrace(trace)\n",
        ("crashed", "error", "failed"),
    ),
    "poisoned modules": (
        "import sys\nfor name in ('json', 'numpy', 'struct', 'threading'): sys.modules[name] = None\n"
        + WRONG,
        "error",
    ),
}

REFUSED = {
    "the solution by its loader": (
        f"from importlib.machinery import SourceFileLoader as L\nL('s', {SOLUTION!r}).load_module()\n",
        "read",
    ),
    "the solution by NumPy": (f"import numpy as np\nnp.fromfile({SOLUTION!r}, 'u1')\n", "read"),
    "the solution by a memory map": (f"import numpy as np\nnp.memmap({SOLUTION!r}, mode='r')\n", "read"),
    "the solution by its lines": (f"import linecache\nlinecache.getline({SOLUTION!r}, 1)\n", "read"),
    "the solution by open_code": (f"import io\nio.open_code({SOLUTION!r})\n", "read"),
    "the solution by the working folder": (
        f"import os\nos.chdir({str(Path(SOLUTION).parent)!r})\nopen({Path(SOLUTION).name!r})\n",
        "read",
    ),
    "the solution by an open folder": (
        f"import os\nd = os.open({str(Path(SOLUTION).parent)!r}, os.O_RDONLY)\n"
        f"os.open({Path(SOLUTION).name!r}, os.O_RDONLY, dir_fd=d)\n",
        "read",
    ),
    "the solution by the root": (f"open('/proc/self/root{SOLUTION}')\n", "read"),
    "the solution by a hard link": (f"import os\nos.link({SOLUTION!r}, 'a')\n", "file"),
    "the solution by a link": (f"import os\nos.symlink({SOLUTION!r}, 'a')\n", "file"),
    "the reference as another package": (
        f"import sys\nsys.path.insert(0, {str(content_dir().parent / 'quizrnn')!r})\n"
        "from reference.lstm import lstm_cell_forward\n",
        "read",
    ),
    "an archive": (f"import zipimport\nzipimport.zipimporter({str(content_dir())!r})\n", None),
    "the grader's memory": ("import os\nopen(f'/proc/{os.getppid() or 1}/mem', 'rb')\n", "read"),
    "the grader's environment": ("import os\nopen(f'/proc/{os.getppid() or 1}/environ')\n", "read"),
    "the grader by a signal": ("import os\nos.kill(os.getppid(), 0)\n", "signal"),
    "a group by a signal": ("import os\nos.killpg(os.getpgid(0), 0)\n", "signal"),
    "a thread by a signal": (
        "import signal, threading\nsignal.pthread_kill(threading.get_ident(), 0)\n",
        "signal",
    ),
    "a fork": ("import os\nfor _ in range(3): os.fork()\n", "process"),
    "a fork that outlives": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\n    os._exit(0)\n",
        "process",
    ),
    "a spawn": ("import os\nos.posix_spawn('/bin/true', ['true'], {})\n", "process"),
    "an exec": ("import os\nos.execv('/bin/true', ['true'])\n", "process"),
    "a shell": ("import os\nos.popen('true')\n", "process"),
    "fork_exec": (
        "import _posixsubprocess as p\n"
        "p.fork_exec([b'true'], [b'/bin/true'], True, (), None, None, -1, -1, -1,"
        " -1, -1, -1, -1, -1, False, False, 0, None, None, None, -1, None, True)\n",
        "process",
    ),
    "multiprocessing": (
        "import multiprocessing as m\nm.get_context('fork').Process(target=print).start()\n",
        "process",
    ),
    "a pseudo-terminal": ("import pty\npty.fork()\n", "process"),
    "a socket": ("import socket\nsocket.create_connection(('127.0.0.1', 9), 1)\n", "network"),
    "a download": ("import urllib.request as u\nu.urlopen('http://127.0.0.1:9/', timeout=1)\n", "network"),
    "asyncio": ("import asyncio\nasyncio.run(asyncio.sleep(0))\n", "network"),
    "ctypes": ("import ctypes\nctypes.CDLL(None)\n", "ctypes"),
    "_ctypes": ("import _ctypes\n_ctypes.dlopen(None, 0)\n", "ctypes"),
    "an object at an address": ("import _ctypes\n_ctypes.PyObj_FromPtr(id(1))\n", "ctypes"),
    "higher limits": (
        "import resource as r\nr.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))\n",
        "limit",
    ),
    "a database": ("import sqlite3\nsqlite3.connect('/tmp/quizrnn-must-not-be.db')\n", "file"),
    "a renamed file": ("import os\nopen('a', 'w')\nos.rename('a', '/tmp/quizrnn-must-not-be')\n", "file"),
    "a link elsewhere": ("import os\nos.symlink('a', '/tmp/quizrnn-must-not-be')\n", "file"),
    "a folder elsewhere": ("import os\nos.mkdir('/tmp/quizrnn-must-not-be')\n", "file"),
    "a way up": ("open('../quizrnn-must-not-be', 'w')\n", "file"),
    "a shared file": ("open('/dev/shm/quizrnn-must-not-be', 'w')\n", "file"),
    "many files": ("for n in range(100): open(str(n), 'w')\n", "files"),
    "deep folders": ("import os\nfor _ in range(100):\n    os.mkdir('d')\n    os.chdir('d')\n", "files"),
    "a submodule of what is refused": (
        "import importlib\nimportlib.import_module('quizrnn.reference')\n",
        "import",
    ),
    "an import by hand": ("__import__('jax')\n", "import"),
    "an import by runpy": ("import runpy\nrunpy.run_module('quizrnn')\n", "import"),
}

ENDINGS = {
    "an exit of another thread": (
        "import os, threading\nthreading.Thread(target=os._exit, args=(0,)).start()\n"
        "import time\ntime.sleep(30)\n",
        "crashed",
    ),
    "faulthandler's exit": (
        "import faulthandler\nfaulthandler.dump_traceback_later(0.05, exit=True)\nwhile True: pass\n",
        "crashed",
    ),
    "an invalid address": ("import faulthandler\nfaulthandler._sigsegv()\n", ("crashed", "failed")),
    "an arithmetic signal": ("import faulthandler\nfaulthandler._sigfpe()\n", "crashed"),
    "too many threads": (
        "import threading\ne = threading.Event()\n"
        "for _ in range(3000): threading.Thread(target=e.wait, daemon=True).start()\n",
        ("error", "memory"),
    ),
    "a sparse file": ("f = open('a', 'wb')\nf.truncate(10**12)\n", "error"),
    "too many descriptors": ("keep = [open('a', 'w') for _ in range(200)]\n", "error"),
    "nested lists as JSON": (
        "import json\nx = []\nfor _ in range(100_000): x = [x]\njson.dumps(x)\n",
        "error",
    ),
    "nested lists pickled": (
        "import pickle\nx = []\nfor _ in range(100_000): x = [x]\npickle.dumps(x)\n",
        "error",
    ),
    "SystemExit(0)": ("raise SystemExit(0)\n", "error"),
    "GeneratorExit": ("raise GeneratorExit\n", "error"),
    "StopIteration": ("def f(x): raise StopIteration\n", "error"),
    "a group of exceptions": (
        "raise BaseExceptionGroup('two', [KeyboardInterrupt(), ValueError()])\n",
        "error",
    ),
}

HANGS = {
    "its own stop": "import signal\nsignal.raise_signal(signal.SIGSTOP)\nwhile True: pass\n",
    "signals ignored": (
        "import signal\nfor n in (signal.SIGTERM, signal.SIGXCPU, signal.SIGINT, signal.SIGHUP):\n"
        "    signal.signal(n, signal.SIG_IGN)\nwhile True: pass\n"
    ),
    "no output left": "import sys, os\nsys.stdout.close()\nos.close(1)\nos.close(2)\nwhile True: pass\n",
    "a destructor": "class A:\n    def __del__(self):\n        while True: pass\na = A()\ndel a\n",
    "a lock twice": "import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()\n",
    "an exception's text": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E\n"
    ),
}

HARMLESS = {
    "views backwards": "def f(x): return (3 * x + 1)[::-1, ::-1][::-1, ::-1]\n",
    "no strides": (
        "import numpy as np\ndef f(x):\n    return 3 * x + np.broadcast_to(np.float64(1), x.shape)\n"
    ),
    "a read-only array": "def f(x):\n    y = 3 * x + 1\n    y.setflags(write=False)\n    return y\n",
    "the input itself": "def f(x):\n    x *= 3\n    x += 1\n    return x\n",
    "fortran order": "import numpy as np\ndef f(x): return np.asfortranarray(3 * x + 1)\n",
    "every second column": (
        "import numpy as np\ndef f(x):\n    y = np.zeros((2, 6))\n"
        "    y[:, ::2] = 3 * x + 1\n    return y[:, ::2]\n"
    ),
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor\nimport numpy as np\n\n\ndef f(x):\n"
        "    with ThreadPoolExecutor(4) as pool: return np.array(list(pool.map(lambda r: 3 * r + 1, x)))\n"
    ),
    "an exit of a thread": (
        "import sys, threading\nt = threading.Thread(target=sys.exit)\nt.start()\nt.join()\n" + RIGHT
    ),
    "handlers of all kinds": (
        "import atexit, os, weakref\natexit.register(print)\nos.register_at_fork(before=print)\n"
        "class A: pass\na = A()\nweakref.finalize(a, print, 'gone')\ndel a\n" + RIGHT
    ),
    "much on both outputs": (
        "import sys\nfor _ in range(300): print('x' * 1000); print('y' * 1000, file=sys.stderr)\n" + RIGHT
    ),
    "outputs closed": "import sys\nsys.stdout.close()\nsys.stderr.close()\n" + RIGHT,
    "its folder removed": "import os, shutil\nshutil.rmtree(os.getcwd(), ignore_errors=True)\n" + RIGHT,
    "another working folder": "import os\nos.chdir('/')\nos.umask(0o777)\n" + RIGHT,
    "files of its own": (
        "import os, tempfile\nos.makedirs('a/b')\nos.symlink('b', 'a/c')\nopen('a/c/d', 'w').write('x')\n"
        "os.rename('a/b/d', 'e')\ntempfile.TemporaryFile().write(b'x')\nassert open('e').read() == 'x'\n"
        + RIGHT
    ),
    "more threads for BLAS": "import os\nos.environ['OPENBLAS_NUM_THREADS'] = '64'\n" + RIGHT,
    "a tracer": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\n" + RIGHT,
    "cached calls": (
        "from functools import cache, partial\n\n\ndef g(k, x): return k * x + 1\n\n\nf = partial(g, 3)\n"
    ),
    "errors of NumPy raised and caught": (
        "import numpy as np\nnp.seterr(all='raise')\n\n\ndef f(x):\n    try:\n        np.exp(1e4)\n"
        "    except FloatingPointError:\n        return 3 * x + 1\n"
    ),
    "modules of the library": (
        "import asyncio, csv, ctypes, dataclasses, decimal, inspect, json, logging\n"
        "import multiprocessing, pickle, re\n"
        "import random, sqlite3, statistics, subprocess, timeit, unittest, zoneinfo\nimport numpy.fft, "
        "numpy.testing, numpy.polynomial\nrandom.random()\n" + RIGHT
    ),
    "its own text": "import inspect\n\n\ndef f(x):\n    inspect.getsource(f)\n    return 3 * x + 1\n",
}


@weak
@pytest.mark.parametrize("name", FORGERIES)
def test_no_forgery_passes(isolation, name):
    source, wanted = FORGERIES[name]
    _, status = run(source, isolation)
    assert status in ((wanted,) if isinstance(wanted, str) else wanted)
    assert status != "passed"


@weak
@pytest.mark.parametrize("name", REFUSED)
def test_what_leads_out_is_refused_and_told(isolation, name):
    source, kind = REFUSED[name]
    attempt = "".join(f"    {line}\n" for line in source.splitlines())
    result, status = run(f"try:\n{attempt}except BaseException: pass\n" + RIGHT, isolation)
    if kind is None:
        assert status in ("passed", "forbidden")
        return
    assert (status, result.refused[0].kind) == ("forbidden", kind)
    assert result.refused[0].line is not None
    text, line = fatal_text(result)
    assert line == result.refused[0].line
    assert all(pick(text, lang) for lang in LANGUAGES)
    assert pick(text, "en") != pick(text, "zh")
    assert not list(Path("/tmp").glob("quizrnn-must-not-be*"))


@strong
@pytest.mark.parametrize("name", ENDINGS)
def test_no_ending_passes(isolation, name):
    source, wanted = ENDINGS[name]
    _, status = run(source + WRONG if "def f" not in source else source, isolation)
    assert status in ((wanted,) if isinstance(wanted, str) else wanted)


@strong
@pytest.mark.parametrize("name", HANGS)
def test_every_hang_ends(isolation, name):
    assert run(HANGS[name] + RIGHT, isolation, seconds=0.4)[1] == "timeout"


@strong
@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_quirks_pass(isolation, name):
    result, status = run(HARMLESS[name], isolation)
    assert status == "passed", (result.refused, result.raised, result.runs[0].error, result.detail)


def test_everyone_is_a_target_only_in_a_namespace(isolation):
    if "pid" not in isolation.namespaces:
        pytest.skip("without a PID namespace this would strike others if it were let through")
    result, status = run("import os\nos.kill(-1, 9)\n" + RIGHT, isolation)
    assert (status, result.refused[0].kind) == ("forbidden", "signal")


def test_files_beside_a_submission_are_not_read(isolation, tmp_path):
    (tmp_path / "other.py").write_text(RIGHT)
    source = "import os\nexec(open(os.path.dirname(__file__) + '/other.py').read())\n"
    result, status = run(source, isolation, filename=str(tmp_path / "mine.py"))
    assert (status, result.refused[0].kind) == ("forbidden", "read")
    assert "other people's files" in pick(fatal_text(result)[0], "en")


def test_baselines_are_gone_where_nothing_is_raced(isolation):
    source = (
        "import gc, types\nfor o in gc.get_objects():\n"
        "    code = getattr(o, '__code__', None)\n"
        "    if isinstance(code, types.CodeType) and 'baselines' in code.co_filename: print(o)\n" + RIGHT
    )
    result, status = run(source, isolation)
    assert (status, result.printed) == ("passed", "")


def test_a_process_past_every_hook_is_killed_or_refused(isolation):
    source = (
        "import sys, subprocess\nsys.audit = lambda *a: None\ndel sys.modules['_posixsubprocess']\n"
        "import _posixsubprocess\nsubprocess._fork_exec = _posixsubprocess.fork_exec\n"
        "subprocess.Popen(['sleep', '600'], start_new_session=True)\n" + RIGHT
    )
    result, status = run(source, isolation)
    assert status == ("error" if "seccomp" in held(isolation) else "passed"), result.raised


def held(isolation):
    with Child(isolation=isolation) as child:
        return child.limits_held()


def test_a_deep_folder_is_removed(tmp_path):
    """Deeper than Python may go down, and with a closed one in it."""
    top = tmp_path / "scratch"
    (top / "closed" / "inside").mkdir(parents=True)
    (top / "closed").chmod(0)
    top.joinpath(*"d" * 300).mkdir(parents=True)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 150)
    try:
        if sys.version_info < (3, 13):  # later ones go down without calling themselves
            with pytest.raises(RecursionError):
                shutil.rmtree(top, ignore_errors=True)
        _remove(top)
    finally:
        sys.setrecursionlimit(limit)
    assert not top.exists()


LOCKED = """
import importlib.util, os, sys
import numpy
path, scratch, shut, readable = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
spec = importlib.util.spec_from_file_location("locks", path)
locks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(locks)
import _posixsubprocess, ctypes, resource, socket, subprocess, threading
print("held", *locks.lock(scratch, [shut], readable))
def told(name, action):
    try:
        action()
    except OSError as error:
        print(name, error.errno)
    except ValueError:
        print(name, "ValueError")
    else:
        print(name, "done")
libc = ctypes.CDLL(None, use_errno=True)
def raw(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
told("shut", lambda: open(shut + "/secret").read())
told("outside", lambda: open(os.path.dirname(scratch) + "/other", "w"))
told("elsewhere", lambda: open(os.path.dirname(scratch) + "/beside").read())
told("inside", lambda: open(scratch + "/a", "w").write("x"))
told("library", lambda: open(os.__file__).read(1))
told("null", lambda: open(os.devnull, "w").write("x"))
told("fork", os.fork)
told("exec", lambda: os.execv("/bin/true", ["true"]))
told("popen", lambda: subprocess.run(["true"]))
told("socket", socket.socket)
told("signal", lambda: os.kill(os.getppid(), 0))
told("memory", lambda: open(f"/proc/{os.getppid()}/mem", "rb"))
told("ptrace", lambda: raw(101 if os.uname().machine == "x86_64" else 117, 16, os.getppid(), 0, 0))
told("limit", lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
told("read limit", lambda: resource.getrlimit(resource.RLIMIT_CORE))
told("thread", lambda: threading.Thread(target=int).start())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="locks of the Linux kernel")
def test_the_kernels_locks_hold_without_any_hook(tmp_path):
    scratch, shut = tmp_path / "scratch", tmp_path / "prefix" / "shut"
    scratch.mkdir()
    shut.mkdir(parents=True)
    (shut / "secret").write_text("x")
    (tmp_path / "beside").write_text("x")
    readable = [str(tmp_path / "prefix"), sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/dev/null"]
    done = subprocess.run(
        [sys.executable, "-c", LOCKED, child_locks.__file__, str(scratch), str(shut), *readable],
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.split(" ", 1) if " " in line else (line, "") for line in done.stdout.splitlines())
    locks = found.pop("held").split()
    if not locks:
        pytest.skip("this kernel has neither lock")
    eperm, eacces = "1", "13"
    always = {"inside": "done", "library": "done", "null": "done", "thread": "done", "read": "limit done"}
    files = {"shut": eacces, "outside": eacces, "elsewhere": eacces, "memory": eacces}
    calls = dict.fromkeys(("fork", "exec", "popen", "socket", "signal", "ptrace"), eperm)
    assert found.items() >= always.items()
    assert "landlock" not in locks or found.items() >= files.items()
    assert "seccomp" not in locks or found.items() >= calls.items()
    assert "seccomp" not in locks or found["limit"] in (eperm, "ValueError")


def test_warnings_are_told_once_and_not_printed():
    source = "import numpy as np\n\n\ndef f(x):\n    np.exp(1e4 * abs(x))\n    return 3 * x + 1\n"
    result, status = run(source, Isolation())
    assert (status, result.printed) == ("passed", "")
    assert [pick(text, "en") for text in warning_texts(result, result.runs)] == [
        "line 5: RuntimeWarning: overflow encountered in exp  [np.exp(1e4 * abs(x))]"
    ]


def test_the_environment_has_no_home_of_the_learners():
    source = "import os\nprint(os.path.expanduser('~') == os.getcwd(), os.getcwd() in os.environ['TMPDIR'])\n"
    assert run(source + RIGHT)[0].printed == "True True\n"
    assert "HOME" in os.environ


def test_a_tracer_left_on_does_not_slow_the_baseline_down():
    """What a submission leaves switched on would be paid for by what it is raced against."""
    seen = []

    def mine(x):
        sys.settrace(lambda *_: None)
        sys.setprofile(lambda *_: None)
        return x

    def baseline(x):
        seen.append((sys.gettrace(), sys.getprofile()))
        return x

    class Given:
        def make(self, _name):
            return np.ones(3)

    before = sys.gettrace(), sys.getprofile()
    run_of = {"baseline": "b", "calls": [{"function": "mine", "arguments": ["x"]}]}
    try:
        speed = Race({"b": baseline}, Caught).speed(run_of, {"mine": mine}, Given())
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    assert speed > 0
    assert set(seen) == {(None, None)}
