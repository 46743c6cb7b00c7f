"""Real processes: killed in the middle of sessions, and answering at once (hundreds: ``test_kills``)."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from quizrnn.study.database_check import inspect
from quizrnn.study.migrations import VERSION
from quizrnn.study.runner import StudySession
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store

LEARNER = """
import importlib.util, sys
from pathlib import Path
from random import Random

spec = importlib.util.spec_from_file_location("kit", sys.argv[2])
kit = importlib.util.module_from_spec(spec)
spec.loader.exec_module(kit)
from quizrnn.bank.library import Filter
from quizrnn.study.migrations import VERSION
from quizrnn.study.runner import StudySession
from quizrnn.study.settings import Settings
from quizrnn.study.steps import Asking
from quizrnn.study.store import Store

clock, settings = kit.FakeClock(), Settings()
library = kit.FakeLibrary([kit.choice(f"q{k}") for k in range(40)])
store = Store.open(Path(sys.argv[1]), clock)
number, answers = int(sys.argv[3]), int(sys.argv[4])
rng = Random(number)
if answers == 0 and StudySession.unfinished(store):
    session = StudySession.resume(library, store, settings, clock=clock)
else:
    session = StudySession.start(
        library, store, settings, filter=Filter(), mode="cram" if answers == 0 else "due", count=None,
        seed=number, clock=clock, rng=rng,
    )
given = 0
while isinstance(session.step, Asking) and (answers == 0 or given < answers):
    answer = kit.right if rng.random() < 0.03 else kit.wrong
    revealed = session.submit(answer(session.step))
    given += 1
    print(f"{revealed.review.number} {revealed.review.question} {revealed.review.score}", flush=True)
    session.next()
"""


def learner(path: Path, number: int, answers: int = 0) -> subprocess.Popen[str]:
    kit = Path(__file__).with_name("conftest.py")
    return subprocess.Popen(
        [sys.executable, "-c", LEARNER, str(path), str(kit), str(number), str(answers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def acknowledged(text: str) -> list[tuple[int, str, float]]:
    """Return the verdicts that were printed whole."""
    lines = [line.split() for line in text.split("\n")[:-1]]
    return [(int(number), question, float(score)) for number, question, score in lines]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_kill_loses_no_verdict(path, clock):
    rng = Random(7)
    seen: list[tuple[int, str, float]] = []
    for number in range(8):
        process = learner(path, number)
        lines = [process.stdout.readline() for _ in range(rng.randint(1, 12))]
        time.sleep(rng.random() * 0.01)
        process.send_signal(signal.SIGKILL)
        # Not communicate(): it reads past what readline() has buffered.
        rest, errors = process.stdout.read(), process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        assert process.wait(timeout=60) == -signal.SIGKILL, errors
        seen += acknowledged("".join(lines) + rest)
    assert inspect(path)
    store = Store.open(path, clock)
    reviews = store.reviews()
    assert len(seen) > 30
    known = {review.number: (review.question, review.score) for review in reviews}
    assert {number: (question, score) for number, question, score in seen} == {
        number: known[number] for number, _, _ in seen
    }
    # At most the one answer of each process that was committed and not yet printed is more.
    assert len(seen) <= len(reviews) <= len(seen) + 8
    assert store.cards() == Scheduler(Settings()).replay(reviews)
    assert len({review.session for review in reviews}) == 1  # every process went on with the same session
    assert store.database.rows("PRAGMA integrity_check") == [("ok",)]
    assert StudySession.unfinished(store)
    store.close()


def test_processes_that_answer_at_once_lose_and_double_nothing(path, clock):
    """Three processes begin with no record there, so that they also make it at once."""
    processes = [learner(path, number, answers=15) for number in range(3)]
    seen = []
    for process in processes:
        text, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        seen += acknowledged(text)
    store = Store.open(path, clock)
    reviews = store.reviews()
    assert len(seen) == 45
    assert sorted(seen) == [(review.number, review.question, review.score) for review in reviews]
    assert store.cards() == Scheduler(Settings()).replay(reviews)
    assert len({review.session for review in reviews}) == 3
    assert store.database.rows("SELECT count(*) FROM migrations") == [(VERSION,)]
    store.close()


def test_a_kill_while_the_record_is_made_leaves_one_that_opens(path, clock):
    for _ in range(5):
        process = learner(path, 0)
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        Store.open(path, clock).close()
        for file in path.parent.glob("quizrnn.db*"):
            file.unlink()


def test_what_is_acknowledged_is_in_the_file_and_not_in_the_process(begin, path, kit):
    session = begin()
    revealed = session.submit(kit.right(session.step))
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT number, question FROM reviews").fetchall()
    (level,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert rows == [(revealed.review.number, revealed.review.question)]
    assert level == "wal"


def test_every_verdict_that_line_mode_has_printed_survives_a_kill(tmp_path, clock):
    """The real command, on a pipe: a verdict is a line with a mark, printed once the answer is on disk."""
    bank = tmp_path / "pack.yaml"
    questions = "".join(
        f"  - {{id: pack-{k}, type: boolean, section: pack.one, stem: 'True?', answer: true}}\n"
        for k in range(30)
    )
    bank.write_text(f"bank: pack\ntitle: pack\nquestions:\n{questions}")
    home = tmp_path / "home"
    environ = {**os.environ, "QUIZRNN_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    words = ["quiz", "--plain", "--mode", "cram", "-t", "pack", "--bank", str(bank), "--lang", "en"]
    rng, printed = Random(3), 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "quizrnn", *words],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        process.stdin.write("f\n" * 200)
        process.stdin.flush()
        wanted = rng.randint(1, 15)
        for line in process.stdout:
            printed += line.startswith(("✓", "✗"))
            wanted -= line.startswith(("✓", "✗"))
            if wanted == 0:
                break
        process.kill()
        printed += sum(line.startswith(("✓", "✗")) for line in process.stdout)
        process.wait()
        process.stdin.close()
        process.stdout.close()
    store = Store.open(home / "quizrnn.db", clock)
    assert 3 < printed <= store.count() <= printed + 3
    assert store.cards() == Scheduler(Settings()).replay(store.reviews())
    store.close()
