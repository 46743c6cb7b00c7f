"""Hundreds of processes killed at any moment: what a learner has seen is on disk, once.

``QUIZRNN_KILLS`` is how many processes are killed, 240 unless told; see ``killable.py`` for what makes that
affordable. Each kind of work gets its share.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from quizrnn.study.attempts import Attempts
from quizrnn.study.database_check import inspect
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or not hasattr(os, "posix_spawn"), reason="needs a process that can fork"
)

KILLS = int(os.environ.get("QUIZRNN_KILLS", "240"))
SIZE = 40
MARKS = {"✓": 1.0, "✗": 0.0}


def _killable():
    spec = importlib.util.spec_from_file_location("killable", Path(__file__).with_name("killable.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def share(part):
    return max(2, round(KILLS * part))


@pytest.fixture(scope="module")
def home():
    """A learner's folder, in memory where that can be: a kill of the process asks nothing of the disk."""
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    (home / "banks").mkdir()
    for pack in ("one", "two"):
        questions = "".join(
            f"  - {{id: {pack}-{k}, type: boolean, section: {pack}.s, stem: '{pack}-{k}?', "
            f"answer: {str(k % 2 == 0).lower()}}}\n"
            for k in range(SIZE)
        )
        (home / "banks" / f"{pack}.yaml").write_text(f"bank: {pack}\ntitle: {pack}\nquestions:\n{questions}")
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def server(home):
    environ = {**os.environ, "QUIZRNN_HOME": str(home), "LC_ALL": "C.UTF-8"}
    environ["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), *filter(None, sys.path)])
    server = _killable().Server(environ)
    server.start("list", "topics").join()
    yield server
    server.close()


@pytest.fixture
def record(home):
    """Return the path of a record that does not exist yet."""
    for file in [*home.glob("quizrnn.db*"), *(home / "backups").glob("*")]:
        file.unlink()
    return home / "quizrnn.db"


def at_any_moment(child, rng, most=4000):
    """Read on for a while that may end between two bytes, wait a moment that may end in a write, and kill."""
    wanted = rng.randint(1, rng.choice([40, most]))
    while len(child.output) < wanted and child.read(min(512, wanted - len(child.output))):
        pass
    if rng.random() < 0.5:
        time.sleep(rng.random() * 0.004)
    return child.kill()


def whole(path, clock, *, replayed=True):
    """Open a record after a kill, prove that it is whole, and return the log and what was taken back."""
    store = Store.open(path, clock)
    assert store.database.rows("PRAGMA integrity_check") == [("ok",)]
    reviews = store.reviews()
    if replayed:
        assert store.cards() == Scheduler(Settings()).replay(reviews)
    undone = store.database.rows("SELECT number, question FROM undone ORDER BY number")
    store.close()
    return reviews, undone


def answers_in(text):
    """Return what line mode has shown: the question and score of each verdict, and how many were undone."""
    stem, shown, undone = "", [], 0
    for line in text.split("\n"):
        line = line.strip()
        if line.endswith("?") and line[:-1].partition("-")[0] in ("one", "two"):
            stem = line[:-1]
        if line[:1] in MARKS and line:
            shown.append((stem, MARKS[line[0]]))
        undone += line == "The last answer is taken back."
    return shown, undone


def held(text, rows, taken):
    """Check one process's output against its ``rows`` on record and its rows ``taken`` back.

    At most one answer may be on record whose verdict was still to be printed, and one taken back of
    which nothing was said yet.
    """
    shown, undone = answers_in(text)
    assert undone <= len(taken) <= undone + 1
    kept = sorted([*((row.number, row.question) for row in rows), *taken])
    assert len(shown) <= len(kept) <= len(shown) + 1
    assert [question for question, _ in shown] == [question for _, question in kept[: len(shown)]]
    scores = {row.number: row.score for row in rows}
    for (_, score), (number, _) in zip(shown, kept, strict=False):
        assert scores.get(number, score) == score
    return len(shown)


def typed(rng):
    """Return a learner's lines: mostly answers, now and then one taken back, a hint, a skip."""
    return "\n".join(rng.choices(["t", "f", "u", "s"], [8, 8, 2, 1], k=4 * SIZE)) + "\n"


def test_every_verdict_survives_a_kill_at_any_moment(server, record, clock):
    rng, printed, ended = Random(11), 0, Counter()
    before, gone = 0, 0
    for number in range(share(0.45)):
        words = ["quiz", "--plain", "--mode", "cram", "-t", "one", "--lang", "en", "--seed", str(number)]
        text, ending = at_any_moment(server.start(*words, text=typed(rng)), rng)
        ended[ending] += 1
        assert "Traceback" not in text
        if not record.exists() or not inspect(record):
            assert answers_in(text) == ([], 0)
            continue
        reviews, undone = whole(record, clock, replayed=number % 8 == 0)
        printed += held(text, reviews[before:], undone[gone:])
        before, gone = len(reviews), len(undone)
    whole(record, clock)
    assert ended[signal.SIGKILL] > 0.8 * share(0.45)
    assert printed > share(0.45)


def test_two_processes_killed_at_once_lose_and_double_nothing(server, record, clock):
    rng, printed = Random(12), 0
    seen = {"one": (0, 0), "two": (0, 0)}
    for number in range(share(0.2) // 2):
        children = {
            pack: server.start(
                *["quiz", "--plain", "--mode", "cram", "-t", pack, "--lang", "en", "--seed", str(number)],
                text=typed(rng),
            )
            for pack in seen
        }
        texts = {pack: at_any_moment(child, rng)[0] for pack, child in children.items()}
        if not record.exists() or not inspect(record):
            assert all(answers_in(text) == ([], 0) for text in texts.values())
            continue
        reviews, undone = whole(record, clock, replayed=number % 8 == 0)
        for pack, text in texts.items():
            rows = [review for review in reviews if review.question.startswith(pack)]
            taken = [row for row in undone if row[1].startswith(pack)]
            printed += held(text, rows[seen[pack][0] :], taken[seen[pack][1] :])
            seen[pack] = len(rows), len(taken)
        assert len({review.number for review in reviews}) == len(reviews)
    whole(record, clock)
    assert printed > share(0.2)


def test_every_answer_of_an_interview_survives_a_kill(server, record, clock):
    """The prompt for the bet says that the answer is kept, and the next question that the bet is."""
    rng, asked, before = Random(13), 0, 0
    for number in range(share(0.15)):
        words = ["interview", "--plain", "-n", "30", "-t", "one", "--lang", "en", "--seed", str(number)]
        text, _ = at_any_moment(server.start(*words, text="t\n80\nf\n60\n" * 30), rng)
        kept = text.count("How sure are you?")
        bets = max(0, text.count("· one.s · boolean") - 1)
        if not record.exists() or not inspect(record):
            assert not kept
            continue
        reviews, _ = whole(record, clock)
        rows = reviews[before:]
        assert kept <= len(rows) <= kept + 1
        assert sum(row.confidence is not None for row in rows) >= bets
        asked, before = asked + kept, len(reviews)
    assert asked > share(0.15) / 2


def test_every_attempt_at_a_drill_survives_a_kill(server, record, clock):
    rng, told, before = Random(14), 0, 0
    for number in range(share(0.1)):
        child = server.start("attempts", str(record), str(number))
        text, _ = at_any_moment(child, rng, 600)
        lines = [line.split() for line in text.split("\n")[:-1]]
        if not record.exists() or not inspect(record):
            assert not lines
            continue
        whole(record, clock)
        store = Store.open(record, clock)
        rows = store.database.rows("SELECT drill, source, review FROM attempts ORDER BY number")[before:]
        assert len(lines) <= len(rows) <= len(lines) + 1
        for (drill, place, review), row in zip(lines, rows, strict=False):
            assert row[0] == drill
            assert row[1].startswith(f"# attempt {place}\n")
            assert str(row[2] or "-") == review
        # The first of a day counts for the schedule, and is there with it or not at all.
        counted = {row[0] for row in rows if row[2] is not None}
        assert counted == {row[0] for row in rows}
        assert all(Attempts(store.database).of(drill) for drill in counted)
        told, before = told + len(lines), before + len(rows)
        store.close()
    assert told > share(0.1)


def test_code_handed_in_in_an_interview_survives_a_kill(server, record, clock):
    """What was handed in is an answer and an attempt, or neither, and the interview can be shown."""
    rng, told = Random(15), 0
    for number in range(share(0.05)):
        child = server.start("exams", str(record), str(number))
        text, _ = at_any_moment(child, rng, 600)
        lines = [line.split() for line in text.split("\n")[:-1]]
        if not record.exists() or not inspect(record):
            assert not lines
            continue
        reviews, _ = whole(record, clock)
        store = Store.open(record, clock)
        attempts = {
            attempt.review: attempt.drill
            for review in reviews
            for attempt in store.attempts(review.question.removeprefix("drill:"))
        }
        sessions = {row.session: row.number for row in store.interviews.all()}
        store.close()
        assert attempts == {review.number: review.question.removeprefix("drill:") for review in reviews}
        kept = {(review.question, sessions[review.session]) for review in reviews}
        assert {(f"drill:{name}", int(row)) for name, _, row in lines} <= kept
        told += len(lines)
    assert told > share(0.05) / 2


def test_a_kill_while_the_record_is_copied_or_replaced_leaves_one_or_the_other(server, record, home, clock):
    sizes = []
    for number, answers in enumerate((30, 70)):
        words = ["quiz", "--plain", "--mode", "cram", "-t", "one", "-n", str(answers), "--lang", "en"]
        server.start(*words, text="t\n" * 80).join()
        (home / f"source-{number}.db").unlink(missing_ok=True)
        text, _ = server.start("data", "backup", str(home / f"source-{number}.db")).join()
        sizes.append(len(whole(record, clock)[0]))
    rng, restored = Random(15), 0
    for number in range(share(0.1)):
        child = server.start("copies", str(home), str(number))
        text, _ = at_any_moment(child, rng, 80)
        reviews, _ = whole(record, clock)
        assert len(reviews) in sizes
        restored += text.count("restored")
        for copy in (home / "backups").glob("*.db"):
            with sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert connection.execute("SELECT count(*) FROM reviews").fetchone()[0] in sizes
            connection.close()
            copy.unlink()
    assert restored
