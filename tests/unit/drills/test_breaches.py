"""What a learner is told of a breach: where it hung, the shape that was asked for, the way to an error."""

import sys
import threading

import pytest

from quizrnn.drills import stack
from quizrnn.drills.isolation import Isolation, kill_marked
from quizrnn.drills.job import Job
from quizrnn.drills.limits import Limits
from quizrnn.drills.raised import fate_text, raised_text
from quizrnn.drills.report_formats import to_gradescope
from quizrnn.drills.reports import text_lines, to_json
from quizrnn.drills.results import Raised
from quizrnn.drills.sandbox import Child
from quizrnn.text import LANGUAGES, pick

HEAD = "import time\nimport numpy as np\n\n\n"
FORWARD = HEAD + "def lstm_cell_forward(x_t, h_prev, c_prev, params):\n"
GOOD = (
    HEAD
    + """def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)
    f, i, o = (sigmoid(hx @ params["W_" + k].T + params["b_" + k]) for k in "fio")
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])
    c_t = f * c_prev + i * g
    return o * np.tanh(c_t), c_t, None
"""
)

HANGS = {
    "a loop": (FORWARD + "    while True: pass\n", 6, "while True: pass"),
    "asleep": (FORWARD + "    time.sleep(600)\n", 6, "time.sleep(600)"),
    "inside a function": (
        FORWARD + "    return helper(x_t)\n\n\ndef helper(x):\n    while True:\n        x = x + 1\n",
        None,
        "x",
    ),
    "compiled code that keeps the interpreter": (
        FORWARD + "    return sum(range(10**13))\n",
        6,
        "return sum(range(10**13))",
    ),
    "NumPy": (
        FORWARD + "    a = np.zeros(1)\n"
        "    return np.lib.stride_tricks.as_strided(a, (10**14,), (0,)).sum()\n",
        7,
        "return np.lib.stride_tricks.as_strided(a, (10**14,), (0,)).sum()",
    ),
    "waiting for a thread": (
        "import threading\nt = threading.Thread(target=threading.Event().wait)\nt.start()\nt.join()\n",
        4,
        "t.join()",
    ),
    "at the top": ("x = 1\nwhile True:\n    pass\n", None, ""),
}


@pytest.mark.parametrize("name", HANGS)
def test_a_hang_is_told_with_its_line(grade_text, name):
    source, line, code = HANGS[name]
    report = grade_text(source, seconds=0.6)
    assert report.status == "timeout"
    assert report.line is not None
    assert line in (None, report.line)
    for lang, number in (("en", f"line {report.line}: "), ("zh", f"第 {report.line} 行：")):
        text = to_json(report, lang)["cases"][0]["message"]
        assert text.startswith(number)
        assert code in text
        assert "0.6" in text
    assert pick(report.message, "en") in " ".join(line.strip() for line in text_lines(report, "en", 500))


def test_the_innermost_line_of_the_learners_is_named_with_its_function(grade_text):
    report = grade_text(HANGS["inside a function"][0], seconds=0.6)
    assert report.line in (10, 11)
    assert "in helper" in pick(report.message, "en")


def test_only_the_case_that_hung_is_told_so(grade_text):
    source = GOOD.replace("    c_t = f", "    if len(x_t) == 1:\n        while True: pass\n    c_t = f")
    found = to_json(grade_text(source, seconds=1.5), "en")
    statuses = [case["status"] for case in found["cases"]]
    hung = statuses.index("timeout")
    assert set(statuses[:hung]) == {"passed"}
    assert found["cases"][hung]["message"].startswith("line 14: ")
    assert {case["message"] for case in found["cases"][hung + 1 :]} <= {
        "not run: the process had ended before"
    }


def test_a_hang_at_the_second_call_is_one_of_its_case(grade_text):
    source = "calls = []\n" + GOOD.replace(
        "    c_t = f", "    calls.append(1)\n    while len(calls) > 11: pass\n    c_t = f"
    )
    report = grade_text(source, seconds=1.5)
    assert report.status == "timeout"
    assert [case.status for case in report.cases].count("timeout") >= 1


@pytest.mark.parametrize(
    "silenced",
    [
        "import faulthandler\nfaulthandler.cancel_dump_traceback_later()\n",
        "import os\nos.closerange(3, 256)\n",
        "import os\nfor fd in range(3, 64):\n"
        "    try: os.set_blocking(fd, False); os.write(fd, b'x' * 70000)\n"
        "    except OSError: pass\n",
    ],
)
def test_who_silences_the_line_loses_it_and_nothing_else(grade_text, isolation, silenced):
    report = grade_text(silenced + "while True: pass\n", isolation=isolation, seconds=0.5)
    assert report.status in ("timeout", "error")
    assert all(pick(report.message, lang) for lang in LANGUAGES)


def test_a_forged_line_is_shown_only_if_there_is_one():
    def place(line, name="mine.py"):
        dump = f'Thread 0x01 (most recent call first):\n  File "{name}", line {line} in f\n'
        return stack.read_dump(dump.encode("ascii", "backslashreplace"), "mine.py", ["a", " b"]).place

    assert place(2) == stack.Place(2, "b", "f")
    assert [place(line) for line in (0, 3, -1, 10**9, "x")] == [None] * 5
    assert place(1, "other.py") is None
    assert stack.read_dump(b"\xff\x00" * 100_000, "mine.py", ["a"]).place is None
    assert stack.read_dump(b"", "mine.py", []).place is None


@pytest.mark.parametrize("filename", ["é.py", "中文.py", "a\x7fb.py", '"q".py', "x" * 600, "\N{SNAKE}.py"])
def test_every_file_name_is_found_in_a_dump(filename, tmp_path):
    import faulthandler

    with (tmp_path / "dump").open("w+b") as file:
        code = compile("import faulthandler\nfaulthandler.dump_traceback(fd)\n", filename, "exec")
        exec(code, {"fd": file.fileno(), "faulthandler": faulthandler})
        file.seek(0)
        place = stack.read_dump(file.read(), filename, ["", "dump"]).place
    assert place is not None
    assert (place.line, place.code) == (2, "dump")


class OneSecond(Limits):
    """A second of CPU time, and the clock on the wall is far off: what ends the run is the kernel."""

    cpu_seconds = 1


def test_the_limit_of_cpu_time_is_a_timeout_with_its_line(isolation):
    job = Job("x = 1\nwhile True: pass\n", "mine.py", (), loud=0)
    result = Child(OneSecond(seconds=60.0), isolation).run(job)
    assert (result.status, result.detail) == ("timeout", "1")
    assert result.stopped_at == stack.Place(2, "while True: pass", "<module>")


CRASHES = {
    "abort": (FORWARD + "    import os\n    os.abort()\n", 7, "SIGABRT"),
}
if sys.version_info < (3, 12):  # later ones bound the stack of compiled code, too, and raise
    CRASHES["recursion in compiled code"] = (
        "import sys\nsys.setrecursionlimit(10**9)\n\n\nclass A:\n"
        "    def __repr__(self): return repr([self])\n\n\nrepr(A())\n",
        6,
        "SIGSEGV",
    )


@pytest.mark.parametrize("name", CRASHES)
def test_a_crash_is_told_with_its_line(grade_text, isolation, name):
    source, line, signal = CRASHES[name]
    report = grade_text(source, isolation=isolation)
    assert (report.status, report.line) == ("crashed", line)
    assert all(signal in pick(report.message, lang) for lang in LANGUAGES)


def test_a_kill_from_outside_is_told_as_one(isolation):
    """As the system does when memory runs out; ``unshare`` would tell it in words of its own."""
    job = Job("import time\nprint('here')\nwhile True: time.sleep(0.01)\n", "mine.py", (), loud=0)
    child = Child(Limits(seconds=60.0), isolation)
    killer = threading.Timer(0.6, kill_marked, [child._mark])
    killer.start()
    result = child.run(job)
    killer.join()
    assert (result.status, result.detail, result.printed) == ("crashed", "SIGKILL", "here\n")
    assert "memory runs out" in pick(fate_text(result), "en")


def first(report, lang="en"):
    return pick(report.cases[0].message, lang)


def test_memory_is_told_with_the_shape_that_was_asked_for(grade_text):
    report = grade_text(FORWARD + "    return np.zeros((100000, 100000)) * 2 ** 2\n")
    assert report.status == "memory"
    assert first(report) == (
        "line 6: more memory than a drill may take: an array of shape (100000, 100000), float64, "
        "needs 74.5 GiB  [return np.zeros((100000, 100000)) * 2 ** 2]"
    )
    assert "形状为 (100000, 100000) 的 float64 数组需要 74.5 GiB" in first(report, "zh")
    assert to_json(report, "en")["cases"][0]["message"] == first(report), "code is no markup"


def test_memory_that_grows_is_told_with_its_line(grade_text):
    report = grade_text(FORWARD + "    kept = []\n    while True: kept.append(bytes(10**7))\n")
    assert report.status == "memory"
    assert first(report).startswith("line 7: more memory than a drill may take: does something grow")


TOLD = {
    "calls": (
        FORWARD + "    return inner(x_t)\n\n\ndef inner(x):\n    return np.linalg.inv(x)\n",
        ["line 10: LinAlgError: ", "  called from line 6, in lstm_cell_forward  [return inner(x_t)]"],
    ),
    "a cause": (
        FORWARD + "    try: {}['k']\n    except KeyError as e: raise ValueError('no') from e\n",
        ["line 7: ValueError: no", "  caused by line 6: KeyError: 'k'"],
    ),
    "a context": (
        FORWARD + "    try: {}['k']\n    except KeyError: undefined\n",
        ["line 7: NameError", "  raised while handling line 6: KeyError: 'k'"],
    ),
    "a context that is put aside": (
        FORWARD + "    try: {}['k']\n    except KeyError: raise ValueError('no') from None\n",
        ["line 7: ValueError: no"],
    ),
    "a cause that is itself": (
        FORWARD + "    e = ValueError('no')\n    e.__cause__ = e\n    raise e\n",
        ["line 8: ValueError: no"],
    ),
    "recursion": (
        FORWARD + "    return lstm_cell_forward(x_t, h_prev, c_prev, params)\n",
        ["line 6: recursion without end (RecursionError)", "  called from line 6, in lstm_cell_forward, 9"],
    ),
    "recursion of two": (
        FORWARD + "    return g(x_t)\n\n\ndef g(x):\n    return lstm_cell_forward(x, x, x, x)\n",
        [
            "line",
            "  called from line ",
            "  called from line ",
            "  … 9",
            "  called from line 10, in g",
            "  called from line 6, in lstm_cell_forward",
        ],
    ),
    "a text without end": (FORWARD + "    raise ValueError('x' * 10**7)\n", ["line 6: ValueError: xxx"]),
    "no text": (
        "class E(Exception):\n    def __str__(self): raise E\n\n\nraise E\n",
        ["line 5: E  [raise E]"],
    ),
    "a text that is none": (
        "class S(str):\n    def __getitem__(self, k): return 3\n\n\n"
        "class E(Exception):\n    def __str__(self): return S('so')\n\n\nraise E\n",
        ["line 9: E: so  [raise E]"],
    ),
    "a class without a name": (
        "class M(type):\n    __name__ = property(lambda c: 1 / 0)\n\n\n"
        "class E(Exception, metaclass=M):\n    __class__ = int\n"
        "    __traceback__ = __cause__ = 3\n\n\nraise E('so')\n",
        ["line 10: E: so"],
    ),
    "a syntax error of one's own": (
        "raise SyntaxError('so', (__file__, 10**9, 1, 'x'))\n",
        ["line 1: SyntaxError: so"],
    ),
    "SystemExit(0)": ("raise SystemExit(0)\n", ["line 1: it ends the program (SystemExit)"]),
    "an interrupt": ("raise KeyboardInterrupt\n", ["line 1: it raises KeyboardInterrupt"]),
    "StopIteration": (FORWARD + "    next(iter(()))\n", ["line 6: StopIteration  [next(iter(()))]"]),
    "GeneratorExit": (FORWARD + "    raise GeneratorExit\n", ["line 6: GeneratorExit"]),
    "not written": (FORWARD + "    raise NotImplementedError\n", ["line 6: not written yet"]),
    "a form feed": ("x = 1\n\x0c\ny = 2\nundefined\n", ["line 4: NameError"]),
}


@pytest.mark.parametrize("name", TOLD)
def test_an_exception_is_told_by_the_learners_lines(grade_text, name):
    source, wanted = TOLD[name]
    report = grade_text(source)
    assert report.status == "error"
    rows = first(report).split("\n")
    assert len(rows) == len(wanted)
    assert all(row.startswith(start) for row, start in zip(rows, wanted, strict=True)), rows
    assert all(len(row) < 900 for row in rows)
    assert len(first(report, "zh").split("\n")) == len(rows)
    assert "child" not in first(report)
    assert first(report) in to_gradescope([report], "en")["tests"][0]["output"]
    assert report.cases[0].status == "error"


def test_a_syntax_error_is_told_with_its_column(grade_text):
    report = grade_text("x = 1\ndef f(:\n    pass\n")
    assert report.status == "syntax"
    assert pick(report.message, "en") == "line 2, column 7: syntax error: invalid syntax  [def f(:]"
    assert pick(report.message, "zh").startswith("第 2 行第 7 列：语法错误")
    assert {pick(case.message, "en") for case in report.cases} == {pick(report.message, "en")}


def test_an_exception_tells_whose_call_it_was(grade_text):
    source = GOOD.replace("    c_t = f", "    if len(x_t) == 1: raise ValueError('one')\n    c_t = f")
    report = grade_text(source)
    told = {pick(case.title, "en"): pick(case.message, "en") for case in report.cases if case.message}
    assert report.status == "error"
    assert 0 < len(told) < len(report.cases)
    assert all(text.startswith("line 13: ValueError: one") for text in told.values())


def test_lines_that_are_not_there_are_not_told():
    assert pick(raised_text(Raised(status="error", type="E", text="t")), "en") == "E: t"
    assert pick(raised_text(Raised(status="syntax", type="E", text="t", line=3)), "en") == (
        "line 3: syntax error: t"
    )


def test_warnings_are_told_as_warnings(grade_text):
    source = GOOD.replace("(1 + np.tanh(a / 2)) / 2", "1 / (1 + np.exp(-a))")
    report = grade_text(source)
    assert report.status == "passed"
    assert [pick(text, "en") for text in report.warnings] == [
        "line 6: RuntimeWarning: overflow encountered in exp  [return 1 / (1 + np.exp(-a))]"
    ]
    assert report.stdout == ""


def test_every_sentence_of_a_refusal_helps(grade_text):
    report = grade_text("open('/etc/hostname', 'w')\n", isolation=Isolation())
    assert (report.status, report.line) == ("forbidden", 1)
    assert "its own temporary folder alone" in pick(report.message, "en")
    assert {pick(case.message, "en") for case in report.cases} == {pick(report.message, "en")}
