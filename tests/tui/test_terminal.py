"""The real program on a terminal of its own, which is left as it was found, whatever ends the program."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from terminals import OWN, Terminal, program

HOME = ("--lang", "en")
QUIZ = ("quiz", "--lang", "en", "--type", "choice")
TYPED = "typed_just_now"
BROKEN = """
def broken(*_):
    raise RuntimeError("boom")
"""
F5, F6 = "\x1b[15~", "\x1b[17~"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """A cache in which the library is compiled."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "QUIZRNN_HOME": str(home)}
    words = [sys.executable, "-m", "quizrnn", "list", "topics"]
    subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=True)
    return home / "cache"


@pytest.fixture
def start(tmp_path, compiled):
    """Return a function that starts a program on a terminal; it is ended when the test is."""
    shutil.copytree(compiled, tmp_path / "cache")
    environment = {**os.environ, "QUIZRNN_HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    environment.pop("NO_COLOR", None)
    made = []

    def begin(words):
        made.append(Terminal(words, environment))
        return made[-1]

    yield begin
    for terminal in made:
        terminal.close()


def writes_code(terminal):
    """Open a drill and type into its editor."""
    terminal.until("Quit")
    terminal.until("Topics")
    terminal.press("d")
    terminal.until("gru-forward")
    terminal.press("\r")
    terminal.until("Write code")
    terminal.press("\r")
    terminal.until("Find")
    terminal.press(TYPED)
    terminal.until(TYPED[-4:])


def drafts(home):
    return [path for path in Path(home).rglob("*.py") if TYPED in path.read_text(encoding="utf-8")]


def test_a_terminal_is_known_that_is_not_left_as_it_was(start):
    terminal = start([sys.executable, "-c", r"print('\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[>1u', end='')"])
    assert terminal.end() == 0
    assert terminal.left() == ["?1049h", "?25l", "?2004h", "keyboard: 1 pushed, 0 popped"]


def test_it_is_left_by_a_key_with_what_was_typed_saved(start, tmp_path):
    terminal = start(program(words=HOME))
    writes_code(terminal)
    terminal.press("\x11")
    assert terminal.end() == 0
    assert terminal.left() == []
    assert terminal.seen.count(b"\x1b[?1049h") == 1
    assert len(drafts(tmp_path)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_with_what_was_typed_saved(start, tmp_path, number):
    terminal = start(program(words=HOME))
    writes_code(terminal)
    terminal.process.send_signal(number)
    assert terminal.end() == 128 + number
    assert terminal.left() == []
    assert "Traceback" not in terminal.printed()
    assert len(drafts(tmp_path)) == 1


def test_a_window_that_is_closed_ends_it_with_what_was_typed_saved(start, tmp_path):
    terminal = start(program(words=HOME))
    writes_code(terminal)
    terminal.hang_up()
    assert terminal.end() == 128 + signal.SIGHUP
    assert len(drafts(tmp_path)) == 1


def test_a_shell_that_is_killed_takes_it_along_and_leaves_the_terminal(start, tmp_path):
    shell = f"{OWN}import subprocess; subprocess.call({program(words=HOME, owns=False)!r})"
    terminal = start([sys.executable, "-c", shell])
    writes_code(terminal)
    terminal.process.kill()
    terminal.until("\x1b[?1004l")
    terminal.end()
    assert terminal.left() == []
    assert len(drafts(tmp_path)) == 1


def test_a_fault_on_a_screen_is_reported_and_the_answer_before_it_is_kept(start, tmp_path):
    fault = f"{BROKEN}\nfrom quizrnn.tui.widgets.sitting import Sitting\nSitting.action_next = broken"
    terminal = start(program(fault, words=QUIZ))
    terminal.until("Show answer")
    terminal.press(F6)
    terminal.until("answer shown")
    terminal.press("\r")
    assert terminal.end() == 1
    assert terminal.left() == []
    (report,) = (tmp_path / "cache").glob("crash-*.txt")
    assert f"the report is in {report}; your answers are saved" in terminal.printed()
    assert "boom" in report.read_text(encoding="utf-8")
    assert "Traceback" not in terminal.printed()
    with sqlite3.connect(tmp_path / "quizrnn.db") as record:
        assert record.execute("SELECT count(*) FROM reviews").fetchone() == (1,)


FAULTS = {
    "drawn": "from quizrnn.tui.widgets.report_view import ReportView as at; name = '__init__'",
    "in a thread": "import quizrnn.drills.grade as at; name = 'grade'",
    "by a key": "from quizrnn.tui.screens.drill import DrillScreen as at; name = 'action_grade'",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_while_code_is_written_keeps_the_code(start, tmp_path, fault):
    terminal = start(program(f"{BROKEN}\n{FAULTS[fault]}\nsetattr(at, name, broken)", words=HOME))
    writes_code(terminal)
    terminal.press(F5)
    assert terminal.end() == 1
    assert terminal.left() == []
    assert "your answers are saved" in terminal.printed()
    assert len(drafts(tmp_path)) == 1
