"""Which files a path means, verdicts in order whatever befalls one file, and what is counted over a class."""

import os
import threading
import time
from pathlib import Path

import pytest

from quizrnn.drills.batch import Found, gather, grade_all
from quizrnn.drills.class_summary import summarise
from quizrnn.drills.limits import Cancel
from quizrnn.drills.report import CaseReport, Diagnosis, OutputReport, Report
from quizrnn.errors import InputError

CODE = "def step(x):\n    return x\n"


@pytest.fixture
def tree(tmp_path):
    """Write files below a folder, and return the folder."""

    def make(*names, text=CODE):
        for name in names:
            path = tmp_path / "submissions" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "submissions"

    return make


def names(*paths, functions=("step",)):
    return [file.name for file in gather(paths, functions).files]


def test_a_folder_means_its_python_files_sorted_and_named_within_it(tree):
    top = tree("b/x.py", "a/x.py", "c.py", "a/notes.txt", "a/deep/er/y.py")
    assert names(top) == ["a/deep/er/y.py", "a/x.py", "b/x.py", "c.py"]
    assert [file.path for file in gather([top], ["step"]).files][1] == top / "a" / "x.py"


def test_several_paths_keep_their_order_and_are_named_as_given(tree):
    top = tree("b/x.py", "a/x.py", "c.py")
    assert names(top / "c.py", top / "b", top / "c.py") == [
        str(top / "c.py"),
        str(top / "b" / "x.py"),
        str(top / "c.py"),
    ]


def test_what_nobody_handed_in_is_skipped(tree):
    top = tree("a.py", ".b.py", ".git/c.py", "__pycache__/d.py", "__MACOSX/e.py", "env/lib/f.py")
    (top / "env" / "pyvenv.cfg").touch()
    (top / "folder.py").mkdir()
    assert names(top) == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_in_a_folder_is_no_file(tree):
    top = tree("a.py")
    os.mkfifo(top / "pipe.py")
    assert names(top) == ["a.py"]


def test_symlinks_are_followed_and_loops_end(tree, tmp_path):
    top = tree("a/x.py")
    (top / "a" / "up").symlink_to(top, target_is_directory=True)
    (top / "a" / "self").symlink_to(top / "a", target_is_directory=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "y.py").write_text(CODE)
    (top / "b").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (top / "dangling.py").symlink_to(tmp_path / "nowhere")
    assert names(top) == ["a/x.py", "b/y.py"]


def test_a_folder_without_files_is_said(tmp_path):
    (found,) = gather([tmp_path], ["step"]).files
    assert "no .py file" in found.error.line("en")


def test_a_student_without_files_is_not_missing_from_the_table(tree):
    top = tree("alice/x.py", "bob/x.py")
    (top / "carol" / "deep").mkdir(parents=True)
    (top / "carol" / "deep" / "x.ipynb").touch()
    found = gather([top], ["step"]).files
    assert [(file.name, file.error is None) for file in found] == [
        ("alice/x.py", True),
        ("bob/x.py", True),
        ("carol", False),
    ]
    tree("all.py")  # then it is no folder of students
    assert names(top) == ["alice/x.py", "all.py", "bob/x.py"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_may_not_be_read_is_said(tree):
    top = tree("a/x.py", "b/x.py")
    (top / "b").chmod(0)
    found = gather([top], ["step"]).files
    (top / "b").chmod(0o700)
    assert [(file.name, file.error is None) for file in found] == [("a/x.py", True), ("b", False)]


class TestHelpers:
    """Files beside a submission that are none themselves."""

    def test_they_are_left_out_where_one_file_has_the_functions(self, tree):
        top = tree("alice/lstm.py")
        tree("alice/helpers.py", "alice/test_it.py", text="x = 1\n")
        found = gather([top], ["step"])
        assert [file.name for file in found.files] == ["alice/lstm.py"]
        assert [path.name for path in found.left_out] == ["helpers.py", "test_it.py"]

    def test_nobody_is_lost(self, tree):
        top = tree("section/alice.py", "section/bob.py", "flat.py")
        tree("section/carol.py", "misnamed.py", "dan/a.py", "dan/b.py", text="def stepp(x):\n    pass\n")
        found = gather([top], ["step"])
        assert len(found.files) == 7
        assert found.left_out == []

    def test_what_is_named_is_graded(self, tree):
        top = tree("alice/lstm.py")
        tree("alice/helpers.py", text="x = 1\n")
        assert len(gather([top / "alice" / "helpers.py"], ["step"]).files) == 1

    @pytest.mark.parametrize(
        "text", ["step = lambda x: x\n", "from helpers import step\n", "  def step(x): ...\n"]
    )
    def test_other_ways_of_defining_count(self, tree, text):
        top = tree("alice/main.py", text=text)
        tree("alice/other.py", text="x = 1\n")
        assert names(top) == ["alice/main.py"]


def report(name, status="passed", score=1.0, **more):
    return Report(drill="d", convention="article", file=str(name), seed=1, status=status, score=score, **more)


def failed(file, message):
    return report(file.path, "error", 0.0, message=message)


def graded(files, grade, jobs=1, cancel=None):
    return list(grade_all(files, grade, jobs, failed, cancel or Cancel()))


FILES = [Found(Path(f"{n}.py"), f"{n}.py") for n in range(6)]


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_verdicts_keep_the_order_of_the_files(jobs):
    def grade(path):
        time.sleep(0.02 * (6 - int(path.stem)) if jobs > 1 else 0)
        return report(path)

    assert [found.report.file for found in graded(FILES, grade, jobs)] == [f"{n}.py" for n in range(6)]


def test_no_more_files_are_at_work_than_asked_for():
    at_work, most, lock = [0], [0], threading.Lock()

    def grade(path):
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        time.sleep(0.01)
        with lock:
            at_work[0] -= 1
        return report(path)

    graded(FILES, grade, 2)
    assert most[0] == 2


def test_one_bad_file_does_not_stop_the_rest():
    def grade(path):
        match path.stem:
            case "1":
                raise InputError(path, {"en": "not UTF-8 text", "zh": "不是 UTF-8"}, row=3)
            case "2":
                raise RecursionError("too deep")
        return report(path)

    files = [*FILES[:3], Found(Path("gone"), "gone", InputError("gone", "nothing here")), FILES[3]]
    found = graded(files, grade, 2)
    assert [one.report.status for one in found] == ["passed", "error", "error", "error", "passed"]
    assert found[1].report.message["en"] == "line 3: not UTF-8 text"
    assert "RecursionError: too deep" in found[2].report.message["en"]
    assert "please report it" in found[2].error.line("en")
    assert found[3].report.message == "nothing here"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_ends_what_is_running_and_starts_nothing_more(jobs):
    begun, cancel = [], Cancel()

    def grade(path):
        begun.append(path.stem)
        if path.stem == "1":
            raise KeyboardInterrupt
        deadline = time.monotonic() + 10
        while path.stem != "0" and not cancel.requested and time.monotonic() < deadline:
            time.sleep(0.005)
        return report(path)

    verdicts = grade_all(FILES, grade, jobs, failed, cancel)
    assert next(verdicts).report.file == "0.py"
    with pytest.raises(KeyboardInterrupt):
        next(verdicts)
    assert cancel.requested
    assert len(begun) <= 2 + jobs


def wrong(name, status="value"):
    return OutputReport(name=name, status=status)


def test_a_class_is_counted_by_file():
    said = Diagnosis(id="d-carry", says=("lost",), outputs=("dc",))
    other = Diagnosis(id="d-sign", says=("turned",), outputs=("dh",))
    cases = tuple(
        CaseReport(name=n, title=n, status="failed", outputs=(wrong("dc"), wrong("dh", "ok"))) for n in "ab"
    )
    more = (CaseReport(name="a", title="a", status="failed", outputs=(wrong("dh", "shape"), wrong("dc"))),)
    reports = [
        report("1.py"),
        report("2.py", "failed", 0.5, cases=cases, diagnosis=(said, said)),
        report("3.py", "failed", 0.99, cases=more, diagnosis=(said, other)),
        report("4.py", "timeout", 0.0),
    ]
    files = [Found(Path(r.file), r.file) for r in reports]
    found = summarise(graded(files, lambda path: reports[int(path.stem) - 1]))
    assert (found.total, found.passed) == (4, 1)
    assert found.statuses == {"failed": ("2.py", "3.py"), "passed": ("1.py",), "timeout": ("4.py",)}
    assert [(d.id, d.files) for d in found.diagnoses] == [
        ("d-carry", ("2.py", "3.py")),
        ("d-sign", ("3.py",)),
    ]
    assert found.outputs == (("dc", 2, "value"), ("dh", 1, "shape"))
    assert found.mean == pytest.approx(0.6225)
    assert found.median == pytest.approx(0.745)
    assert found.spread() == (1, 0, 0, 1, 1, 1)


def test_what_a_file_got_right_is_no_mistake_of_the_class():
    hints = tuple(Diagnosis(id=name, says=(), outputs=("dx",)) for name in ("one-gate", "what-is-right"))
    wrong_one = report("x.py", "failed", 0.5, diagnosis=hints)
    found = summarise(graded([Found(Path("x.py"), "x.py")], {Path("x.py"): wrong_one}.get))
    assert [count.id for count in found.diagnoses] == ["one-gate"]


def test_a_class_of_nobody_is_counted():
    found = summarise([])
    assert (found.mean, found.median, found.spread()) == (0.0, 0.0, (0, 0, 0, 0, 0, 0))
