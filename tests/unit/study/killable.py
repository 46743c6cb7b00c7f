"""A process that has loaded the program once and forks, so that a killed process costs milliseconds.

Run as a script it is the server. A message with two file descriptors names what a child does, whose standard
streams they become, and is answered with the child's process id; a message that is a process id is answered,
once that child is dead, with how it died. Imported, it is the client. A child runs the real command line, or
one of the ``LOOPS``.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

_MESSAGE = 65536


class Killed:
    """A child: what it printed, and how to end it."""

    def __init__(self, server, pid, reader):
        self._server = server
        self._reader = reader
        self.pid = pid
        self.output = b""

    def read(self, size):
        """Read at most so many bytes; False at the end of the output."""
        got = os.read(self._reader, size)
        self.output += got
        return bool(got)

    def kill(self):
        """Kill it, read what it had printed, and return its output and the signal that ended it (0: none)."""
        os.kill(self.pid, signal.SIGKILL)
        return self.join()

    def join(self):
        """The same once it ends by itself."""
        while self.read(_MESSAGE):
            pass
        os.close(self._reader)
        return self.output.decode("utf-8", "replace"), self._server.status(self.pid)


class Server:
    """Starts children, all of them with the same environment."""

    def __init__(self, environ):
        mine, theirs = socket.socketpair()
        self._socket = mine
        self._process = os.posix_spawn(
            sys.executable,
            [sys.executable, __file__, str(theirs.fileno())],
            environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), theirs.fileno())],
        )
        theirs.close()

    def start(self, *words, text=""):
        """Start a child on command-line words, with a text on its standard input."""
        reader, writer = os.pipe()
        typed = os.memfd_create("typed") if hasattr(os, "memfd_create") else _unnamed()
        os.write(typed, text.encode())
        os.lseek(typed, 0, os.SEEK_SET)
        socket.send_fds(self._socket, [json.dumps(words).encode()], [typed, writer])
        os.close(typed)
        os.close(writer)
        return Killed(self, json.loads(self._socket.recv(_MESSAGE)), reader)

    def status(self, pid):
        """Return the signal that ended a child, 0 for none; until then its process id is not given again."""
        self._socket.send(json.dumps(pid).encode())
        code = json.loads(self._socket.recv(_MESSAGE))
        return os.WTERMSIG(code) if os.WIFSIGNALED(code) else 0

    def close(self):
        """Let the server end."""
        self._socket.close()
        os.waitpid(self._process, 0)


def _unnamed():
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def attempts(database, number):
    """Record attempts at drills until killed; print each once it is on disk."""
    from types import SimpleNamespace

    from quizrnn.clock import SystemClock
    from quizrnn.study.drill_log import record_attempt
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

    store = Store.open(Path(database), SystemClock())
    for place in range(10_000):
        drill = SimpleNamespace(drill=f"drill-{number}-{place // 3}", revision=1, hints=[])
        review = record_attempt(
            store,
            Settings(),
            store.clock,
            drill=drill,
            convention="article",
            passed=bool(place % 2),
            score=place % 2,
            source=f"# attempt {place}\n" + "x = 1\n" * 400,
            report_json=json.dumps({"place": place}),
        )
        _tell(drill.drill, place, "-" if review is None else review.number)


def exams(database, number):
    """Hand code in, one interview after another, until killed; print each once it is on disk."""
    from random import Random
    from types import SimpleNamespace

    from quizrnn.bank.library import Filter
    from quizrnn.clock import SystemClock
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

    store = Store.open(Path(database), SystemClock())
    form = SimpleNamespace(training=None, arrays={})
    entry = SimpleNamespace(
        id="q",
        section="a.b",
        type="boolean",
        difficulty=2,
        follows=None,
        tags=(),
        bank="x",
        revision=1,
        place=0,
    )
    for place in range(10_000):
        drill = SimpleNamespace(
            drill=f"exam-{number}-{place}",
            section="a.b",
            difficulty=2,
            revision=1,
            forms={"article": form},
            cases=[],
        )
        library = SimpleNamespace(
            entries=lambda _: [entry],
            drills=lambda drill=drill: [drill],
            get=lambda _: None,
        )
        held = HeldInterview.start(
            library,
            store,
            Settings(),
            filter=Filter(),
            count=1,
            minutes=None,
            seed=None,
            clock=store.clock,
            rng=Random(place),
            drill=True,
        )
        source = f"# exam {place}\n" + "x = 1\n" * 400
        held.hand_in(
            SimpleNamespace(source=source, passed=False, score=0.5, report=json.dumps({"place": place}))
        )
        _tell(drill.drill, place, held.row.number)


def copies(folder, number):
    """Back the record up and put one of two backups in its place, by turns, until killed."""
    from quizrnn.clock import SystemClock
    from quizrnn.study.backups import backup, restore
    from quizrnn.study.database import Database

    home = Path(folder)
    for place in range(10_000):
        database = Database.open(home / "quizrnn.db", SystemClock())
        backup(database, home / "backups" / f"own-{number}-{place}.db")
        database.close()
        _tell("backed up", place)
        restore(home / f"source-{place % 2}.db", home / "quizrnn.db", home / "backups", SystemClock())
        _tell("restored", place % 2)


def _tell(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


LOOPS = {"attempts": attempts, "exams": exams, "copies": copies}


def _child(words):
    """Do what the words say; the standard streams are the child's own already."""
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if words[0] in LOOPS:
        LOOPS[words[0]](*words[1:])
    else:
        from quizrnn.cli.main import main

        main(words)


def _serve(connection):
    # Everything that a session needs is loaded here, and nothing is opened.
    import fsrs  # noqa: F401

    import quizrnn.cli.interview
    import quizrnn.cli.main
    import quizrnn.cli.quiz
    import quizrnn.cli.root
    import quizrnn.plain.interview
    import quizrnn.plain.quiz
    import quizrnn.study.backups
    import quizrnn.study.interview_report
    import quizrnn.study.runner  # noqa: F401

    while True:
        message, files, _, _ = socket.recv_fds(connection, _MESSAGE, 2)
        if not message:
            return
        wanted = json.loads(message)
        if isinstance(wanted, int):
            connection.send(json.dumps(os.waitpid(wanted, 0)[1]).encode())
            continue
        pid = os.fork()
        if not pid:
            connection.close()
            for target, source in enumerate(files):
                os.dup2(source, target)
                os.close(source)
            with contextlib.suppress(SystemExit):
                _child(wanted)
            sys.stdout.flush()
            os._exit(0)
        for file in files:
            os.close(file)
        connection.send(json.dumps(pid).encode())


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
