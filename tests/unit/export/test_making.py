"""Notes made by several processes are those that one makes, whatever befalls the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading

import pytest

from quizrnn.bank.library import Filter, Library
from quizrnn.errors import QuizrnnError
from quizrnn.export import making
from quizrnn.export.making import made_notes
from quizrnn.paths import Paths

PACK = """
bank: pack
title: Pack
questions:
  - {id: pack-a, type: boolean, section: pack, stem: Is it so?, answer: true}
  - {id: pack-b, type: numeric, section: pack, stem: How many?, answer: "1/(x-x)", params: {x: {int: [1, 9]}}}
"""


@pytest.fixture
def entries(library):
    return library.entries(Filter(topics=("rnn",)))


@pytest.fixture
def alone(library, entries):
    return list(made_notes(library, entries, "en", 3, 1))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(making, "_BLOCK", 20)
    yield
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_make_the_same_notes_in_the_same_order(library, entries, alone, processes):
    assert len(alone) > 60
    assert list(made_notes(library, entries, "en", 3, processes)) == alone


def test_processes_that_start_afresh_do_too(library, entries, alone, monkeypatch):
    monkeypatch.setattr(making, "_may_fork", lambda: False)
    assert list(made_notes(library, entries, "en", 3, 2)) == alone


@pytest.mark.parametrize("count", [0, 1, 21])
def test_few_notes_leave_a_process_without_work(library, entries, alone, count):
    assert list(made_notes(library, entries[:count], "en", 3, 3)) == alone[:count]


def test_a_reader_that_stops_ends_them(library, entries, alone):
    made = made_notes(library, entries, "en", 3, 2)
    assert next(made) == alone[0]
    assert len(multiprocessing.active_children()) == 2
    made.close()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back")
def test_an_interrupt_is_the_readers(library, entries, alone):
    made = made_notes(library, entries, "en", 3, 2)
    notes = [next(made)]
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGINT)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert [*notes, *made] == alone


def test_what_a_killed_process_owes_is_made_here(library, entries, alone):
    made = made_notes(library, entries, "en", 3, 2)
    notes = [next(made)]
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGKILL)
        child.join()
    assert [*notes, *made] == alone


def test_where_no_process_can_be_had_it_is_done_here(library, entries, alone, monkeypatch):
    def refused(*_args):
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", refused)
    assert list(made_notes(library, entries, "en", 3, 2)) == alone


def test_a_library_that_could_not_be_kept_has_no_helpers(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cache").write_text("a file", encoding="utf-8")
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(tmp_path / "home")}))
    assert library.opener() is None
    made = made_notes(library, library.entries(Filter(topics=("rnn",))), "en", 3, 2)
    next(made)
    assert not multiprocessing.active_children()
    made.close()
    library.close()


def test_a_fault_is_told_as_one_process_tells_it(tmp_path):
    pack = tmp_path / "pack.yaml"
    pack.write_text(PACK, encoding="utf-8")
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(tmp_path / "home")}), extra=(pack,))
    entries = library.entries(Filter(banks=("pack",)))
    with pytest.raises(QuizrnnError, match="pack-b: its key cannot be worked out"):
        list(made_notes(library, entries, "en", 0, 2))
    library.close()


def test_few_notes_are_made_here_and_many_on_all_processors(library, entries, monkeypatch):
    monkeypatch.setattr(making, "_processors", lambda: 2)
    for worth, helpers in [(len(entries) + 1, 0), (len(entries), 2)]:
        monkeypatch.setattr(making, "WORTH_PROCESSES", worth)
        made = made_notes(library, entries, "en", 3)
        next(made)
        assert len(multiprocessing.active_children()) == helpers
        made.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is ever copied")
def test_a_process_with_threads_is_not_copied():
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    assert not making._may_fork()
    waiting.set()
    thread.join()
